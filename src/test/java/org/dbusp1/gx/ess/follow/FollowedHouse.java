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
import org.dbusp1.gx.ess.VictronLoop2016;

/**
 * A slow meter, a house, ESS and an inverter of 4 kW on each phase in a loop, in simulated time. Inverters have a dead time, a lag and a
 * ramp, and give 95.6 % of their set point.
 */
final class FollowedHouse {
    static final int HOURS = 24;
    static final double STEP = 0.25;
    private static final int STEPS = (int) (HOURS * 3_600 / STEP);
    private static final double MOST = 4_000;
    private static final double SHARE = 0.956;
    private static final double RAMP = 400;
    private static final int DEAD_STEPS = 4;
    /** Prices of a kWh: a fixed tariff, and what is paid for power that is sold. */
    private static final double BUYING = 0.30;
    private static final double SELLING = 0.03;
    private static final double NOISE = 0.03;
    private static final double AC_IN_NOISE = 8;
    private static final int REPORT_STEPS = 2;
    private static final int KEPT = 256;
    /** The house's power on each phase, in each step of a day. */
    private static final double[][] HOUSE = {house(17, 0), house(18, 1_100), house(19, 2_300)};
    /** No multiple of an interval, so that telegrams are earlier and later after it. */
    static final double SWITCHED_SECONDS = 92.25;
    /** Half an hour of a load of 2 kW that is switched on and off in turn. */
    private static final double[][] SWITCHED = {IntStream.range(0, (int) (1_800 / STEP))
            .mapToDouble(step -> 400 + (step * STEP % (2 * SWITCHED_SECONDS) < SWITCHED_SECONDS ? 0 : 2_000)).toArray()};

    /** What is wrong with the reports of the inverters. */
    enum Reports {
        RIGHT, NOISY, TURNED, HALVED, ONE_AND_A_HALF, FROZEN, LATE, EXCHANGED, TURNED_AT_NOON
    }

    /** What ESS does with the powers. */
    enum Law {
        /** Moves half of the way each 2.4 s. */
        HALF_WAY,
        /** Integrates 0.3 of the power each second. */
        INTEGRAL,
        /** {@link VictronLoop2016}; AC-in is measured with some noise, without which it can stop half a step too early. */
        VICTRON_2016
    }

    /** The powers that the meter shows. */
    enum Shown {
        ONE_PHASE, THREE_PHASES, TOTAL_ON_L1, THIRDS
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
     * @param exports  how many telegrams there are for one that shows an export, as of some meters in Norway: in between it is the last
     *                 one, or 0 after an import
     */
    record Meter(double interval, double age, double mean, double lost, int exports) {
        Meter(double interval, double age, double mean, double lost) {
            this(interval, age, mean, lost, 1);
        }

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
    private record Played(Meter meter, Law law, double timerSeconds, Shown powers, Reports reports, Correction correction) {
    }

    private static final Map<Played, Day> PLAYED = new ConcurrentHashMap<>();

    /** A phase of the grid with its inverter. */
    private static final class Phase {
        private final double[] house;
        private final Random acInNoise;
        private final double[] used = new double[KEPT];
        private final double[] grid = new double[KEPT];
        private final double[] acIn = new double[KEPT];
        private final double[] asked = new double[DEAD_STEPS];
        private double lagged;
        private double given;
        private double setPoint;

        Phase(double[] house, long seed) {
            this.house = house;
            this.acInNoise = new Random(seed);
        }

        /** Returns what the grid gives in this step, in watts. */
        double step(int step, double noiseWatts) {
            double command = asked[step % DEAD_STEPS];
            asked[step % DEAD_STEPS] = setPoint;
            lagged += (command - lagged) * STEP / 0.6;
            given += Math.max(-RAMP * STEP, Math.min(RAMP * STEP, SHARE * lagged - given));
            acIn[step % KEPT] = -given + noiseWatts * acInNoise.nextGaussian();
            used[step % KEPT] = house[step];
            grid[step % KEPT] = house[step] - given;
            return house[step] - given;
        }

        void ask(double watts) {
            setPoint = Math.max(-MOST, Math.min(MOST, watts));
        }
    }

    private final Meter meter;
    private final Law law;
    private final VictronLoop2016 victron;
    private final Shown powers;
    private final Reports reports;
    private final Correction correction;
    private final Phase[] phases;
    private final int steps;
    /** Whether ESS, the correction and the bill go by the sum of the phases. */
    private final boolean inTotal;
    private final double[] reported;
    /** AC-in as ESS reads it. */
    private final double[] measured;
    private final Random noise = new Random(47);
    private double nextControl;
    /** The last power of a telegram below 0 W; 0 when one has shown an import since. */
    private double lastExport;

    private FollowedHouse(Played played, double[][] house) {
        this.meter = played.meter;
        this.law = played.law;
        this.powers = played.powers;
        this.reports = played.reports;
        this.correction = played.correction;
        int count = powers == Shown.ONE_PHASE ? 1 : 3;
        this.phases = IntStream.range(0, count).mapToObj(i -> new Phase(house[i], 50 + i)).toArray(Phase[]::new);
        this.steps = house[0].length;
        this.inTotal = law == Law.VICTRON_2016 && count > 1;
        this.victron = new VictronLoop2016(count, played.timerSeconds, 0);
        this.reported = new double[count];
        this.measured = new double[count];
    }

    /** Plays each day once: all that is random in it is by a seed. */
    static Day play(Meter meter, Law law, Reports reports, Correction correction) {
        Shown powers = reports == Reports.EXCHANGED ? Shown.THREE_PHASES : Shown.ONE_PHASE;
        return play(new Played(meter, law, VictronLoop2016.timerSeconds(powers == Shown.ONE_PHASE ? 1 : 3), powers, reports, correction));
    }

