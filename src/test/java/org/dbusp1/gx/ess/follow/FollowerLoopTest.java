package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A slow meter, a house, ESS and an inverter of 4 kW in a loop, a day in simulated time. ESS has a dead time, a lag and a ramp, and
 * gives 95.6 % of its set point. Wrong reports of the inverter cost little more than telegrams without a correction.
 */
class FollowerLoopTest {
    private static final double STEP = 0.25;
    private static final int HOURS = 24;
    private static final int STEPS = (int) (HOURS * 3_600 / STEP);
    private static final double MOST = 4_000;
    private static final double SHARE = 0.956;
    private static final double RAMP = 400;
    private static final int DEAD_STEPS = 4;
    /** Prices of a kWh: a fixed tariff, and what is paid for power that is sold. */
    private static final double BUYING = 0.30;
    private static final double SELLING = 0.03;
    /** What the correction costs at most in a year, above plain telegrams. */
    private static final double MOST_EUROS_A_YEAR = 13;
    /** No hour may use up what the year's bound leaves for a day. */
    private static final double MOST_EUROS_AN_HOUR = MOST_EUROS_A_YEAR / 365;
    private static final int KEPT = 256;
    /** The house's power on each phase, in each step. */
    private static final double[][] HOUSE = {house(17, 0), house(18, 1_100), house(19, 2_300)};

    /** What is wrong with the reports of the inverters. */
    private enum Reports {
        RIGHT, TURNED, HALVED, ONE_AND_A_HALF, FROZEN, LATE, EXCHANGED, TURNED_AT_NOON
    }

    /** What ESS does with the powers. */
    private enum Law {
        /** Moves half of the way each 2.4 s. */
        HALF_WAY,
        /** Integrates 0.3 of the power each second. */
        INTEGRAL
    }

    /**
     * @param interval seconds between telegrams
     * @param age      seconds by which a telegram shows an earlier power
     * @param mean     seconds of which it shows the mean; 0 for none
     * @param lost     the part of the telegrams that is lost
     */
    private record Meter(double interval, double age, double mean, double lost) {
        private static Meter of(double interval) {
            return new Meter(interval, interval < 4 ? 0.6 : 1, 0, 0);
        }
    }

    /** A base load, a heat pump, an oven with its thermostat, a hob with its pulses, kettles. */
    private static double[] house(long seed, double late) {
        Random random = new Random(seed);
        double[] watts = new double[STEPS];
        double kettleEnds = 0;
        for (int step = 0; step < STEPS; step++) {
            double now = step * STEP + late;
            double hour = now / 3_600 % HOURS;
            boolean isCooked = hour > 7 && hour < 7.5 || hour > 12 && hour < 12.6 || hour > 17.5 && hour < 18.8;
            kettleEnds = random.nextDouble() < STEP / 1_800 ? now + 60 + 120 * random.nextDouble() : kettleEnds;
            watts[step] = 250 + 60 * Math.sin(now / 700) + (now % 3_600 < 1_500 ? 900 : 0) + (isCooked && now % 8 < 3.4 ? 1_800 : 0)
                    + (hour > 17.8 && hour < 19 && now % 95 < 38 ? 2_200 : 0) + (now < kettleEnds ? 2_000 : 0) + 15 * random.nextGaussian();
        }
        return watts;
    }

    /** A phase of the grid with its inverter. */
    private static final class Phase {
        private final double[] house;
        private final double[] grid = new double[KEPT];
        private final double[] acIn = new double[KEPT];
        private final double[] asked = new double[DEAD_STEPS];
        private double lagged;
        private double given;
        private double setPoint;

        Phase(double[] house) {
            this.house = house;
        }

        /** Returns what the grid gives in this step, in watts. */
        double step(int step) {
            double command = asked[step % DEAD_STEPS];
            asked[step % DEAD_STEPS] = setPoint;
            lagged += (command - lagged) * STEP / 0.6;
            given += Math.max(-RAMP * STEP, Math.min(RAMP * STEP, SHARE * lagged - given));
            acIn[step % KEPT] = -given;
            grid[step % KEPT] = house[step] - given;
            return house[step] - given;
        }

        /** ESS regulates the grid's power, which it sees so, to 0 W. */
        void regulate(Law law, int step, double seen) {
            double target = law == Law.INTEGRAL ? setPoint + 0.3 * seen
                    : setPoint + 0.5 * (seen - past(acIn, step, 0.5) - setPoint);
            setPoint = Math.max(-MOST, Math.min(MOST, target));
        }
    }

    private static double past(double[] kept, int step, double seconds) {
        return kept[Math.floorMod(step - (int) Math.round(seconds / STEP), KEPT)];
    }

    private static double shown(Phase phase, int step, Meter meter) {
        int steps = Math.max(1, (int) (meter.mean / STEP));
        return IntStream.range(0, steps).mapToDouble(i -> past(phase.grid, step, meter.age + i * STEP)).sum() / steps;
    }

    /** Returns the watts by phases; NaN for a phase that is not there. */
    private static PhaseWatts watts(double[] values) {
        return PhaseWatts.of(phase -> phase <= values.length ? values[phase - 1] : Double.NaN);
    }

