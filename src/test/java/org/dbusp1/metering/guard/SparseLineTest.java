package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.Telegrams.values;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.DialectName;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.MapMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/** A line that is known to be fast and lets one message through now and then: its watts would be old. */
class SparseLineTest {
    private GuardedLine line = line(Optional.empty());

    private GuardedLine line(Optional<Duration> slowest) {
        return new GuardedLine(new Guard(new Guard.Options(slowest.orElse(null),
                StateStore.NONE, Guard.Origin.NETWORK, null)));
    }

    /** Returns how often a value was valid, asked every second, while messages came in steps. */
    private int freshSeconds(int count, int step, IntFunction<Reading> messages) {
        int fresh = 0;
        for (int i = 0; i < count; i++) {
            for (int second = 1; second <= step; second++) {
                fresh += line.fresh(line.now + second) ? 1 : 0;
            }
            line.accept(line.now + step, messages.apply(i));
        }
        return fresh;
    }

    private static Reading message(Dialect dialect, Object... pairs) {
        return Telegrams.reading(dialect, "KFM_001", Optional.of("A"), values(pairs));
    }

    private static IntFunction<Reading> power(Dialect dialect) {
        return power(dialect, "KFM_001");
    }

    /** Distances that are not equal, or longer than those of any meter. */
    @ParameterizedTest
    @CsvSource({"KAIFA, 2.5, 60", "KAIFA, 2.5, 20", "KAIFA, 10, 60", "D0, 1, 60", "D0, 2, 20", "DSMR5, 1, 10", "HUNGARY, 1, 10",
        "SML, 1, 8", "SML, 4, 20"})
    void isNotTakenForASlowMeter(@ConvertWith(DialectName.class) Dialect dialect, double fast, int sparse) {
        line.send(40, fast, power(dialect));
        assertThat(line.interval).isEqualTo(Duration.ofMillis(Math.round(1_000 * fast)));

        double last = line.now;
        double limit = Math.max(5, 3 * fast);
        assertThat(line.fresh(last + limit)).isTrue();
        assertThat(line.fresh(last + limit + 0.1)).isFalse();
        for (int i = 0; i < 15; i++) {
            assertThat(freshSeconds(1, sparse, power(dialect))).isZero();
            assertThat(freshSeconds(1, sparse * 13 / 10 + 1, power(dialect))).isZero();
        }
        assertThat(line.interval).isEqualTo(Duration.ofMillis(Math.round(1_000 * fast)));

        line.send(2, fast, power(dialect));
        assertThat(line.fresh(line.now)).as("it sends as before").isTrue();
    }

    @Test
    void tenMinutesAreNoPaceOfAMeter() {
        line.send(40, 2.5, power(Dialect.KAIFA));
        line.accept(line.now + 600, message(Dialect.KAIFA, POWER_IMPORT, 7));
        assertThat(freshSeconds(30, 600, power(Dialect.KAIFA))).isZero();
    }

    /** Twelve equal distances, with no clock that would show the meter's time. */
    @ParameterizedTest
    @CsvSource({"SML, 2, 10", "D0, 2, 10", "DSMR5, 1, 10", "SML, 1, 5", "SML, 1, 30", "D0, 1, 60", "KAIFA, 2.5, 20", "KAIFA, 10, 60"})
    void aMeterThatBecomesSlowerComesBack(@ConvertWith(DialectName.class) Dialect dialect, double fast, int slow) {
        line.send(40, fast, power(dialect));
        line.send(1, slow, power(dialect));
        for (int i = 0; i < 40; i++) {
            line.send(1, slow * (i % 2 == 0 ? 1.05 : 0.96), power(dialect));
            assertThat(line.fresh(line.now) || i < 13).as("telegram %d", i).isTrue();
            assertThat(line.fresh(line.now + 0.9 * slow) || i < 13).as("until the next after telegram %d", i).isTrue();
        }
        assertThat(line.fresh(line.now + 3.2 * slow)).isFalse();
    }

