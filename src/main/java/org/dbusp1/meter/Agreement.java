package org.dbusp1.meter;

/**
 * How far a total and the sum of its phases may differ, in mW, by what is concluded from it: the table of all that compare the two.
 * <pre>
 *   row       may differ by                     who asks, and what follows where they differ more
 *   SAMPLED   60 W, or a tenth of the phases    NetPower: the total is no total of these phases; PowerModel: the phases are not shown
 *   POSSIBLE  30 kW, or half of the larger one  PlausibilityRule: no house has such powers, and all are withheld
 * </pre>
 * Phases that differ from their total by more than 500 W are never shown.
 */
public enum Agreement {
    /**
     * Meters sample phases and total one after another, and round them: an Iskra 2M550T printed 54, -842 and 631 W under -98 W. The tenth,
     * which no capture has needed, is for loads of kilowatts that change between two samples.
     */
    SAMPLED(60_000, 10),
    /** More than the largest load of a house, an instantaneous water heater, which may be switched between two samples. */
    POSSIBLE(30_000_000, 2);

    /** ESS regulates by the sum of the phases, also of a large house: in mW, the most by which shown phases differ from their total. */
    private static final long MOST_SHOWN = 500_000;

    private final long least;
    private final int divisor;

    Agreement(long least, int divisor) {
        this.least = least;
        this.divisor = divisor;
    }

    /** @param amount the magnitude that the table names */
    public boolean allows(long difference, long amount) {
        return Math.abs(difference) <= Math.max(least, amount / divisor);
    }

    /** Returns whether phases that are so far from their total may be shown. @param amount the magnitude that the table names */
    public boolean allowsShown(long difference, long amount) {
        return Math.abs(difference) <= MOST_SHOWN && allows(difference, amount);
    }

    /** Returns the most by which two differ that are near 0: a power that is not larger has no certain direction. */
    public long least() {
        return least;
    }
}