    /** Plays the day. @return what the power of each hour costs, in euro */
    private static double[] play(Meter meter, Law law, Reports reports, boolean isFollowed) {
        Phase[] phases = Arrays.stream(HOUSE).limit(reports == Reports.EXCHANGED ? 3 : 1).map(Phase::new).toArray(Phase[]::new);
        InverterFollower follow = new InverterFollower();
        Random lost = new Random(46);
        double[] euros = new double[HOURS];
        double[] telegram = new double[phases.length];
        double[] reported = new double[phases.length];
        double nextTelegram = 0;
        double nextControl = 0;
        for (int step = 0; step < STEPS; step++) {
            double now = step * STEP;
            long nanos = (long) ((1_000 + now) * 1e9);
            for (Phase phase : phases) {
                double grid = phase.step(step);
                euros[(int) (now / 3_600)] += grid * STEP / 3.6e6 * (grid > 0 ? BUYING : SELLING);
            }
            if (step % 2 == 0) {
                for (int i = 0; i < phases.length; i++) {
                    double[] of = phases[reports == Reports.EXCHANGED ? (i + 1) % phases.length : i].acIn;
                    reported[i] = switch (reports) {
                        case RIGHT, EXCHANGED -> past(of, step, 0.5);
                        case TURNED -> -past(of, step, 0.5);
                        case HALVED -> 0.5 * past(of, step, 0.5);
                        case ONE_AND_A_HALF -> 1.5 * past(of, step, 0.5);
                        case FROZEN -> now % 7_200 < 3_600 ? reported[i] : past(of, step, 0.5);
                        case LATE -> past(of, step, 2.5);
                        case TURNED_AT_NOON -> past(of, step, 0.5) * (now < STEPS * STEP / 2 ? 1 : -1);
                    };
                }
                follow.accept(new InverterPower("vebus", "", true, watts(reported), PhaseWatts.ZERO, PhaseWatts.UNKNOWN,
                        MOST * phases.length, nanos));
            }
            if (now >= nextTelegram) {
                nextTelegram += meter.interval;
                if (lost.nextDouble() >= meter.lost) {
                    for (int i = 0; i < phases.length; i++) {
                        telegram[i] = shown(phases[i], step, meter);
                    }
                    follow.accept(new InverterFollower.Telegram("meter", false, watts(telegram), 0, nanos, isFollowed,
                            Finding.of(Condition.ESS_USED)));
                }
            }
            if (now >= nextControl) {
                nextControl += law == Law.INTEGRAL ? 1 : 2.4;
                for (int i = 0; i < phases.length; i++) {
                    double moved = follow.correction().watts(i + 1);
                    phases[i].regulate(law, step, telegram[i] + (Double.isNaN(moved) ? 0 : moved));
                }
            }
        }
        return euros;
    }

    private static double year(double[] hours) {
        return 365 * Arrays.stream(hours).sum();
    }

    /** With a 10 s meter, for which the correction was made, right reports save what makes it worth while. */
    @ParameterizedTest
    @EnumSource
    void aMeterOfTenSecondsGainsByRightReportsAndLosesLittleByWrongOnes(Law law) {
        assertLittleIsLost(Meter.of(10), law);
        assertThat(year(play(Meter.of(10), law, Reports.RIGHT, false)) - year(play(Meter.of(10), law, Reports.RIGHT, true)))
                .as("euro a year that are gained").isGreaterThan(27);
    }

    /** A meter that sends more often than every 4 s is regulated as without the correction. */
    @ParameterizedTest
    @EnumSource
    void aFastMeterIsPlain(Law law) {
        assertThat(play(Meter.of(2.5), law, Reports.RIGHT, true)).isEqualTo(play(Meter.of(2.5), law, Reports.RIGHT, false));
    }

    static Stream<Arguments> otherMeters() {
        return Stream.of(Meter.of(2.5), Meter.of(5), Meter.of(20), new Meter(10, 0.5, 10, 0), new Meter(10, 1, 0, 0.3))
                .flatMap(meter -> Arrays.stream(Law.values()).map(law -> Arguments.of(meter, law)));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("otherMeters")
    void otherMetersLoseLittleByWrongReports(Meter meter, Law law) {
        assertLittleIsLost(meter, law);
    }

    private static void assertLittleIsLost(Meter meter, Law law) {
        // Three phases are played for exchanged reports, and one for all others.
        double[] plainOfOne = play(meter, law, Reports.RIGHT, false);
        double[] plainOfThree = play(meter, law, Reports.EXCHANGED, false);
        for (Reports reports : Reports.values()) {
            double[] plain = reports == Reports.EXCHANGED ? plainOfThree : plainOfOne;
            double[] followed = play(meter, law, reports, true);
            assertThat(year(followed) - year(plain)).as("euro a year above plain, reports " + reports)
                    .isLessThanOrEqualTo(MOST_EUROS_A_YEAR);
            // An integral that gets its power each 10 s swings by itself, in hours that any move chooses: none is worse than its worst.
            double swinging = law == Law.INTEGRAL && meter.interval >= 10 ? Arrays.stream(plain).max().orElseThrow() : 0;
            for (int hour = 0; hour < HOURS; hour++) {
                assertThat(followed[hour]).as("euro in hour " + hour + ", reports " + reports)
                        .isLessThanOrEqualTo(Math.max(plain[hour] + MOST_EUROS_AN_HOUR, swinging));
            }
        }
    }
}