    @Test
    void twoTelegramsFarApartMakeNothingValidForLong() {
        for (Dialect dialect : new Dialect[] {Dialect.DSMR5, Dialect.SML, Dialect.D0, Dialect.KAIFA, Dialect.LANDIS_GYR}) {
            line = new GuardedLine(new Guard(new Guard.Options(null, StateStore.NONE, Guard.Origin.NETWORK, StateStore.NONE)));
            line.send(5, 50, power(dialect));
            assertThat(line.fresh(line.now + 31)).as(dialect.title()).isFalse();
        }
    }

    /** Kamstrup's lists every 10 s, of which a bad line loses two of three. */
    @Test
    void listsThatAreLostMakeNoPowerOlderThanThirtySeconds() {
        java.util.Random random = new java.util.Random(3);
        double power = 0;
        for (int second = 0; second < 36_000; second += 10) {
            boolean fresh = line.fresh(second);
            assertThat(fresh && second - power > 30).as("second %d", second).isFalse();
            if (random.nextInt(3) == 0) {
                line.accept(second, message(Dialect.KAMSTRUP, POWER_IMPORT, second));
                power = second;
            }
        }
    }

    @Test
    void whatIsPublishedIsNeverOlderThanThreeOfTheProvedPace() {
        line.send(40, 2.5, power(Dialect.KAIFA));
        line.send(11, 7, power(Dialect.KAIFA));
        assertThat(line.fresh(line.now + 7.5)).isTrue();
        assertThat(line.fresh(line.now + 7.6)).isFalse();

        line = line(Optional.empty());
        line.send(40, 2.5, power(Dialect.KAIFA));
        line.send(12, 7, power(Dialect.KAIFA));
        assertThat(line.fresh(line.now + 21)).as("twelve equal gaps").isTrue();
        assertThat(line.fresh(line.now + 21.1)).isFalse();
    }

    @Test
    void aLineThatWasNeverFasterMayBeSlow() {
        line.send(12, 60, power(Dialect.KAIFA));
        assertThat(line.fresh(line.now)).as("eleven equal gaps").isFalse();
        line.send(2, 60, power(Dialect.KAIFA));
        assertThat(line.interval).isEqualTo(Duration.ofSeconds(60));
        assertThat(line.fresh(line.now + 180)).isTrue();

        line.send(20, 2.5, power(Dialect.KAIFA));
        assertThat(line.fresh(line.now + 8)).as("and is fast once it was").isFalse();
    }

    @Test
    void messagesThatWaitedAndComeInABurstProveNothing() {
        line.send(10, 10, power(Dialect.DSMR4));
        line.send(1, 60, power(Dialect.DSMR4));
        line.send(30, 0.1, power(Dialect.DSMR4));
        line.send(20, 10, power(Dialect.DSMR4));
        assertThat(line.fresh(line.now + 29)).isTrue();
    }

    @Test
    void anotherKindOfListMayComeAtItsOwnPace() {
        IntFunction<Reading> both = i -> i % 4 == 0
                ? message(Dialect.KAIFA, POWER_IMPORT, 500 + i, POWER_EXPORT, 0, VOLTAGE_L1, 230)
                : message(Dialect.KAIFA, POWER_IMPORT, 500 + i);
        line.send(80, 2.5, both);
        assertThat(line.interval).isEqualTo(Duration.ofMillis(2_500));

        IntFunction<Reading> longLists = i -> both.apply(4 * i);
        line.send(12, 10, longLists);
        assertThat(line.fresh(line.now)).as("the short lists were switched off").isTrue();
        assertThat(line.fresh(line.now + 29)).isTrue();
        assertThat(line.fresh(line.now + 31)).isFalse();
    }

    @Test
    void aSlowListDoesNotKeepWattsOfAFastOne() {
        for (int i = 0; i < 400; i++) {
            line.accept(line.now + 5, message(Dialect.LANDIS_GYR, POWER_IMPORT, 500 + i));
            if (i % 12 == 0) {
                line.accept(line.now + 0.5, message(Dialect.LANDIS_GYR, ENERGY_IMPORT, 1_000 + i));
            }
        }
        line.send(20, 60, i -> message(Dialect.LANDIS_GYR, ENERGY_IMPORT, 2_000 + i));
        line.accept(line.now + 1, message(Dialect.LANDIS_GYR, POWER_IMPORT, 7));
        double power = line.now;
        line.send(1, 30, i -> message(Dialect.LANDIS_GYR, ENERGY_IMPORT, 2_100));
        assertThat(line.fresh(line.now) && line.now - power > 18).as("watts of 30 s ago").isFalse();
    }

