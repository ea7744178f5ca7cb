package org.dbusp1.ess;

/**
 * The powers that the inverters, and the PV inverters on their AC-in, reported at one time.
 *
 * @param services identifies the inverters and their phases
 * @param pvServices identifies the PV inverters and their phases
 * @param onGrid whether all of them are connected to the grid now, not to a generator
 * @param acIn their power from the grid; negative towards it
 * @param pv power of the PV inverters on AC-in; 0 without any, unknown while one owes an answer
 * @param acOut power to the loads on their outputs
 * @param rating the most that the inverters can give, in watts; 0 if unknown
 * @param nanos when the inverters' answers arrived
 */
public record InverterPower(String services, String pvServices, boolean onGrid, PhaseWatts acIn, PhaseWatts pv, PhaseWatts acOut,
                     double rating, long nanos) {
    /** No inverter reports its power. */
    public static final InverterPower NONE =
            new InverterPower("", "", false, PhaseWatts.UNKNOWN, PhaseWatts.ZERO, PhaseWatts.UNKNOWN, 0, 0);
    private static final double MAX_OVERLOAD_FACTOR = 2;

    /** Returns whether both have the powers of the same inverters. */
    public boolean isOfSame(InverterPower other) {
        return services.equals(other.services) && pvServices.equals(other.pvServices) && acIn.samePhases(other.acIn);
    }

    /** Returns the powers that the inverters give, below 0 while they draw power. */
    public PhaseWatts given() {
        return acIn.knowsAny() && acOut.knowsAny() ? acOut.orZero().minus(acIn.orZero()) : PhaseWatts.UNKNOWN;
    }

    /**
     * Returns whether it is possible: for seconds inverters give or draw up to twice their rating. AC-in may be more, because it
     * also feeds the outputs.
     */
    public boolean isPlausible() {
        return rating <= 0 || Math.abs(acOut.sum() - acIn.sum()) <= MAX_OVERLOAD_FACTOR * rating;
    }

    /** Returns whether power by phase, and the rating that limits a correction, are known. */
    public boolean isReported() {
        return acIn.knowsAny() && rating > 0;
    }
}
