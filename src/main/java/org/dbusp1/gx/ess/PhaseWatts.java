package org.dbusp1.gx.ess;

import java.util.function.IntToDoubleFunction;

/** A number for each of three phases, mostly a power in watts, of inverters or of the meter; NaN if unknown. */
public record PhaseWatts(double l1, double l2, double l3) {
    public static final int PHASES = 3;
    public static final PhaseWatts ZERO = new PhaseWatts(0, 0, 0);
    public static final PhaseWatts UNKNOWN = new PhaseWatts(Double.NaN, Double.NaN, Double.NaN);

    /** Returns the watts of a function for phases 1 to 3; unknown if they are not finite. */
    public static PhaseWatts of(IntToDoubleFunction watts) {
        return new PhaseWatts(finite(watts.applyAsDouble(1)), finite(watts.applyAsDouble(2)), finite(watts.applyAsDouble(3)));
    }

    private static double finite(double watts) {
        return Double.isFinite(watts) ? watts : Double.NaN;
    }

    public double watts(int phase) {
        return switch (phase) {
            case 1 -> l1;
            case 2 -> l2;
            default -> l3;
        };
    }

    public boolean knows(int phase) {
        return !Double.isNaN(watts(phase));
    }

    public boolean knowsAll() {
        return knows(1) && knows(2) && knows(3);
    }

    public boolean knowsAny() {
        return knows(1) || knows(2) || knows(3);
    }

    boolean samePhases(PhaseWatts other) {
        return knows(1) == other.knows(1) && knows(2) == other.knows(2) && knows(3) == other.knows(3);
    }

    public PhaseWatts minus(PhaseWatts other) {
        return new PhaseWatts(finite(l1 - other.l1), finite(l2 - other.l2), finite(l3 - other.l3));
    }

    public PhaseWatts times(double factor) {
        return new PhaseWatts(finite(l1 * factor), finite(l2 * factor), finite(l3 * factor));
    }

    public PhaseWatts orZero() {
        return new PhaseWatts(Double.isNaN(l1) ? 0 : finite(l1), Double.isNaN(l2) ? 0 : finite(l2), Double.isNaN(l3) ? 0 : finite(l3));
    }

    /** Returns the sum of the known powers, in watts. */
    public double sum() {
        PhaseWatts known = orZero();
        return known.l1 + known.l2 + known.l3;
    }

    /** Returns the sum of the absolute values of the known powers, in watts. */
    public double absoluteSum() {
        PhaseWatts known = orZero();
        return Math.abs(known.l1) + Math.abs(known.l2) + Math.abs(known.l3);
    }
}
