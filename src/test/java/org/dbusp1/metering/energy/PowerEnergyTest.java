package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import org.dbusp1.metering.EnergyUse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counter that powers continue between two readings. */
class PowerEnergyTest {
    private static final long WATT_HOUR = EnergyUse.WATT_HOUR;
    private static final Long NONE = null;

    private final PowerEnergy energy = new PowerEnergy();

    private static void accept(PowerEnergy energy, long second, @Nullable Long watts, @Nullable Long count) {
        energy.accept(second, second, watts);
        if (count != null) {
            energy.read(second, count, true);
        }
    }

    private long at(long second, long watts, @Nullable Long count) {
        accept(energy, second, watts, count);
        return Objects.requireNonNullElse(energy.continued(), -1L);
    }

    private @Nullable Long beginsAnew(long second, long count) {
        energy.read(second, wattHours(count), false);
        return energy.continued();
    }

    private static Long wattHours(long count) {
        return count * WATT_HOUR;
    }

    @Test
    void nothingIsKnownBeforeTheFirstReading() {
        assertThat(at(0, 1_000, NONE)).isEqualTo(-1);
        assertThat(at(10, 1_000, wattHours(5_000))).isEqualTo(5_000 * WATT_HOUR);
    }

    @Test
    void itRunsOnByPowerAndIsBroughtBackToTheReading() {
        at(0, 3_600, wattHours(5_000));
        assertThat(at(10, 3_600, NONE)).isEqualTo(5_010 * WATT_HOUR);
        assertThat(at(20, 3_600, NONE)).isEqualTo(5_020 * WATT_HOUR);
        assertThat(at(30, 3_600, wattHours(5_041))).as("the meter is ahead").isEqualTo(5_041 * WATT_HOUR);
    }

    @Test
    void itWaitsWhereTheReadingIsLower() {
        at(0, 3_600, wattHours(5_001));
        at(10, 3_600, NONE);
        assertThat(at(20, 3_600, wattHours(5_001))).as("does not fall").isEqualTo(5_011 * WATT_HOUR);
        assertThat(at(25, 3_600, NONE)).as("5001 + a step of 10 Wh + 5 Wh").isEqualTo(5_016 * WATT_HOUR);
        assertThat(at(35, 3_600, wattHours(5_002))).isEqualTo(5_016 * WATT_HOUR);
        assertThat(at(40, 3_600, NONE)).as("5002 + 10 Wh + 5 Wh").isEqualTo(5_017 * WATT_HOUR);
    }

    @Test
    void aGapIsFilledByTheReadingAlone() {
        at(0, 3_600, wattHours(5_000));
        assertThat(at(10, 3_600, NONE)).isEqualTo(5_010 * WATT_HOUR);
        assertThat(at(100, 3_600, NONE)).as("90 s count with the last power").isEqualTo(5_100 * WATT_HOUR);
        assertThat(at(191, 3_600, NONE)).as("unknown").isEqualTo(-1);
        accept(energy, 1_010, NONE, NONE);
        accept(energy, 1_020, 3_600L, NONE);
        assertThat(energy.continued()).isNull();
        assertThat(at(1_030, 0, wattHours(6_001))).isEqualTo(6_001 * WATT_HOUR);
    }

    @Test
    void aClockThatGoesBackChangesNothingAndAnotherMetersCounterIsTaken() {
        at(1_000, 3_600, wattHours(5_000));
        assertThat(at(500, 3_600, NONE)).isEqualTo(-1);
        at(510, 3_600, NONE);
        assertThat(beginsAnew(510, 3)).isEqualTo(3 * WATT_HOUR);
    }

    /** At 3,600 W a second is 1 Wh. @param monotonic and {@code clock} in seconds */
    private long sinceReading(long monotonic, long clock, @Nullable Long watts, boolean reads) {
        energy.accept(monotonic, clock, watts);
        if (reads) {
            energy.read(clock, 5_000 * WATT_HOUR, true);
        }
        return energy.sinceReading() / WATT_HOUR;
    }

    /** A reading of a second that comes again, and a boundary that comes again after its reading. */
    @Test
    void whatWasDrawnSinceAReadingIsSoAlsoWhereTheClockGoesBackALittle() {
        assertThat(sinceReading(0, 950, 3_600L, true)).isZero();
        assertThat(sinceReading(10, 960, 3_600L, true)).isZero();
        assertThat(sinceReading(20, 911, 3_600L, true)).isZero();
        assertThat(sinceReading(69, 960, 3_600L, true)).isZero();
        assertThat(sinceReading(79, 970, 3_600L, false)).isEqualTo(10);
        assertThat(sinceReading(100, 1_800, 3_600L, true)).isZero();
        assertThat(sinceReading(110, 1_795, 3_600L, false)).isEqualTo(10);
        assertThat(sinceReading(120, 1_805, 3_600L, false)).isEqualTo(20);
    }

    @Test
    void aReadingWithoutAPowerIsAfterTheBoundaryThatItsMessageLeftOut() {
        assertThat(sinceReading(0, 890, 3_600L, true)).isZero();
        assertThat(sinceReading(15, 905, NONE, true)).as("the power until then is not known yet").isZero();
        assertThat(sinceReading(20, 910, 3_600L, false)).isEqualTo(20);
    }