    private static IntFunction<Reading> power(Dialect dialect, String identification) {
        return i -> Telegrams.reading(dialect, identification, Optional.of("A"), values(POWER_IMPORT, 500 + i));
    }

    @ParameterizedTest
    @CsvSource({"DSMR4, KFM_001", "DSMR5, another"})
    void theMeterInAnotherModeIsMeasuredAnew(@ConvertWith(DialectName.class) Dialect dialect, String identification) {
        line.send(40, 1, power(Dialect.DSMR5));
        line.send(8, 10, power(dialect, identification));
        assertThat(line.fresh(line.now + 29)).as("the format of its telegrams changed").isTrue();
    }

    @Test
    void anotherMeterIsMeasuredAnew() {
        line.send(40, 1, power(Dialect.HUNGARY));
        IntFunction<Reading> other = i -> Telegrams.reading(Dialect.HUNGARY, "KFM_001", Optional.of("B"), values(POWER_IMPORT, 500 + i));
        line.send(10, 10, other);
        assertThat(line.fresh(line.now + 29)).isTrue();
    }

    @Test
    void theOwnerMaySayHowSlowItIs() {
        line = line(Optional.of(Duration.ofSeconds(10)));
        line.send(100, 1, power(Dialect.HUNGARY));
        line.send(6, 10, power(Dialect.HUNGARY));
        assertThat(line.fresh(line.now + 29)).isTrue();
        assertThat(line.fresh(line.now + 31)).isFalse();
    }

    private GuardedLine remembering(int ownersSeconds, MapMemory memory) {
        return new GuardedLine(new Guard(new Guard.Options(ownersSeconds == 0 ? null : Duration.ofSeconds(ownersSeconds),
                StateStore.NONE, Guard.Origin.NETWORK, memory)));
    }

    /** After the messages of the meter the owner deletes the key. */
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "10, 10", "600, 1", "600, 10", "600, 60", "600, 300", "600, 600"})
    void theOwnersIntervalIsNotRemembered(int owners, int sent) {
        MapMemory memory = new MapMemory();
        line = remembering(owners, memory);
        line.send(40, sent, power(Dialect.DSMR5));
        assertThat(line.interval).as("never shorter than the owner's").isEqualTo(Duration.ofSeconds(owners));
        assertThat(memory.kept).isEqualTo(sent > 60 ? Map.of() : Map.of("house", 1_000 * sent + " DSMR5"));

        line = remembering(0, memory);
        line.send(1, 1, power(Dialect.DSMR5));
        assertThat(line.fresh(line.now)).isEqualTo(sent <= 60);
        assertThat(line.fresh(line.now + 181)).isFalse();
    }

    @Test
    void noMoreThanAMinuteIsRecalled() {
        MapMemory memory = new MapMemory();
        memory.kept.put("house", "900000 DSMR5");
        line = remembering(0, memory);
        line.send(1, 1, power(Dialect.DSMR5));
        assertThat(line.fresh(line.now + 179)).isTrue();
        assertThat(line.fresh(line.now + 181)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"DSMR5, 30", "DSMR4, 2", "DSMR4, 60", "SML, 60", "D0, 300", "KAIFA, 60"})
    void theOwnersIntervalHoldsFromTheFirstTelegramOn(@ConvertWith(DialectName.class) Dialect dialect, int interval) {
        line = line(Optional.of(Duration.ofSeconds(interval)));
        for (int i = 0; i < 20; i++) {
            line.send(1, i % 3 == 0 ? 0.2 * interval : interval, power(dialect));
            assertThat(line.interval).isEqualTo(Duration.ofSeconds(interval));
            assertThat(line.fresh(line.now + 2.9 * interval)).as("telegram %d", i).isTrue();
        }
        assertThat(line.fresh(line.now + 3.1 * interval)).isFalse();
    }
}
