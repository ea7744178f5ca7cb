package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.Await;
import org.dbusp1.SimulatedLog;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.Source;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.simulator.SimulatedSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a loop that paces itself by /RefreshTime reads on a real bus, of telegrams that arrive in simulated time. The proof of a slow
 * interval is in {@link GridPathsTest}.
 */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class RefreshTimeTest {
    private static final Instant START = Instant.parse("2026-06-23T10:00:00Z");
    private static final MeterKey KEY = new MeterKey("E0012345");
    private static final String PATH = "/RefreshTime";
    private static final String INVERTER = "com.victronenergy.vebus.ttyS4";
    /** The time between two telegrams of the shortest interval that is followed. */
    private static final int APART_MILLIS = 4_000;
    /** After so many the meter is known as slow, and the inverter is asked twice a second. */
    private static final int TELEGRAMS_OF_SLOW_METER = 6;

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final TestScanner scanner = new TestScanner(false, Decryptor.none());
    private final Decoder decoder = LineDecoders.usual();
    private final StringBuilder shown = new StringBuilder();
    private final AtomicLong millis = new AtomicLong();
    private int acIn;
    /** The questions to the inverter, up to a second ago. */
    private int asked;

    /** Publishes a telegram, and notes what the bus shows then where that is another time than before. */
    private void arrives(Guard guard, byte[] telegram, int length, long nanos) {
        for (ScannedFrame frame : scanner.accept(telegram, 0, length)) {
            publish(guard, frame, nanos);
        }
        for (ScannedFrame frame : scanner.idle()) {
            publish(guard, frame, nanos);
        }
    }

    private void publish(Guard guard, ScannedFrame frame, long nanos) {
        boolean wasFresh = guard.fresh(nanos);
        Optional<Snapshot> snapshot = Snapshots.guarded(guard, DecodeOutcome.of(decoder, frame).reading(), KEY,
                START.plusNanos(nanos), nanos);
        if (!wasFresh && shown.length() > 0) {
            rig.lose();
        }
        if (snapshot.isPresent()) {
            rig.send(snapshot.get());
            rig.awaitName(VenusRig.GRID);
            // The loop answers the second question after it has done what waited at the first.
            rig.value(PATH);
            String now = rig.value(PATH);
            if (!shown.toString().endsWith(" " + now)) {
                shown.append(' ').append(now);
            }
        }
    }

    /**
     * @param gaps seconds between the telegrams, and how many: 10 x 6
     * @param key  meter.interval-seconds; 0 without it
     */
    @ParameterizedTest(name = "{0}, {1}, {2}, key {3}")
    @CsvSource({
        // what         | meter     | seconds x telegrams | key | shown
        "each second,     dsmr50,     1 x 8,                0, 1000",
        "faster than such meters are, sml-emh, 1 x 8,       0, 4000 1000",
        "each 10 s,       dsmr42,     10 x 7,               0, 10000",
        "slower than such meters are, dsmr50, 10 x 8,       0, 1000 10000",
        "partial lists of a power,    han-aidon, 2.5 x 16,  0, 10000 3000",
        "long lists that end late,    han-aidon, 0.7 x 1 2.5 x 2 4.3 x 1 0.7 x 1 2.5 x 2 4.3 x 1 0.7 x 1 2.5 x 2 4.3 x 1, 0, 10000 3000",
        "partial lists of a power,    han-kaifa, 2 x 16,    0, 10000 2000",
        "telegrams of a minute,       han-czechia, 60 x 7,  0, 60000",
        "a minute by the key,         dsmr50, 60 x 3,       60, 60000",
        "a minute by the key,         han-kaifa, 60 x 3,    60, 60000",
        "more often than the key,     dsmr50, 1 x 8,        60, 60000",
        "becomes slower,  dsmr50,     1 x 8 10 x 14,        0, 1000 10000",
        "becomes faster,  dsmr42,     10 x 8 1 x 6,         0, 10000 1000",
        "jitter,          dsmr42,     10 x 3 11 x 3 9 x 3 10 x 3, 0, 10000"})
    void isTheIntervalOfTheMeter(String what, String name, String gaps, int key, String expected) {
        Guard guard = new Guard(new Guard.Options(key == 0 ? null : Duration.ofSeconds(key), StateStore.NONE, Origin.LINE, null));
        SimulatedMeter meter = SimulatedLog.meter(name, START);
        rig.start();
        double second = 0;
        String[] words = gaps.split(" x | ");
        for (int i = 0; i < words.length; i += 2) {
            for (int count = Integer.parseInt(words[i + 1]); count > 0; count--) {
                byte[] telegram = meter.next();
                arrives(guard, telegram, telegram.length, (long) (second * 1e9));
                second += Double.parseDouble(words[i]);
            }
        }
        assertThat(shown.toString().strip()).as(what).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"dsmr50, 1000", "dsmr42, 10000", "han-aidon, 10000 3000", "han-kaifa, 10000 2000"})
    void isThatOfASimulatedMeter(String name, String expected) throws Exception {
        Guard guard = new Guard(new Guard.Options(null, StateStore.NONE, Origin.LOG, null));
        rig.start();
        byte[] buffer = new byte[4_096];
        try (Source source = new SimulatedSource(name, () -> SimulatedLog.meter(name, START), Speed.MAX)) {
            source.open();
            for (int count = 0; count < 20; count++) {
                int length = source.read(buffer, 100);
                arrives(guard, buffer, length, source.clock().nanos());
            }
        }
        assertThat(shown.toString().strip()).isEqualTo(expected);
    }

    /** The power changes with each report of the inverter, and the time of the telegrams does not. */
    @Tag("slow")
    @Test
    void isNotThatOfTheInverterWhileItIsFollowed() throws IOException {
        rig.clock = () -> TimeUnit.MILLISECONDS.toNanos(millis.get());
        rig.choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.FOLLOW, true), null);
        rig.addSetting(BusItemClient.WITHOUT_GRID_METER, "i", 0);
        rig.addSetting(BusItemClient.ESS_MODE, "i", 1);
        rig.addSetting(BusItemClient.AC_INPUT_1, "i", 1);
        rig.addSetting(BusItemClient.AC_INPUT_2, "i", 0);
        rig.service(INVERTER, "/Ac/ActiveIn/L1/P=0", "/Ac/ActiveIn/ActiveInput=0", "/Ac/ActiveIn/Connected=1", "/Mode=3", "/State=3",
                "/Hub4/AssistantId=5", "/Ac/Out/NominalInverterPower=4000");
        rig.service(BusItemClient.SYSTEM, "/Ac/In/0/ServiceName=" + VenusRig.GRID, "/VebusService=" + INVERTER);
        rig.start();
        Await.await("the first move", () -> {
            pass();
            return rig.driver.board().of(Subject.FOLLOW).filter(found -> found.is(Condition.FOLLOW_FOLLOWED)).isPresent();
        });
        rig.client.forgetSignals();
        for (int watts = 900; watts > 0; watts -= 300) {
            acIn = watts - 1_000;
            rig.client.item(INVERTER, "/Ac/ActiveIn/L1/P", "SetValue", "i", acIn);
            millis.addAndGet(500);
            rig.awaitValue("/Ac/Power", watts + ".0");
            assertThat(rig.value(PATH)).isEqualTo(Integer.toString(APART_MILLIS));
        }
        assertThat(rig.client.changes()).noneMatch(items -> items.has(PATH));
    }

    /** A quarter of a second passes, with a telegram at its time and a move of the inverter after it. */
    private void pass() {
        if (millis.getAndAdd(250) % APART_MILLIS == 0) {
            rig.send(Snapshots.of("POWER_NET=" + (1_000 + acIn) + " VOLTAGE_L1=230").interval(Duration.ofMillis(APART_MILLIS)).take());
            rig.awaitName(VenusRig.GRID);
            acIn = acIn == 0 ? 500 : 0;
            rig.client.item(INVERTER, "/Ac/ActiveIn/L1/P", "SetValue", "i", acIn);
        }
        // Time passes only with answers, and while the inverter is asked twice a second, with these.
        rig.client.value(BusItemClient.SYSTEM, "/Calls");
        if (millis.get() > TELEGRAMS_OF_SLOW_METER * APART_MILLIS && millis.get() % 1_000 == 0) {
            Await.await("a question to the inverter in the last second", () -> questions() > asked);
            asked = questions();
        }
    }

    private int questions() {
        return rig.client.value(INVERTER, "/Calls").asInt();
    }
}