    /** Plays a day of Victron's law with three inverters. */
    static Day playThree(Meter meter, Shown powers, Correction correction) {
        return play(new Played(meter, Law.VICTRON_2016, VictronLoop2016.timerSeconds(3), powers, Reports.RIGHT, correction));
    }

    /** Plays a day of Victron's law with another timer. */
    static Day playWithTimer(double seconds, Meter meter, Correction correction) {
        return play(new Played(meter, Law.VICTRON_2016, seconds, Shown.ONE_PHASE, Reports.RIGHT, correction));
    }

    /** Returns the grid's watts in each step of half an hour in which 2 kW are switched on and off in turn. */
    static double[] playSwitched(Meter meter, Law law, Correction correction) {
        FollowedHouse house = new FollowedHouse(new Played(meter, law, VictronLoop2016.timerSeconds(1), Shown.ONE_PHASE, Reports.RIGHT,
                correction), SWITCHED);
        double[] grid = new double[house.steps];
        house.play(grid);
        return grid;
    }

    private static Day play(Played played) {
        return PLAYED.computeIfAbsent(played, key -> new FollowedHouse(key, HOUSE).play(new double[STEPS]));
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
            double[] of = inverter(i).acIn;
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

    /** Returns what the meter sends of a power. */
    private double sent(double watts, int telegrams) {
        if (watts >= 0 || telegrams % meter.exports == 0) {
            lastExport = Math.min(0, watts);
            return watts;
        }
        return lastExport;
    }

    /** ESS regulates the grid's power, which it sees so, to 0 W. */
    private void regulate(int step, double[] seen) {
        double now = step * STEP;
        if (law == Law.VICTRON_2016) {
            double total = 0;
            for (double phase : seen) { // no stream: for each step of a day
                total += phase;
            }
            for (int i = 0; i < phases.length && powers != Shown.THREE_PHASES; i++) {
                seen[i] = powers == Shown.THIRDS ? total / 3 : i == 0 ? total : Double.NaN;
            }
            victron.accept(total, seen);
            if (step % REPORT_STEPS == 0) {
                for (int i = 0; i < phases.length; i++) {
                    measured[i] = past(inverter(i).acIn, step, 0.5);
                }
                victron.acceptAcIn(measured);
            }
            victron.run(now);
            for (int i = 0; i < phases.length; i++) {
                inverter(i).ask(-victron.asked(i, now));
            }
        } else if (now >= nextControl) {
            nextControl += law == Law.INTEGRAL ? 1 : 2.4;
            for (int i = 0; i < phases.length; i++) {
                double before = phases[i].setPoint;
                phases[i].ask(law == Law.INTEGRAL ? before + 0.3 * seen[i]
                        : before + 0.5 * (seen[i] - past(phases[i].acIn, step, 0.5) - before));
            }
        }
    }

    /** Returns the phase of the meter at which an inverter is. */
    private Phase inverter(int phase) {
        return phases[reports == Reports.EXCHANGED ? (phase + 1) % phases.length : phase];
    }

    /** @param gridWatts filled with the grid's power in each step */
    private Day play(double[] gridWatts) {
        InverterFollower follow = new InverterFollower();
        Random lost = new Random(46);
        double bought = 0;
        double sold = 0;
        double[] euros = new double[HOURS];
        double[] squares = new double[HOURS];
        double[] telegram = new double[phases.length];
        double[] house = new double[phases.length];
        double[] seen = new double[phases.length];
        int telegrams = 0;
        int corrected = 0;
        double nextTelegram = 0;
        for (int step = 0; step < steps; step++) {
            double now = step * STEP;
            int hour = (int) (now / 3_600);
            long nanos = (long) ((1_000 + now) * 1e9);
            double billed = 0;
            double beyond = 0;
            for (int i = 0; i < phases.length; i++) {
                double grid = phases[i].step(step, law == Law.VICTRON_2016 ? AC_IN_NOISE : 0);
                gridWatts[step] += grid;
                billed += grid;
                beyond += phases[i].house[step] - SHARE * MOST;
                if (!inTotal || i == phases.length - 1) {
                    double error = billed - Math.max(0, beyond);
                    euros[hour] += billed * STEP / 3.6e6 * (billed > 0 ? BUYING : SELLING);
                    squares[hour] += error * error * STEP / 3_600;
                    bought += Math.max(0, billed) * STEP / 3.6e6;
                    sold += Math.max(0, -billed) * STEP / 3.6e6;
                    billed = 0;
                    beyond = 0;
                }
            }
            if (step % REPORT_STEPS == 0) {
                follow.accept(report(step, nanos));
            }
            if (now >= nextTelegram) {
                nextTelegram += meter.interval;
                if (lost.nextDouble() >= meter.lost) {
                    for (int i = 0; i < phases.length; i++) {
                        telegram[i] = sent(shown(phases[i].grid, step), telegrams);
                        house[i] = shown(phases[i].used, step);
                    }
                    follow.accept(new InverterFollower.Telegram("meter", inTotal, watts(telegram), 0, nanos,
                            correction == Correction.FOLLOWED, Finding.of(Condition.ESS_USED)));
                    telegrams++;
                    corrected += follow.status() != null && follow.status().is(Condition.FOLLOW_FOLLOWED) ? 1 : 0;
                }
            }
            for (int i = 0; i < phases.length; i++) {
                double moved = follow.correction().watts(i + 1);
                seen[i] = correction == Correction.EXACT ? house[i] - phases[i].given : telegram[i] + (Double.isNaN(moved) ? 0 : moved);
            }
            regulate(step, seen);
        }
        return new Day(bought, sold, euros, squares, (double) corrected / telegrams);
    }
}
