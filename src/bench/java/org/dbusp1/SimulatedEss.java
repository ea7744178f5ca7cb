package org.dbusp1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A day of a simulated house with a battery inverter that keeps the grid at 0 W by the readings of a meter, in virtual
 * time, and the truth about it: what no meter sees, the moments at which loads are switched and the inverter's power.
 */
public final class SimulatedEss {
    public static final double STEP = 0.1;
    public static final int DAY = 86_400;
    /** A three-phase inverter of medium size, and how fast Victron's ESS lets it change. */
    public static final double INVERTER_WATTS = 5_000;
    private static final double RAMP_WATTS_PER_SECOND = 400;
    /** A switched load counts for the truth if no other one was switched so many seconds before and after. */
    private static final double ALONE_BEFORE = 12;
    private static final double ALONE_AFTER = 21;
    private static final double STEP_WATTS = 500;
    private static final double MINUTE = 60;

    /** Makes readings of the grid's power. */
    @FunctionalInterface
    public interface Meter {
        /** @return the power that ESS reads, in watts; absent where it has none */
        OptionalDouble read(double second, double gridWatts);
    }

    /** Sees each moment. */
    @FunctionalInterface
    public interface Witness {
        void see(double second, double houseWatts, double gridWatts);
    }

    private record Target(double second, double netWatts, double inverterWatts) {
    }

    /** A load that was switched. */
    private static final class Change {
        private final double second;
        private final double height;
        private final double inverterBefore;
        private boolean alone;
        private double halved = Double.NaN;
        private double overshoot;

        Change(double second, double height, double inverterBefore, boolean alone) {
            this.second = second;
            this.height = height;
            this.inverterBefore = inverterBefore;
            this.alone = alone;
        }
    }

    /** Energy of one step of time that was bought or sold, and not sold or bought again so far. */
    private static final class Piece {
        private final double second;
        private double watts;

        Piece(double second, double watts) {
            this.second = second;
            this.watts = watts;
        }
    }

    private final double interval;
    private final double deadSeconds;
    private final double haste;
    private final double inverterWatts;
    private final double noiseWatts;
    private final List<Change> changes = new ArrayList<>();
    private final Deque<Piece> open = new ArrayDeque<>();
    private double lost;

    /**
     * @param interval    the seconds between the meter's readings
     * @param deadSeconds the time from a reading to the inverter's first move
     * @param haste       0: ESS compares a reading with the inverter's power at its time, and never overshoots; 1: with
     *                    the present power, so that it corrects again what it has begun to correct
     * @param inverterWatts the most that the inverter gives or takes; 0 where the battery rests
     * @param noiseWatts  the standard deviation of the load's noise
     */
    public SimulatedEss(double interval, double deadSeconds, double haste, double inverterWatts, double noiseWatts) {
        this.interval = interval;
        this.deadSeconds = deadSeconds;
        this.haste = haste;
        this.inverterWatts = inverterWatts;
        this.noiseWatts = noiseWatts;
    }

    /** The day in steps; computed once for all loops. */
    private static final class House {
        private static final double[] WATTS = IntStream.range(0, (int) Math.round(DAY / STEP))
                .mapToDouble(step -> house(step * STEP)).toArray();
    }

    /** Loads and sun of the house at a second of the day, in watts; sun counts negative. */
    private static double house(double second) {
        double hour = second / 3600;
        double load = 280 + 60 * Math.sin(second / 700);
        load += on(second, 1800, 700) ? 90 : 0;                                       // fridge
        for (double kettle : new double[] {6.9, 7.2, 10.1, 12.4, 15.3, 19.7, 21.1}) {
            load += hour >= kettle && hour < kettle + 0.05 ? 2_000 : 0;
        }
        load += hour >= 17.5 && hour < 18.6 && on(second, 50, 22) ? 2_400 : 0;         // oven, by its thermostat
        load += hour >= 18 && hour < 18.6 && on(second, 14, 6) ? 1_800 : 0;            // hob, by its pulses
        load += hour >= 9.5 && hour < 10.2 && on(second, 1300, 800) ? 2_100 : 0;       // washing machine
        double arc = Math.max(0, Math.sin((hour - 6) / 12 * Math.PI));
        double clouds = 0.65 + 0.35 * Math.signum(Math.sin(second / 97) + 0.4 * Math.sin(second / 23));
        return load - 3_200 * arc * clouds;
    }

