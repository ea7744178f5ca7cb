package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.source.FakeClock;
import org.dbusp1.line.source.Pacer;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ParityDetectingSource;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A raw log through the chain: when its messages are due, and by which time they are judged. */
class ReplayTest {
    @TempDir
    private Path directory;

    private FakeClock ticks = new FakeClock();
    /** How often the published values ended. */
    private int ends;
    private Runnable closeLog = () -> { };

    /** Plays a log to its end, or until it is to stop; what outputs get is judged at once. */
    private void play(Speed speed, byte[] log, Consumer<Snapshot> snapshots,
            Predicate<MeterPipeline> goesOn) throws Exception {
        ticks = new FakeClock();
        ends = 0;
        Path file = Files.write(directory.resolve("p1.log"), log);
        ReplaySource replay = new ReplaySource(file, new Pacer(speed, ticks));
        closeLog = replay::close;
        Source source = new ParityDetectingSource(replay);
        MeterPipeline line = TestDriver.ofLog(source).guard(new Guard(new Guard.Options(null, StateStore.NONE, Origin.LOG, null)))
                .pipeline(new SilentOutput() {
                    @Override
                    public void snapshot(Snapshot snapshot) {
                        snapshots.accept(snapshot);
                    }

                    @Override
                    public void offline() {
                        ends++;
                    }
                });
        replay.whileWaiting(line::tryEndIfStale);
        source.open();
        byte[] bytes = new byte[4_096];
        int count = 0;
        while (count >= 0 && goesOn.test(line)) {
            count = source.read(bytes, 250);
            if (count > 0) {
                line.accept(bytes, count, 0);
            } else if (count == 0) {
                line.idle(0);
            } else {
                line.end(0);
            }
            line.tryEndIfStale();
        }
        source.close();
    }

    private List<String> times(Speed speed, int most, String... telegrams) throws Exception {
        List<String> came = new ArrayList<>();
        play(speed, String.join("", telegrams).getBytes(StandardCharsets.ISO_8859_1),
                snapshot -> came.add(ticks.millis() + ":" + (Math.round(snapshot.reading().values().number(Quantity.VOLTAGE_L1)) - 200)),
                line -> came.size() < most);
        return came;
    }

    private static String telegram(int number, String clock) {
        return TestTelegram.dsmr5At(clock, "1-0:32.7.0(" + (200 + number) + ".0*V)", "1-0:1.8.1(000001.000*kWh)");
    }

    /** Also over both changes of time, and where a clock is damaged, stops, goes back or jumps: when which is due. */
    @ParameterizedTest
    @CsvSource({"260101120000W 260101120001W 260101120004W 260101120005W, 0:1 1000:2 4000:3 5000:4",
        "261025025959S 261025020000W 270328015959W 270328030000S, 0:1 1000:2 2000:3 3000:4",
        "260101120000W 260101120000W 250101120000W 250101140000W 000000000000W, 0:1 1000:2 2000:3 3000:4 4000:5"})
    void playsByTheMetersClock(String clocks, String played) throws Exception {
        assertThat(played.split(" ")).containsAll(times(Speed.DEFAULT, 9, telegrams(clocks)));
        assertThat(ticks.millis()).isEqualTo(Long.parseLong(played.substring(played.lastIndexOf(' ') + 1).split(":")[0]));
    }

    private static String[] telegrams(String clocks) {
        String[] times = clocks.split(" ");
        return IntStream.range(0, times.length).mapToObj(i -> telegram(i + 1, times[i])).toArray(String[]::new);
    }

    @Test
    void aMessageThatIsNotDueWhenTheLogIsClosedIsNotPublished() throws Exception {
        List<Long> at = new ArrayList<>();
        String log = String.join("", telegrams("260101120000W 260101120001W 260101120002W 260101120003W"));
        play(Speed.DEFAULT, log.getBytes(StandardCharsets.ISO_8859_1), snapshot -> {
            at.add(ticks.millis());
            if (at.size() == 2) {
                closeLog.run();
            }
        }, line -> true);
        assertThat(at).containsExactly(0L, 1_000L);
    }

    @Test
    void playsFasterAndInALoop() throws Exception {
        String[] log = telegrams("260101120000W 260101120001W 260101120002W");
        assertThat(times(new Speed(10), 9, log)).containsExactly("0:1", "100:2", "200:3");
        assertThat(times(Speed.MAX, 9, log)).containsExactly("0:1", "0:2", "0:3");
    }

    /** Telegrams and lists without a clock: a message a second, of DSMR 2 and of lists each ten. */
    @ParameterizedTest
    @CsvSource({"dsmr22, 10", "d0-ebz, 1", "sml-emh, 1", "han-aidon, 10"})
    void messagesWithoutAClockComeAtTheirUsualPace(String meter, int seconds) throws Exception {
        byte[] log = SimulatedLog.of(meter, Instant.parse("2026-03-01T12:00:20Z"), 10);
        play(Speed.DEFAULT, log, snapshot -> { }, line -> true);
        assertThat(ticks.millis()).isBetween(seconds * 8_000L, seconds * 10_000L);
    }

    private record Shown(Instant time, String values, int segment, String retracted) {
        private static Shown of(Snapshot snapshot) {
            return new Shown(snapshot.reading().time() != null ? snapshot.arrival().sourceTime() : Instant.EPOCH,
                    snapshot.published().values().toString(), snapshot.published().meterIndex(),
                    snapshot.published().retracted().toString());
        }
    }

