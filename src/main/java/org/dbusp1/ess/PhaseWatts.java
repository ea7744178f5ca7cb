package org.dbusp1.ess;

import java.util.function.IntToDoubleFunction;

/**
 * Powers on the inverter's phases at one time.
 *
 * @param l1 in watts; NaN where it is not known, as the others
 */
public record PhaseWatts(double l1, double l2, double l3) {
    public static final int PHASES = 3;
    public static final PhaseWatts ZERO = new PhaseWatts(0, 0, 0);
    public static final PhaseWatts UNKNOWN = new PhaseWatts(Double.NaN, Double.NaN, Double.NaN);

    /** Returns the powers that a function has for phase 1 to 3; what is no finite number is not known. */
    public static PhaseWatts of(IntToDoubleFunction watts) {
        return new PhaseWatts(finite(watts.applyAsDouble(1)), finite(watts.applyAsDouble(2)), finite(watts.applyAsDouble(3)));
    }

    private static double finite(double watts) {
        return Double.isFinite(watts) ? watts : Double.NaN;
    }

    /** Returns the power of phase 1 to 3. */
    public double of(int phase) {
        return switch (phase) {
            case 1 -> l1;
            case 2 -> l2;
            default -> l3;
        };
    }

    public boolean knows(int phase) {
        return !Double.isNaN(of(phase));
    }

    /** Returns whether the power of some phase is known. */
    public boolean knowsAny() {
        return knows(1) || knows(2) || knows(3);
    }

    /** Returns whether the powers of the same phases are known. */
    boolean samePhases(PhaseWatts other) {
        return knows(1) == other.knows(1) && knows(2) == other.knows(2) && knows(3) == other.knows(3);
    }

    PhaseWatts plus(PhaseWatts other) {
        return of(phase -> of(phase) + other.of(phase));
    }

    public PhaseWatts minus(PhaseWatts other) {
        return of(phase -> of(phase) - other.of(phase));
    }

    public PhaseWatts times(double factor) {
        return of(phase -> of(phase) * factor);
    }

    /** Returns these powers with 0 W where they are not known. */
    public PhaseWatts orZero() {
        return of(phase -> knows(phase) ? of(phase) : 0);
    }

    /** Returns the sum of those that are known. */
    public double sum() {
        PhaseWatts known = orZero();
        return known.l1 + known.l2 + known.l3;
    }

    /** Returns the sum of their amounts, of those that are known. */
    public double amount() {
        PhaseWatts known = orZero();
        return Math.abs(known.l1) + Math.abs(known.l2) + Math.abs(known.l3);
    }

    /** Returns the largest amount of one phase. */
    public double largest() {
        PhaseWatts known = orZero();
        return Math.max(Math.abs(known.l1), Math.max(Math.abs(known.l2), Math.abs(known.l3)));
    }
}
