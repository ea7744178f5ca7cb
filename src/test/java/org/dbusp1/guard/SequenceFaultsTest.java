package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.guard.Telegrams.values;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.Snapshots;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeOutcome;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.decode.StreamDecoder;
import org.dbusp1.driver.PlayedLine;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.frame.ScannedFrame;
import org.dbusp1.frame.TestScanner;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.output.MapMemory;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.state.StateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences that showed a wrong, an old or no value. */
class SequenceFaultsTest {
    private static final long CLOCK = 1_772_366_407;
    /** Summer time ends; 02:00 comes for the second time. */
    private static final long OCTOBER = 1_792_890_000;

    private GuardedLine line = line(PaceMemory.PROMISED);

    private static GuardedLine line(PaceMemory pace) {
        return new GuardedLine(new Guard(new Guard.Options(null, StateStore.NONE, Guard.Origin.METER, pace)));
    }

    private static Reading at(Dialect dialect, long clock, Values values) {
        return Snapshots.like(Telegrams.reading(dialect, "/m", Optional.of("A"), values))
                .time(new Stamp(clock, clock < OCTOBER && clock > CLOCK + 10_000_000 ? 7_200 : 3_600)).reading();
    }

    private static Reading at(long clock, double watts, double kwh) {
        return at(Dialect.DSMR5, clock, values(POWER_IMPORT, watts, POWER_NET, watts, ENERGY_IMPORT, kwh));
    }

    private boolean accept(double second, Reading reading) {
        return line.accept(second, reading).isPresent();
    }

    /** Forty telegrams that a bridge stored arrive within four seconds. */
    @ParameterizedTest
    @CsvSource({"40, 1", "70, 10"})
    void storedTelegramsAreNotShownAndWhatComesAfterThemIs(int stall, int interval) {
        for (int second = 0; second < 20 * interval; second += interval) {
            accept(second, at(CLOCK + second, second, 1_000));
        }
        int from = 20 * interval;
        double now = from + stall - interval + 0.5;
        for (int second = from; second < from + stall - interval; second += interval) {
            now += 0.09;
            assertThat(accept(now, at(CLOCK + second, 9_000, 1_000))).as("of second %d at %s", second, now).isFalse();
            assertThat(line.fresh(now)).isFalse();
        }
        boolean shown = false;
        for (int second = from + stall + interval; second < from + stall + 5 * interval; second += interval) {
            shown = accept(second, at(CLOCK + second, 500, 1_000));
        }
        assertThat(shown).isTrue();
    }

    /** Half of a list comes, then a silence: the next list is shown when it comes, and not with the one after it. */
    @Test
    void aListBehindHalfOfOneIsShownWhenItComes() {
        SimulatedDialect aidon = Dialects.all().stream().filter(simulatedDialect -> simulatedDialect.name().equals("han-aidon")).findFirst().orElseThrow();
        SimulatedMeter meter = new SimulatedMeter(aidon, House.usual(aidon, Instant.ofEpochSecond(CLOCK)));
        PlayedLine played = new PlayedLine(new FrameScanner(true, Decryptor.none()), LineDecoders.ofStream(),
                new Guard(), new MeterKey("house"));
        double second = 0;
        byte[] longest = {};
        for (int i = 0; i < 40; i++) {
            byte[] list = meter.next();
            longest = list.length > longest.length ? list : longest;
            played.take(list, Math.round(second * 1e9));
            second += meter.interval();
        }
        played.take(Arrays.copyOf(longest, longest.length / 2), Math.round(second * 1e9));
        second += meter.interval();
        assertThat(played.take(meter.next(), Math.round(second * 1e9))).isPresent();
    }

    @Test
    void anOldListIsRefusedEachTimeItComes() {
        Reading old = at(Dialect.AIDON, CLOCK, values(POWER_IMPORT, 0, POWER_EXPORT, 856, POWER_NET, -856));
        accept(0, old);
        for (int i = 1; i < 60; i++) {
            accept(2.5 * i, i % 4 == 0 ? at(Dialect.AIDON, CLOCK + 5 * i / 2, values(POWER_IMPORT, 0, POWER_EXPORT, i, POWER_NET, -i))
                    : Telegrams.reading(Dialect.AIDON, "A", Optional.of("A"), values(POWER_IMPORT, 0)));
            assertThat(i % 19 == 0 && accept(2.5 * i + 0.04, old)).as("list %d", i).isFalse();
        }
    }

