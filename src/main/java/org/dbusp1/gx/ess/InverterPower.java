package org.dbusp1.gx.ess;

/**
 * The powers that the inverters, and the PV inverters on their AC-in, reported at one time.
 *
 * @param services the inverters' services, each with the phases that it reports, for comparison; pvServices in the same form
 * @param acIn watts from the grid to the inverters, by phase; negative towards the grid
 * @param pv watts of the PV inverters on the inverters' AC-in, by phase; 0 without them, unknown unless all were asked and answered
 * @param acOut watts from the inverters' outputs to the loads there, by phase
 * @param rating the most that the inverters together can give, in watts; 0 if unknown
 * @param nanos when the oldest of the inverters' answers was asked, by System.nanoTime()
 */
public record InverterPower(String services, String pvServices, boolean onGrid, PhaseWatts acIn, PhaseWatts pv, PhaseWatts acOut,
                     double rating, long nanos) {
    /** While no inverter reports its power. */
    public static final InverterPower NONE =
            new InverterPower("", "", false, PhaseWatts.UNKNOWN, PhaseWatts.ZERO, PhaseWatts.UNKNOWN, 0, 0);
    private static final double MAX_OVERLOAD_FACTOR = 2;

    /** Returns whether another report is from the same inverters and PV inverters, and has power of the same phases. */
    public boolean isOfSame(InverterPower other) {
        return services.equals(other.services) && pvServices.equals(other.pvServices) && acIn.samePhases(other.acIn);
    }

    /**
     * Returns the watts that the inverters give on the AC side from the battery and the solar chargers, by phase, below 0 while they draw
     * power; unknown without a phase of acIn or acOut.
     */
    public PhaseWatts batteryPower() {
        return acIn.knowsAny() && acOut.knowsAny() ? acOut.orZero().minus(acIn.orZero()) : PhaseWatts.UNKNOWN;
    }

    /**
     * Returns whether these powers are possible: for seconds the inverters together give or draw up to twice their rating.
     * The limit holds for the difference of acOut and acIn, because power of AC-in also flows to the outputs. True without a
     * known rating.
     */
    public boolean isPlausible() {
        return rating <= 0 || Math.abs(acOut.sum() - acIn.sum()) <= MAX_OVERLOAD_FACTOR * rating;
    }

    /** Returns whether the power from the grid of at least one phase is known, and the rating, which limits a correction. */
    public boolean isUsable() {
        return acIn.knowsAny() && rating > 0;
    }
}
