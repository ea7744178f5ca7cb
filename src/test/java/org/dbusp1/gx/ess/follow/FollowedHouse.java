package org.dbusp1.gx.ess.follow;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;

/**
 * A slow meter, a house, ESS and an inverter of 4 kW in a loop, a day in simulated time. ESS has a dead time, a lag and a ramp, and
 * gives 95.6 % of its set point.
 */
final class FollowedHouse {
    static final int HOURS = 24;
    private static final double STEP = 0.25;
    private static final int STEPS = (int) (HOURS * 3_600 / STEP);
    private static final double MOST = 4_000;
    private static final double SHARE = 0.956;
    private static final double RAMP = 400;
    private static final int DEAD_STEPS = 4;
    /** Prices of a kWh: a fixed tariff, and what is paid for power that is sold. */
    private static final double BUYING = 0.30;
    private static final double SELLING = 0.03;
    private static final double NOISE = 0.03;
    private static final int KEPT = 256;
    /** The house's power on each phase, in each step. */
    private static final double[][] HOUSE = {house(17, 0), house(18, 1_100), house(19, 2_300)};

    /** What is wrong with the reports of the inverters. */
    enum Reports {
        RIGHT, NOISY, TURNED, HALVED, ONE_AND_A_HALF, FROZEN, LATE, EXCHANGED, TURNED_AT_NOON
    }

    /** What ESS does with the powers. */
    enum Law {
        /** Moves half of the way each 2.4 s. */
        HALF_WAY,
        /** Integrates 0.3 of the power each second. */
        INTEGRAL
    }

    /** What is added to the power of a telegram until the next one. */
    enum Correction {
        NONE, FOLLOWED,
        /** Knows the age of the telegram and the inverter exactly, so that only the house is seen late. */
        EXACT
    }

    /**
     * @param interval seconds between telegrams
     * @param age      seconds by which a telegram shows an earlier power
     * @param mean     seconds of which it shows the mean; 0 for none
     * @param lost     the part of the telegrams that is lost
     */
    record Meter(double interval, double age, double mean, double lost) {
        static Meter of(double interval) {
            return new Meter(interval, interval < 4 ? 0.6 : 1, 0, 0);
        }
    }

    /**
     * What the day costs.
     *
     * @param bought    in kWh
     * @param sold      in kWh
     * @param euros     of each hour
     * @param squares   of each hour: the mean square of the power that the inverter could have covered
     * @param corrected the part of the telegrams that were corrected
     */
    record Day(double bought, double sold, double[] euros, double[] squares, double corrected) {
        double eurosOfYear() {
            return 365 * Arrays.stream(euros).sum();
        }

        double rms() {
            return Math.sqrt(Arrays.stream(squares).average().orElseThrow());
        }
    }

    /** What a day depends on. */
    private record Played(Meter meter, Law law, Reports reports, Correction correction) {
    }

    private static final Map<Played, Day> PLAYED = new ConcurrentHashMap<>();

    /** A phase of the grid with its inverter. */
    private static final class Phase {
        private final double[] house;
        private final double[] used = new double[KEPT];
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
            used[step % KEPT] = house[step];
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

    private final Meter meter;
    private final Law law;
    private final Reports reports;
    private final Correction correction;
    private final Phase[] phases;
    private final double[] reported;
    private final Random noise = new Random(47);

    private FollowedHouse(Meter meter, Law law, Reports reports, Correction correction) {
        this.meter = meter;
        this.law = law;
        this.reports = reports;
        this.correction = correction;
        this.phases = Arrays.stream(HOUSE).limit(reports == Reports.EXCHANGED ? 3 : 1).map(Phase::new).toArray(Phase[]::new);
        this.reported = new double[phases.length];
    }

