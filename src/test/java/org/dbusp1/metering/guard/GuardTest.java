package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.dbusp1.meter.Quantity.*;
import static org.dbusp1.metering.guard.TestValues.values;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
    private final GuardedLine line = new GuardedLine(new Guard());
    private final Guard guard = line.guard;

    private Optional<Snapshot> accept(double second, Reading reading) {
        return line.accept(second, reading);
    }

    private static Reading watts(double watts) {
        return Snapshots.of(values(POWER_IMPORT, watts, POWER_NET, watts)).reading();
    }

    @Test
    void aSnapshotHoldsWhatWasBelieved() {
        Reading reading = Snapshots.of(values(POWER_IMPORT, 99_000_000, POWER_NET, 99_000_000, VOLTAGE_L1, 230)).reading();
        Snapshot snapshot = accept(0, reading).orElseThrow();
        assertThat(snapshot.key()).isEqualTo(new MeterKey("house"));
        assertThat(snapshot.reading()).isSameAs(reading);
        assertThat(snapshot.published().values()).isEqualTo(values(VOLTAGE_L1, 230));
        assertThat(snapshot.published().withheld().quantities()).containsExactlyInAnyOrder(POWER_IMPORT, POWER_NET);
        assertThat(snapshot.arrival().machineTime()).isEqualTo(GuardedLine.ARRIVAL);
        assertThat(snapshot.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(snapshot.telegramCounts()).isEqualTo(guard.telegramCounts());
    }

    @Test
    void aSnapshotHasTheDevicesAndHoldsForThreeIntervals() {
        MBusDevice gas = new MBusDevice(1, 3, "g", null,
                new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, "m3"));
        Snapshot snapshot = accept(0, new Snapshots().devices(gas).reading()).orElseThrow();
        assertThat(snapshot.published().devices()).containsExactly(gas);
        assertThat(snapshot.validFor()).isEqualTo(Duration.ofSeconds(5));
    }

    /**
     * The steps are telegrams of the meters A to D with their second, or each second of a range, rA a repaired one, dA one without a
     * number; = is published, ~ is believed and waits for the next, ! is another meter's, x shows that two send. Others are rejected
     * bytes, a lost port, and what is true at a second; every: the interval that is published.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            values hold for three intervals                  | stale@0 A@0= A@1= fresh@6 stale@6.1 A@7~ A@8=
            a loss is noticed by the next message too        | A@0 A@1 A@7~
            a rejected telegram refreshes nothing            | A@0 CRC stale@5.1
            a lost port ends all at once                     | A@0 lost stale@0.1 B@1~ B@2=
            after a loss the second may come at the limit    | A@0 lost A@10~ A@15=
            one that comes later counts as a first           | A@0 A@1 lost A@10~ A@16~ A@17=
            a second loss between them starts anew           | A@0 lost A@10~ lost A@11~
            a loss before the first telegram delays nothing  | lost stale@0 A@1=
            another meter is taken over after a silence      | A@0 B@300~ B@301=
            and at once after a loss                         | A@0 lost B@3~ B@4= A@5!
            or after a minute, four times in a row           | A@0 A@1 B@2! B@3x B@61! B@61.9! B@62~
            which five in less than a minute are not         | A@0 B@1! B@2x B@3! B@4! B@5! B@60.9! B@61~
            a foreign message keeps no old values fresh      | A@0 B@5 stale@5.1
            a single damaged number changes nothing          | A@0 C@1! A@2=
            two numbers in 60 s are another meter            | A@0 C@1! A@2..60= D@61x
            not later                                        | A@0 C@1! A@2..61= D@61.1!
            nor with a loss between them                     | A@0 B@1! lost A@10~ B@11!
            a number may be missing                          | A@0 A@1 dA@2= B@3!
            a repaired message proves no change              | rB@0= A@1= rB@2! rA@3= rB@4! rA@5=
            nor does it on a line with two meters            | A@0..9 B@10! B@11x rA@12!
            two meters are taken off until one is alone      | A@0= B@0.5! fresh@0.6 A@1= B@1.5x stale@1.6 A@2! B@2.5! A@3..62! A@63~ A@64=
            for a minute                                     | A@0= B@1! A@2= B@3x A@4! A@30! A@63.9! A@64~ B@65! A@66=
            one that comes seldom keeps the line in doubt    | A@0..8 B@9! A@10..18= B@19x A@20! A@48! B@49! A@50! A@98! B@99! A@148!
            and a loss decides nothing                       | A@0 B@1! B@2x lost A@3!
            two meters on one line are reported              | A@0 B@0.5 single A@1 B@1.5 several A@2..64 single
            a bad line makes nothing valid for longer        | A@0 CRC A@100~ CRC A@200~ CRC A@300~ CRC A@400~ CRC A@500~ A@501= every@1
            telegrams that vanish do not slow the meter down | A@0 A@100 A@200 A@300 A@400 A@500 stale@500 A@531~ A@536= every@5
            while the source is away no meter is slow        | A@0 lost A@7 lost A@14 lost A@21 lost A@28 lost A@35 lost A@36 A@37= every@1
            a gap in which another meter sent is none        | A@0 A@4 A@8 B@10! A@12 A@16 A@20 every@4 A@24 every@4
            other bytes of the meter show no bad line        | A@0 GARBAGE A@6 ENCRYPTED A@12 GARBAGE A@18 KEY A@24 GARBAGE A@30 every@6
            """)
    void publishesAfterTheseSteps(String name, String steps) {
        for (String step : steps.split(" ")) {
            String[] parts = step.split("@|(?=[=~!x]$)");
            switch (parts[0]) {
                case "A", "B", "C", "D", "rA", "rB", "dA" -> {
                    String[] range = parts[1].split("\\.\\.");
                    for (double second = Double.parseDouble(range[0]); second <= Double.parseDouble(range[range.length - 1]); second++) {
                        String mark = mark(line.result(second, telegram(parts[0])));
                        assertThat(mark).as("%s in %s", step, steps).isEqualTo(parts.length < 3 ? mark : parts[2]);
                    }
                }
                case "fresh", "stale" -> assertThat(line.fresh(Double.parseDouble(parts[1]))).as("%s in %s", step, steps)
                        .isEqualTo(parts[0].equals("fresh"));
                case "every" -> assertThat(line.interval).isEqualTo(Duration.ofSeconds(Long.parseLong(parts[1])));
                case "several", "single" -> assertThat(guard.severalMeters()).as(steps).isEqualTo(step.equals("several"));
                case "lost" -> line.lose();
                default -> guard.rejected(RejectCause.valueOf(parts[0]));
            }
        }
    }

    private static Reading telegram(String sender) {
        Snapshots plain = Snapshots.of(values(POWER_IMPORT, 500)).number(sender.startsWith("d") ? null : sender.substring(sender.length() - 1));
        return (sender.startsWith("r") ? plain.repaired() : plain).reading();
    }

    private static String mark(Outcome outcome) {
        return outcome instanceof Outcome.Publish ? "=" : outcome instanceof Outcome.Hold ? "~"
                : ((Outcome.Foreign) outcome).several() ? "x" : "!";
    }

    private Outcome unnumbered(double second, Dialect dialect, String line) {
        return this.line.result(second, Snapshots.of(values(POWER_IMPORT, 500)).dialect(dialect).identification(line).number(null).reading());
    }

    @Test
    void withoutANumberTheFirstLineCounts() {
        assertThat(unnumbered(0, Dialect.AUSTRIA, "/one")).isInstanceOf(Outcome.Publish.class);
        assertThat(unnumbered(1, Dialect.AUSTRIA, "/one")).isInstanceOf(Outcome.Publish.class);
        assertThat(unnumbered(2, Dialect.AUSTRIA, "/two")).isEqualTo(new Outcome.Foreign(false));
    }

    @Test
    void aBinaryMetersListsHaveDifferentNames() {
        accept(0, list(POWER_IMPORT, 5));
        assertThat(unnumbered(1, Dialect.KAIFA, "")).isInstanceOf(Outcome.Publish.class);
        assertThat(line.result(2, Snapshots.of(Values.NONE).dialect(Dialect.KAIFA).identification("KFM_001").number("B").reading()))
                .isEqualTo(new Outcome.Foreign(false));
    }

    @Test
    void countsWhatWasAcceptedRepairedAndRejected() {
        accept(0, watts(500));
        accept(1, Snapshots.like(watts(500)).repaired().reading());
        accept(2, Snapshots.like(watts(500)).repaired().reading());
        guard.rejected(RejectCause.CRC);
        guard.rejected(RejectCause.FCS);
        guard.rejected(RejectCause.CRC);
        assertThat(guard.telegramCounts().intact()).isEqualTo(1);
        assertThat(guard.telegramCounts().repairs()).isEqualTo(Map.of("first line", 2L));
        assertThat(guard.telegramCounts().repaired()).isEqualTo(2);
        assertThat(guard.telegramCounts().rejected()).isEqualTo(Map.of(RejectCause.CRC, 2L, RejectCause.FCS, 1L));
        assertThat(guard.telegramCounts().rejectedTotal()).isEqualTo(3);
    }

    @Test
    void ofAP1MeterOnlyTheLastMessageHolds() {
        accept(0, Snapshots.of(values(POWER_IMPORT, 5, VOLTAGE_L1, 230)).reading());
        assertThat(accept(1, Snapshots.of(values(POWER_IMPORT, 6)).reading()).orElseThrow().published().values())
                .isEqualTo(values(POWER_IMPORT, 6));
    }

    private static Reading list(Object... pairs) {
        return Snapshots.of(values(pairs)).dialect(Dialect.KAIFA).identification("KFM_001").reading();
    }

    @Test
    void ofABinaryMeterTheLastListOfEachKindHoldsUntilALoss() {
        accept(0, list(VOLTAGE_L1, 230));
        assertThat(accept(2, list(POWER_IMPORT, 6)).orElseThrow().published().values().has(VOLTAGE_L1)).isTrue();
        line.lose();
        accept(3, list(POWER_IMPORT, 6));
        assertThat(accept(4, list(POWER_IMPORT, 6)).orElseThrow().published().values().has(VOLTAGE_L1)).isFalse();
    }

    @Test
    void aTimeoutForgetsTheListsToo() {
        accept(0, list(VOLTAGE_L1, 230, ENERGY_IMPORT, 7));
        assertThat(line.fresh(31)).isFalse();
        accept(32, list(POWER_IMPORT, 6));
        assertThat(accept(34, list(POWER_IMPORT, 6)).orElseThrow().published().values().has(ENERGY_IMPORT)).isFalse();
    }

    @Test
    void theCountersOfAForeignMeterLeaveNoTrace() {
        accept(0, Snapshots.of(values(ENERGY_IMPORT, 1_000)).number("A").reading());
        accept(1, Snapshots.of(values(ENERGY_IMPORT, 7)).number("B").reading());
        assertThat(accept(2, Snapshots.of(values(ENERGY_IMPORT, 7)).number("A").reading()).orElseThrow().published().withheld().quantities())
                .containsExactly(ENERGY_IMPORT);
    }

    @Test
    void anExchangedMeterCountsFromWhereItIs() {
        for (int second = 0; second < 5; second++) {
            accept(second, Snapshots.of(values(ENERGY_IMPORT, 1_000)).number("A").reading());
        }
        Optional<Snapshot> last = Optional.empty();
        for (int second = 5; second < 70; second++) {
            last = accept(second, Snapshots.of(values(ENERGY_IMPORT, 7)).number("B").reading());
        }
        assertThat(last.orElseThrow().published().values().number(ENERGY_IMPORT)).isEqualTo(7);
    }

    @Test
    void theResultSaysWhatTheMessageIs() {
        assertThat(accept(0, watts(500)).orElseThrow().published().withheld().isEmpty()).isTrue();
        assertThat(accept(1, watts(99_000_000)).orElseThrow().published().withheld().isEmpty()).isFalse();
        assertThat(line.result(2, Snapshots.of(values(POWER_IMPORT, 7)).number("B").reading())).isEqualTo(new Outcome.Foreign(false));
        assertThat(accept(3, watts(500)).orElseThrow().published().meterIndex()).isZero();
        line.lose();
        assertThat(line.result(4, Snapshots.of(values(POWER_IMPORT, 7)).number("B").reading())).isEqualTo(new Outcome.Hold());
        assertThat(accept(5, Snapshots.of(values(POWER_IMPORT, 7)).number("B").reading()).orElseThrow().published().meterIndex()).isEqualTo(1);
        assertThat(guard.telegramCounts().rejected()).isEmpty();
    }

    /** Also where a bridge sends all twice. */
    @Test
    void aMessageThatComesTwiceCountsOnce() {
        Reading sent = watts(500);
        assertThat(guard.accept(sent, MeterKey.of("house"), 0)).isInstanceOf(Outcome.Publish.class);
        assertThat(guard.accept(sent, MeterKey.of("house"), 100_000_000)).isEqualTo(new Outcome.Repeat());
        assertThat(guard.telegramCounts().intact()).isEqualTo(1);
    }

    @Test
    void withoutAKeyNothingIsPublished() {
        Outcome outcome = guard.accept(watts(500), null, 0);
        assertThat(outcome).isEqualTo(new Outcome.Hold());
        assertThat(guard.fresh(0)).isFalse();
        assertThat(guard.telegramCounts().intact()).isEqualTo(1);
    }

    @Test
    void aRetractionWaitsForAMessageWithAKey() {
        Map<Integer, Set<Quantity>> retracted = new TreeMap<>();
        for (int second = 0; second < 70; second++) {
            double kilowattHours = second == 1 ? 1000.9 : 1000 + second * 0.001;
            MeterKey key = second < 61 || second > 63 ? MeterKey.of("house") : null;
            Outcome outcome = guard.accept(Snapshots.of(values(POWER_IMPORT, second, ENERGY_IMPORT, kilowattHours)).reading(), key,
                    second * 1_000_000_000L);
            if (outcome instanceof Outcome.Publish publish && !publish.published().retracted().isEmpty()) {
                retracted.put(second, publish.published().retracted());
            }
        }
        assertThat(retracted).containsExactly(Map.entry(64, Set.of(ENERGY_IMPORT)));
    }

    @Test
    void warnsOfALineOnceAnHour(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        try (ChildJvm process = new ChildJvm(Warnings.class, log)) {
            assertThat(process.next()).as("the end of the process").isEqualTo(-1);
        }
        assertThat(log).content().containsOnlyOnce("two meters send on this line").containsOnlyOnce("telegrams arrive that are older")
                .containsPattern("(?s)(telegrams arrive 60 s apart, less often than every 1 s, .* meter.interval-seconds=60\\.\\R.*){2}");
        assertThat(log).content().containsPattern("(?s)(the meter sends every 60 s now.*){4}")
                .containsOnlyOnce("implausible value withheld: voltage_l1_v: no such meter can measure this value")
                .containsOnlyOnce("more such warnings are left out for up to an hour").hasLineCount(10 + WITHHELD_LINES_OF_HOUR);
        assertThat(EVERY_RANGE.present().stream().filter(quantity ->
                contentOf(log.toFile()).contains("implausible value withheld: " + quantity.key() + ": no such meter")).count())
                .isEqualTo(WITHHELD_LINES_OF_HOUR);
    }

    private static final int WITHHELD_LINES_OF_HOUR = 8;
    /** A value of each current and power that no meter can measure. */
    private static final Values EVERY_RANGE = everyRange();

    private static Values everyRange() {
        Values.Builder values = new Values.Builder();
        Stream.of(Quantity.values()).filter(quantity -> quantity.unit() == Unit.WATT || quantity.unit() == Unit.AMPERE)
                .forEach(quantity -> values.set(quantity, 99_000_000L * quantity.unit().scaledOne()));
        return values.build();
    }

    /** Lines that a guard warns of, in a process that logs. */
    static final class Warnings {
        public static void main(String[] none) throws IOException {
            GuardedLine rare = new GuardedLine(new Guard());
            for (int times = 0; times < 4; times++) {
                rare.send(40, 1, i -> watts(500 + i));
                rare.send(25, 60, i -> watts(500 + i));
            }
            new GuardedLine(new Guard()).send(40, 0.5, i -> Snapshots.of(values(POWER_IMPORT, 500)).number(i % 2 == 0 ? "A" : "B").reading());
            SequenceFaultsTest.play("Of old telegrams nothing is published");
            GuardedLine damaged = new GuardedLine(new Guard());
            for (int voltage : new int[] {999, 998, 230, 999, 999}) {
                damaged.send(1, 1, i -> Snapshots.of(values(POWER_IMPORT, 500, VOLTAGE_L1, voltage)).reading());
            }
            new GuardedLine(new Guard()).send(600, 1, i -> Snapshots.of(i % 2 == 0 ? EVERY_RANGE : values(POWER_IMPORT, 500)).reading());
        }
    }
}
