package org.dbusp1.ess;

/**
 * What the inverters, and the PV inverters beside them on the grid, reported at one time.
 *
 * @param services the names of the inverters and the phases that each reports; another text means others
 * @param pvServices the same of the PV inverters
 * @param onGrid   whether all of them take their power from the grid now: not from a generator, and not cut off
 * @param acIn     what they take from the grid; negative where they give
 * @param pv       what the PV inverters on AC-in give; 0 where there are none, not known while one of them owes an answer
 * @param acOut    what they give to the loads on their outputs
 * @param rating   the most that the inverters can give, in watts; 0 where it is not known
 * @param nanos    when the answers of the inverters had come
 */
public record InverterPower(String services, String pvServices, boolean onGrid, PhaseWatts acIn, PhaseWatts pv, PhaseWatts acOut,
                     double rating, long nanos) {
    /** No inverter reports its power. */
    public static final InverterPower NONE =
            new InverterPower("", "", false, PhaseWatts.UNKNOWN, PhaseWatts.ZERO, PhaseWatts.UNKNOWN, 0, 0);
    private static final double MOST_RATINGS = 2;

    /** Returns whether the powers of the same inverters are in both. */
    public boolean isOfSame(InverterPower other) {
        return services.equals(other.services) && pvServices.equals(other.pvServices) && acIn.samePhases(other.acIn);
    }

    /** Returns what the inverters give on the whole, below 0 where they take. */
    public PhaseWatts given() {
        return acIn.knowsAny() && acOut.knowsAny() ? acOut.orZero().minus(acIn.orZero()) : PhaseWatts.UNKNOWN;
    }

    /**
     * Returns whether it can be: inverters give or take up to twice their rating for seconds. AC-in alone may be more, because it
     * also feeds the outputs.
     */
    public boolean isPlausible() {
        return rating <= 0 || Math.abs(acOut.sum() - acIn.sum()) <= MOST_RATINGS * rating;
    }

    /** Returns whether its power by phase, and the bound of a correction by it, are known. */
    public boolean isReported() {
        return acIn.knowsAny() && rating > 0;
    }
}