    /** A silence between the first two lists makes neither valid for longer; twelve equal gaps show that the meter is slow. */
    @Test
    void oneLongGapIsNoPaceOfABinaryMeter() {
        line = line(PaceMemory.NONE);
        for (double second : new double[] {0, 55, 179}) {
            assertThat(accept(second, at(Dialect.KAIFA, CLOCK + (long) second, values(POWER_NET, second)))).isFalse();
        }
        assertThat(accept(184, at(Dialect.KAIFA, CLOCK + 184, values(POWER_NET, 5)))).isTrue();
        assertThat(line.fresh(213)).isTrue();
        assertThat(line.fresh(215)).isFalse();

        MapMemory store = new MapMemory();
        line = line(PaceMemory.of(store, "cable"));
        for (int i = 0; i < 15; i++) {
            assertThat(accept(60 * i, at(Dialect.LANDIS_GYR, CLOCK + 60L * i, values(POWER_NET, i)))).as("list %d", i).isEqualTo(i > 11);
        }
        assertThat(line.fresh(840 + 179)).isTrue();
        line = line(PaceMemory.of(store, "cable"));
        assertThat(accept(0, at(Dialect.LANDIS_GYR, CLOCK, values(POWER_NET, 5)))).as("at the next start").isTrue();
        assertThat(line.fresh(179)).isTrue();
    }

    @Test
    void aBurstDoesNotMakeASlowMeterAFastOne() {
        for (int second = 0; second < 100; second += 10) {
            accept(second, at(CLOCK + second, second, 1_000));
        }
        for (int i = 0; i < 4; i++) {
            accept(130 + 0.09 * i, at(CLOCK + 100 + 10L * i, 7, 1_000));
        }
        accept(140, at(CLOCK + 140, 8, 1_000));
        accept(150, at(CLOCK + 150, 8, 1_000));
        assertThat(line.fresh(179)).isTrue();
        assertThat(line.interval).isGreaterThan(Duration.ofSeconds(9));
    }

    /** D0 over a network: two telegrams in one packet, each second packet. */
    @Test
    void ofTwoTelegramsInOnePacketTheNewerIsShown() {
        TestScanner scanner = new TestScanner(false, Decryptor.none());
        StreamDecoder decoder = LineDecoders.ofStream();
        Guard guard = new Guard();
        double shown = 0;
        for (int i = 0; i < 20; i++) {
            String text = "/EBZ5DD32R06ETA_107\r\n\r\n1-0:96.1.0*255(1EBZ0100000001)\r\n1-0:1.8.0*255(%015.8f*kWh)\r\n"
                    .formatted(1_000 + i * 0.0025) + "1-0:16.7.0*255(%09.2f*W)\r\n!\r\n"
                    .formatted(2_000.0 + i);
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            long nanos = (i / 2 + 1) * 4_000_000_000L;
            List<ScannedFrame> frames = new java.util.ArrayList<>(scanner.accept(bytes, 0, bytes.length));
            frames.addAll(scanner.idle());
            for (ScannedFrame frame : frames) {
                Optional<Snapshot> snapshot = Published.of(guard.accept(DecodeOutcome.of(decoder, frame).reading(),
                        new MeterKey("house"), Telegrams.ARRIVAL, nanos));
                shown = snapshot.map(candidate -> candidate.values().number(POWER_NET)).orElse(shown);
            }
            assertThat(i < 2 ? 2_000.0 + i : shown).isEqualTo(2_000.0 + i);
        }
    }

    /** A bridge sends each list of an exporting house twice. */
    @Test
    void listsThatComeTwiceKeepTheExport() {
        for (int i = 0; i < 60; i++) {
            double second = 2.5 * i;
            Values sent = i % 4 == 0 ? values(POWER_IMPORT, 0, POWER_EXPORT, 700 + i, POWER_NET, -700 - i, VOLTAGE_L1, 230)
                    : values(POWER_IMPORT, 0);
            Reading list = Telegrams.reading(Dialect.AIDON, "A", Optional.of("A"), sent);
            Optional<Snapshot> snapshot = line.accept(second, list);
            assertThat(line.accept(second + 0.05, list)).as("the same again").isEmpty();
            assertThat(snapshot.filter(candidate -> candidate.values().has(POWER_NET))).as("second %s", second).isPresent();
            assertThat(line.fresh(second + 2.4)).isTrue();
        }
    }