    /** Plays each day once: all that is random in it is by a seed. */
    static Day play(Meter meter, Law law, Reports reports, Correction correction) {
        return PLAYED.computeIfAbsent(new Played(meter, law, reports, correction),
                key -> new FollowedHouse(meter, law, reports, correction).play());
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

    private static double past(double[] kept, int step, double seconds) {
        return kept[Math.floorMod(step - (int) Math.round(seconds / STEP), KEPT)];
    }

    /** Returns what the meter shows of a power. */
    private double shown(double[] kept, int step) {
        int steps = Math.max(1, (int) (meter.mean / STEP));
        return IntStream.range(0, steps).mapToDouble(i -> past(kept, step, meter.age + i * STEP)).sum() / steps;
    }

    /** Returns the watts by phases; NaN for a phase that is not there. */
    private static PhaseWatts watts(double[] values) {
        return PhaseWatts.of(phase -> phase <= values.length ? values[phase - 1] : Double.NaN);
    }

    private InverterPower report(int step, long nanos) {
        double now = step * STEP;
        for (int i = 0; i < phases.length; i++) {
            double[] of = phases[reports == Reports.EXCHANGED ? (i + 1) % phases.length : i].acIn;
            reported[i] = switch (reports) {
                case RIGHT, EXCHANGED -> past(of, step, 0.5);
                case NOISY -> past(of, step, 0.5) * (1 + NOISE * noise.nextGaussian());
                case TURNED -> -past(of, step, 0.5);
                case HALVED -> 0.5 * past(of, step, 0.5);
                case ONE_AND_A_HALF -> 1.5 * past(of, step, 0.5);
                case FROZEN -> now % 7_200 < 3_600 ? reported[i] : past(of, step, 0.5);
                case LATE -> past(of, step, 2.5);
                case TURNED_AT_NOON -> past(of, step, 0.5) * (now < STEPS * STEP / 2 ? 1 : -1);
            };
        }
        return new InverterPower("vebus", "", true, watts(reported), PhaseWatts.ZERO, PhaseWatts.UNKNOWN, MOST * phases.length, nanos);
    }

    private Day play() {
        InverterFollower follow = new InverterFollower();
        Random lost = new Random(46);
        double bought = 0;
        double sold = 0;
        double[] euros = new double[HOURS];
        double[] squares = new double[HOURS];
        double[] telegram = new double[phases.length];
        double[] house = new double[phases.length];
        int telegrams = 0;
        int corrected = 0;
        double nextTelegram = 0;
        double nextControl = 0;
        for (int step = 0; step < STEPS; step++) {
            double now = step * STEP;
            long nanos = (long) ((1_000 + now) * 1e9);
            for (Phase phase : phases) {
                double grid = phase.step(step);
                double error = grid - Math.max(0, phase.house[step] - SHARE * MOST);
                euros[(int) (now / 3_600)] += grid * STEP / 3.6e6 * (grid > 0 ? BUYING : SELLING);
                squares[(int) (now / 3_600)] += error * error * STEP / 3_600;
                bought += Math.max(0, grid) * STEP / 3.6e6;
                sold += Math.max(0, -grid) * STEP / 3.6e6;
            }
            if (step % 2 == 0) {
                follow.accept(report(step, nanos));
            }
            if (now >= nextTelegram) {
                nextTelegram += meter.interval;
                if (lost.nextDouble() >= meter.lost) {
                    for (int i = 0; i < phases.length; i++) {
                        telegram[i] = shown(phases[i].grid, step);
                        house[i] = shown(phases[i].used, step);
                    }
                    follow.accept(new InverterFollower.Telegram("meter", false, watts(telegram), 0, nanos,
                            correction == Correction.FOLLOWED, Finding.of(Condition.ESS_USED)));
                    telegrams++;
                    corrected += follow.status() != null && follow.status().is(Condition.FOLLOW_FOLLOWED) ? 1 : 0;
                }
            }
            if (now >= nextControl) {
                nextControl += law == Law.INTEGRAL ? 1 : 2.4;
                for (int i = 0; i < phases.length; i++) {
                    double moved = follow.correction().watts(i + 1);
                    phases[i].regulate(law, step, correction == Correction.EXACT ? house[i] + past(phases[i].acIn, step, 0)
                            : telegram[i] + (Double.isNaN(moved) ? 0 : moved));
                }
            }
        }
        return new Day(bought, sold, euros, squares, (double) corrected / telegrams);
    }
}
