package org.dbusp1.output;

/**
 * Detects meters that print phase powers of 0 whatever flows, as Belgian Landis+Gyr meters on a 3x230 V grid do: ESS
 * would see 0 W. After three consecutive telegrams with all phases exactly 0 and a total of 30 W or more only the total
 * counts, until a phase power is not 0.
 */
final class ZeroPhasePowers {
    private static final int TELEGRAMS = 3;
    private static final long MILLIWATTS = 30_000;

    private int running;
    private boolean latched;

    /**
     * Takes a telegram.
     *
     * @param phasesGiven whether the telegram has a phase power
     * @param phasesMove  whether one of them is not 0
     * @param total       the total power in milliwatts, 0 where the telegram has no total
     */
    void accept(boolean phasesGiven, boolean phasesMove, long total) {
        boolean odd = phasesGiven && !phasesMove && Math.abs(total) >= MILLIWATTS;
        running = odd ? Math.min(running + 1, TELEGRAMS) : 0;
        latched = !phasesMove && (latched || running == TELEGRAMS);
    }

    /**
     * Returns whether the last telegram's phase powers contradict its total, and it is not known yet whether they
     * always do.
     */
    boolean suspected() {
        return running > 0 && !latched;
    }

    /** Returns whether the phase powers are to be ignored. */
    boolean detected() {
        return latched;
    }
}