    /** A house that imports nothing any more: its lists are equal, and after a silence too none of them is the one before again. */
    @Test
    void equalListsAfterASilenceAreLive() {
        for (int i = 0; i < 20; i++) {
            accept(2 * i, Telegrams.reading(Dialect.AIDON, "A" + i, Optional.of("A"), values(POWER_IMPORT, 100 + i)));
        }
        accept(238, Telegrams.reading(Dialect.AIDON, "long", Optional.of("A"),
                values(POWER_IMPORT, 0, POWER_EXPORT, 700, POWER_NET, -700)));
        Reading list = Telegrams.reading(Dialect.AIDON, "A", Optional.of("A"), values(POWER_IMPORT, 0));
        for (int i = 0; i < 10; i++) {
            assertThat(accept(240 + 2 * i, list)).as("list %d after the silence", i).isTrue();
            assertThat(accept(240.2 + 2 * i, list)).as("the same again").isFalse();
        }
    }

    @Test
    void anExportIsNeverOlderThanThirtySecondsHoweverManyListsAreLost() {
        double exported = 0;
        for (int i = 0; i < 400; i++) {
            boolean longList = i % 4 == 0;
            if (longList && i % 36 != 0) {
                continue;
            }
            double second = 2.5 * i;
            exported = longList ? second : exported;
            Optional<Snapshot> snapshot = line.accept(second, Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), longList
                    ? values(POWER_IMPORT, 0, POWER_EXPORT, 700 + i, POWER_NET, -700 - i) : values(POWER_IMPORT, 0)));
            boolean shown = snapshot.filter(candidate -> candidate.values().has(POWER_NET)).isPresent();
            assertThat(shown && second - exported > 30).as("at %s an export of %s", second, exported).isFalse();
        }
    }

    @Test
    void aClockWithoutSecondsThatWasSetBackWhileNothingIsCountedIsBelieved() {
        long minute = CLOCK - CLOCK % 60;
        for (int second = 0; second < 200; second++) {
            accept(second, at(minute + second / 60 * 60L, second % 7, 1_000));
        }
        boolean shown = false;
        for (int second = 200; second < 210; second++) {
            shown = accept(second, at(minute - 3_600 + second / 60 * 60L, second % 7, 1_000));
        }
        assertThat(shown).isTrue();
    }

    /** The counter was believed to be too high, so that the clock that is set back may be that of stored telegrams: for a minute. */
    @ParameterizedTest
    @ValueSource(doubles = {1_000.5, 92_000})
    void aCounterThatWasTooHighMakesAClockThatIsSetBackAnOldOneForAMinute(double wrong) {
        accept(0, at(CLOCK, 500, wrong));
        for (int second = 1; second < 100; second++) {
            boolean shown = accept(second, at(CLOCK + second - 3_600, 500, 1_000 + second / 7_200.0));
            assertThat(shown).as("second %d", second).isEqualTo(second > 61);
        }
    }

    @Test
    void anOldTelegramWithACorruptCounterIsNotShown() {
        for (int second = 0; second < 100; second++) {
            accept(second, at(CLOCK + second, 3_600, 1_000 + second / 1_000.0));
        }
        assertThat(accept(99.5, at(CLOCK + 20, 9_000, 1_000.8))).isFalse();
        assertThat(accept(100, at(CLOCK + 100, 3_600, 1_000.1))).isTrue();
    }

    /** Kaifa and Kamstrup do not mark the hour that occurs twice. */
    @Test
    void theHourThatComesTwiceIsBelieved() {
        for (int second = -100; second < 0; second += 10) {
            accept(second + 200, at(Dialect.KAMSTRUP, OCTOBER + second,
                    values(POWER_IMPORT, 1_600 + second, POWER_EXPORT, 0, POWER_NET, 1_600 + second)));
        }
        for (int second = 0; second < 100; second += 10) {
            Optional<Snapshot> snapshot = line.accept(second + 200, at(Dialect.KAMSTRUP, OCTOBER - 3_600 + second,
                    values(POWER_IMPORT, 1_700 + second, POWER_EXPORT, 0, POWER_NET, 1_700 + second)));
            assertThat(line.fresh(second + 209)).isTrue();
            assertThat(snapshot.map(candidate -> candidate.values().number(POWER_NET)))
                    .isEqualTo(second == 0 ? Optional.empty() : Optional.of(1_700.0 + second));
        }
    }

    @Test
    void afterASetClockTheLatestValuesBeginAnew() {
        for (int i = 0; i < 20; i++) {
            accept(2.5 * i, at(Dialect.KAIFA, CLOCK + 5 * i / 2, i % 4 == 0 ? values(POWER_IMPORT, 0, POWER_EXPORT, 270, POWER_NET, -270)
                    : values(POWER_IMPORT, 0)));
        }
        Map<Boolean, Integer> nets = new HashMap<>();
        for (int i = 21; i < 27; i++) {
            line.accept(2.5 * i, at(Dialect.KAIFA, CLOCK - 5_000 + 5 * i / 2, values(POWER_IMPORT, 0)))
                    .ifPresent(snapshot -> nets.merge(snapshot.values().has(POWER_NET), 1, Integer::sum));
        }
        assertThat(nets.keySet()).as("shows no power of before").isEqualTo(Set.of(false));
    }

    @Test
    void aClockThatStandsStillWhileTheCountersRiseIsNoLongerUsed() {
        for (int second = 0; second < 20; second++) {
            accept(second, at(CLOCK + second, 3_600 + second, 1_000 + second / 1_000.0));
        }
        for (int second = 20; second < 100; second++) {
            accept(second, at(CLOCK + 19, 3_600 + second, 1_000 + second / 1_000.0));
            assertThat(line.fresh(second)).as("second %d", second).isTrue();
        }
    }

    /** The dialect says 1 s. */
    @ParameterizedTest
    @ValueSource(ints = {5, 10})
    void aMeterThatIsSlowerThanItsDialectIsShownWithTheSecondTelegramAndStays(int interval) {
        line = line(PaceMemory.NONE);
        for (int i = 0; i < 30; i++) {
            double second = i * interval;
            accept(second, at(CLOCK + (long) i * interval, 500 + i, 1_000));
            assertThat(line.fresh(second)).isEqualTo(i > 0);
            assertThat(line.fresh(second + interval - 0.1)).isEqualTo(i > 0);
        }
    }

    @Test
    void thePaceIsRememberedOverRestarts() {
        MapMemory store = new MapMemory();
        line = line(PaceMemory.of(store, "cable"));
        line.send(12, 10, i -> at(CLOCK + 10L * i, 500 + i, 1_000));
        assertThat(store.kept).containsEntry("cable", "10000 DSMR5");

        line = line(PaceMemory.of(store, "cable"));
        assertThat(accept(0, at(CLOCK, 5, 1_000))).as("the first telegram").isTrue();
        assertThat(line.fresh(29)).isTrue();

        line = line(PaceMemory.of(store, "cable"));
        assertThat(accept(0, at(Dialect.HUNGARY, CLOCK, values(POWER_NET, 5)))).as("of another kind of meter").isFalse();
    }

    @Test
    void aMeterThatBecameSlowerIsBackWithinFiveMinutes() {
        line.send(60, 1, i -> at(CLOCK + i, 500 + i, 1_000));
        double begin = line.now;
        int back = 0;
        for (int i = 1; i <= 30 && back == 0; i++) {
            back = accept(begin + 10 * i, at(CLOCK + 59 + 10L * i, 500 + i, 1_000)) ? i : 0;
        }
        assertThat(back).isBetween(11, 14);
        assertThat(line.fresh(line.now + 29)).isTrue();
    }

    @Test
    void aLineThatLosesNineOfTenIsNotBelieved() {
        line.send(60, 1, i -> at(CLOCK + i, 500 + i, 1_000));
        java.util.Random random = new java.util.Random(5);
        double begin = line.now;
        for (int i = 6; i < 3_000; i++) {
            if (random.nextInt(10) == 0) {
                accept(begin + i, at(CLOCK + 59 + i, 500 + i, 1_000));
                assertThat(line.fresh(line.now + 6)).isFalse();
            }
        }
    }

    /** The counter that was believed is named with the value before it. */
    @Test
    void aCounterThatWasBelievedAndIsRefutedIsNamed() {
        accept(0, at(CLOCK, 500, 1_000));
        accept(1, at(CLOCK + 1, 500, 1_000.9));
        assertThat(line.accept(2, at(CLOCK + 2, 500, 1_000.001)).orElseThrow().refuted()).isEmpty();
        assertThat(line.accept(3, at(CLOCK + 3, 500, 1_000.002)).orElseThrow().refuted())
                .isEqualTo(Map.of(ENERGY_IMPORT, Math.round(1_000 * (double) ENERGY_IMPORT.unit().one())));
        assertThat(line.accept(4, at(CLOCK + 4, 500, 1_000.003)).orElseThrow().refuted()).isEmpty();
    }
}