    /** Energy that one meter drew until then does not count for the other one. */
    @Test
    void theCounterOfAnotherMeterThatIsFarAheadIsTaken() {
        at(0, 3_600, wattHours(5_000));
        assertThat(at(10, 3_600, NONE)).isEqualTo(5_010 * WATT_HOUR);
        at(20, 3_600, NONE);
        assertThat(beginsAnew(20, 90_000)).isEqualTo(90_000 * WATT_HOUR);
        assertThat(at(30, 3_600, NONE)).isEqualTo(90_010 * WATT_HOUR);
    }

    /** A house whose loads switch at any second, and its meter, which sends its counter once an hour. */
    private final class House {
        private final SplittableRandom random = new SplittableRandom(15);
        private final int interval;
        private final long step;
        private long wattSeconds;
        private long shown = -1;
        private int quarters;
        private int off;
        /** The sum of what the quarter hours were off, in 0.1 mWh. */
        private long errors;

        /** @param interval seconds from message to message */
        House(int interval, long stepWattHours) {
            this.interval = interval;
            this.step = stepWattHours * WATT_HOUR;
        }

        /**
         * @param mean   whether a message has the mean since the last one, or the power of the moment
         * @param above  the most that the counter is above a reading, in addition to 10 Wh
         * @param bound  the most that a quarter hour is off, in addition to 3 %
         */
        void play(int days, boolean mean, long above, long bound) {
            long heater = 0;
            long base = 300;
            long before = 0;
            long quarterTruth = 0;
            long quarterShown = 0;
            for (long second = 0; second <= days * 86_400L; second++) {
                heater = random.nextInt(300) > 0 ? heater : heater == 0 ? 1_000 + random.nextInt(2_000) : 0;
                base = random.nextInt(3_600) > 0 ? base : 200 + random.nextInt(1_400);
                wattSeconds += base + heater;
                boolean settled = second > 100 * 3_600;
                if (second % interval == 0) {
                    message(second, mean ? (wattSeconds - before) / interval : base + heater, settled ? above : Long.MAX_VALUE / 2);
                    before = wattSeconds;
                }
                if (second % 900 == 0) {
                    long truth = energy(wattSeconds) - quarterTruth;
                    long error = Math.abs(shown - quarterShown - truth);
                    quarters += settled ? 1 : 0;
                    errors += settled ? error : 0;
                    off += settled && error > truth * 3 / 100 ? 1 : 0;
                    assertThat(error > truth * 3 / 100 + bound && settled).as("quarter that ends at second %d", second).isFalse();
                    quarterTruth += truth;
                    quarterShown = shown;
                }
            }
        }

        private void message(long second, long watts, long above) {
            boolean reads = second % 3_600 == 10;
            long reading = energy(wattSeconds) / step * step;
            long last = shown;
            shown = at(second, watts, reads ? Long.valueOf(reading) : NONE);
            if (shown < last || reads && (shown < reading || shown - reading > 10 * WATT_HOUR + above)) {
                throw new AssertionError("at second " + second + ": " + shown + " after " + last + ", reading " + reading);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 10, true", "10, 1, true", "2, 1, true", "2, 1, false"})
    void quartersAreNearAndTheSumIsTheMeters(int interval, long stepWattHours, boolean mean) {
        House house = new House(interval, stepWattHours);
        house.play(90, mean, 5 * WATT_HOUR, interval == 2 ? 0 : 5 * WATT_HOUR);
        assertThat(house.errors / house.quarters).as("mean error").isLessThan((interval == 2 ? 5 : 18) * WATT_HOUR / 10);
        assertThat(house.off).as("of %d quarters", house.quarters).isLessThanOrEqualTo(interval == 2 ? 0 : house.quarters / 500);
        assertThat(Math.abs(house.shown - energy(house.wattSeconds))).as("the sum").isLessThanOrEqualTo(15 * WATT_HOUR);
    }

    /**
     * Messages each ten seconds with the power of the moment do not show when between two of them a load switched: 2 kW that switch once
     * are up to 2.8 Wh of which no sum can know, 3 % of a quarter of 93 Wh. Most quarters are near all the same, and each hour is right.
     */
    @ParameterizedTest
    @CsvSource({"1", "10"})
    void powerOfTheMomentEachTenSecondsLeavesFewQuartersOff(long stepWattHours) {
        House house = new House(10, stepWattHours);
        // What was drawn too much by then is waited for.
        house.play(60, false, 30 * WATT_HOUR, 35 * WATT_HOUR);
        assertThat(house.off).as("of %d quarters", house.quarters).isLessThan(house.quarters * 4 / 100);
    }

    private static long energy(long wattSeconds) {
        return wattSeconds * 100 / 36;
    }

    /** Whatever the power, however the meter's clock is set, however late a reading is. */
    @Test
    void itNeverFallsWhileTheMetersCounterDoesNot() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PowerEnergy running = new PowerEnergy();
            long now = 1_792_890_000L;
            long counted = 5_000;
            long before = 0;
            for (int i = 0; i < 400; i++) {
                now += random.nextInt(40) == 0 ? random.nextInt(-4_000, 4_000) : 10;
                counted += random.nextInt(4) * 10L;
                accept(running, now, (long) random.nextInt(8_000), random.nextInt(6) == 0 ? wattHours(counted) : NONE);
                long shown = Objects.requireNonNullElse(running.continued(), before);
                assertThat(shown).as("seed %d, message %d", seed, i).isGreaterThanOrEqualTo(before);
                before = shown;
            }
        }
    }
}