    private static boolean on(double second, double period, double part) {
        return second % period < part;
    }

    /** Plays the day. */
    public void run(Meter meter, Witness witness) {
        Random random = new Random(7);
        Deque<Target> readings = new ArrayDeque<>();
        double inverter = 0;
        double target = 0;
        double noise = 0;
        double nextReading = 0.37; // loads are switched at whole seconds
        double before = House.WATTS[0];
        for (int step = 0; step < House.WATTS.length; step++) {
            double now = step * STEP;
            double wanted = House.WATTS[step];
            noise = step % 5 == 0 ? noiseWatts * random.nextGaussian() : noise;
            double grid = wanted + noise - inverter;
            if (Math.abs(wanted - before) > 80) {
                switched(now, wanted - before, inverter);
            }
            before = wanted;
            if (now >= nextReading) {
                nextReading += interval;
                OptionalDouble read = meter.read(now, grid);
                if (read.isPresent()) {
                    readings.add(new Target(now + deadSeconds, read.getAsDouble(), inverter));
                }
            }
            while (!readings.isEmpty() && readings.getFirst().second <= now) {
                Target reading = readings.remove();
                double compared = reading.inverterWatts + haste * (inverter - reading.inverterWatts);
                target = clamp(compared + reading.netWatts, inverterWatts);
            }
            inverter += clamp(target - inverter, RAMP_WATTS_PER_SECOND * STEP);
            follow(now, grid, inverter);
            match(now, grid);
            witness.see(now, wanted, grid);
        }
    }

    private static double clamp(double value, double most) {
        return Math.max(-most, Math.min(most, value));
    }

    private void switched(double now, double height, double inverter) {
        Change latest = changes.isEmpty() ? null : changes.get(changes.size() - 1);
        boolean alone = latest == null || now - latest.second > ALONE_BEFORE;
        if (latest != null && now - latest.second < ALONE_AFTER) {
            latest.alone = false;
        }
        changes.add(new Change(now, height, inverter, alone));
    }

    private void follow(double now, double grid, double inverter) {
        if (changes.isEmpty()) {
            return;
        }
        Change latest = changes.get(changes.size() - 1);
        if (Double.isNaN(latest.halved) && (inverter - latest.inverterBefore) / latest.height >= 0.5) {
            latest.halved = now - latest.second;
        }
        if (!Double.isNaN(latest.halved) && now - latest.second < ALONE_AFTER) {
            latest.overshoot = Math.max(latest.overshoot, -grid / latest.height);
        }
    }

    private void match(double now, double grid) {
        while (!open.isEmpty() && (open.getFirst().second < now - MINUTE || open.getFirst().watts == 0)) {
            open.remove();
        }
        double rest = grid;
        for (Piece piece : open) {
            if (piece.watts * rest >= 0) {
                break; // all pieces that wait are of one direction
            }
            double both = Math.min(Math.abs(piece.watts), Math.abs(rest));
            lost += both * STEP / 3.6e6;
            piece.watts -= Math.signum(piece.watts) * both;
            rest -= Math.signum(rest) * both;
        }
        if (rest != 0) {
            open.removeIf(piece -> piece.watts == 0);
            open.add(new Piece(now, rest));
        }
    }

    private List<Change> known() {
        return changes.stream().filter(change -> change.alone && Math.abs(change.height) >= STEP_WATTS
                && !Double.isNaN(change.halved)).toList();
    }

    /** Returns the number of switched loads that the inverter covered, with no other one near in time. */
    public int steps() {
        return known().size();
    }

    /** Returns the median of the seconds until the inverter covered half of a switched load. */
    public double delay() {
        List<Double> sorted = known().stream().map(change -> change.halved).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Returns the median of the power in the other direction, in percent of the load. */
    public double overshoot() {
        List<Double> sorted = known().stream().map(change -> 100 * change.overshoot).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Returns the kWh that were bought and sold again, or sold and bought again, within a minute. */
    public double lost() {
        return lost;
    }
}