    private List<Shown> shown(Speed speed, byte[] log) throws Exception {
        List<Shown> shown = new ArrayList<>();
        play(speed, log, snapshot -> shown.add(Shown.of(snapshot)), line -> true);
        return shown;
    }

    /** 4 kW, of which a counter comes once an hour. */
    private static byte[] hourly(String number, int from, int hours, int base) {
        StringBuilder log = new StringBuilder();
        for (int second = from * 3_600; second < (from + hours) * 3_600; second += 10) {
            int hour = second / 3_600;
            String counter = second % 3_600 == 0 ? TestTelegram.energy("1.8.1", (base + 4 * hour) * 1_000L) : "1-0:32.7.0(230.0*V)";
            String clock = "260301%02d%02d%02dW".formatted(hour, second / 60 % 60, second % 60);
            log.append(TestTelegram.dsmr5At(clock, "0-0:96.1.1(" + number + ")", counter, "1-0:1.7.0(04.000*kW)"));
        }
        return log.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4530303030303031", "4530303030303032"})
    void halfADayOfHourlyCountersAndAnExchangeAreTheSameAtFullSpeedAndAtPace(String second) throws Exception {
        byte[] log = SimulatedLog.joined(List.of(hourly("4530303030303031", 0, 6, 1_000),
                hourly(second, 6, 6, 5_000 * (second.endsWith("2") ? 1 : 0) + 1_000)));
        List<Shown> shown = shown(Speed.MAX, log);
        assertThat(shown).isEqualTo(shown(Speed.DEFAULT, log)).isEqualTo(shown(new Speed(3_600), log));
        long counters = shown.stream().filter(candidate -> candidate.values.contains("energy_import")).count();
        assertThat(counters).as("hours with their counter").isEqualTo(second.endsWith("2") ? 11 : 12);
        assertThat(shown.get(shown.size() - 1).segment()).isEqualTo(second.endsWith("2") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"han-aidon", "han-kaifa", "han-kamstrup", "dsmr50", "sml-emh"})
    void aSimulatedMeterIsTheSameAtFullSpeedAndAtPace(String meter) throws Exception {
        byte[] log = SimulatedLog.of(meter, Instant.parse("2026-03-01T12:59:00Z"), 1_500);
        List<Shown> shown = shown(Speed.MAX, log);
        assertThat(shown).isEqualTo(shown(Speed.DEFAULT, log));
        assertThat(shown.size()).isGreaterThan(1_400);
    }

    @Test
    void afterTheMachineSleptItGoesOnAtItsPaceAndCatchesUpNothing() throws Exception {
        String[] log = telegrams("260101120000W 260101120001W 260101120002W 260101120003W");
        List<Long> at = new ArrayList<>();
        play(Speed.DEFAULT, String.join("", log).getBytes(StandardCharsets.ISO_8859_1), snapshot -> {
            at.add(ticks.millis());
            if (at.size() == 2) {
                ticks.pass(60_000);
            }
        }, line -> true);
        assertThat(at).containsExactly(0L, 1_000L, 61_000L, 62_000L);
    }

    /** Each message takes 25 ms, at the highest speed 25 minutes of the log. */
    @Test
    void atEachSpeedNoEnergyIsLostAndTheMeterOnlyInASilenceOfTheLog() throws Exception {
        byte[] hours = SimulatedLog.of("han-aidon", Instant.parse("2026-03-01T12:00:10Z"), 2_500);
        List<Energies> ofHours = energies(Speed.MAX, hours, 0);
        assertThat(ofHours.get(ofHours.size() - 1).quarters()).isGreaterThan(4);
        byte[] log = SimulatedLog.joined(List.of(minutes(0, 10), minutes(30, 10)));
        List<Energies> atOnce = energies(Speed.MAX, log, 0);
        for (double factor : new double[] {2, 60, 3_600, 60_000}) {
            assertThat(energies(new Speed(factor), hours, 25)).as("%s times", factor).isEqualTo(ofHours);
            assertThat(ends).as("the meter was lost, %s times", factor).isZero();
            assertThat(energies(new Speed(factor), log, 25)).as("%s times", factor).isEqualTo(atOnce).hasSizeGreaterThan(100);
            assertThat(ends).as("20 minutes of silence, %s times", factor).isOne();
        }
    }

    private static byte[] minutes(int from, int minutes) {
        StringBuilder log = new StringBuilder();
        for (int second = from * 60; second < (from + minutes) * 60; second += 10) {
            log.append(TestTelegram.dsmr42("26030112%02d%02dW".formatted(second / 60, second % 60),
                    TestTelegram.energy("1.8.1", (1_000 + second / 900) * 1_000L), "1-0:1.7.0(04.000*kW)"));
        }
        return log.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private record Energies(Stamp time, String uses, int quarters) {
    }

    private List<Energies> energies(Speed speed, byte[] log, int handlingMillis) throws Exception {
        List<Energies> energies = new ArrayList<>();
        play(speed, log, snapshot -> {
            energies.add(new Energies(snapshot.arrival().rowTime(), snapshot.energy().toString(),
                    snapshot.energy().finishedQuarters().size()));
            ticks.pass(handlingMillis);
        }, line -> {
            ticks.pass(handlingMillis);
            return true;
        });
        return energies;
    }
}
