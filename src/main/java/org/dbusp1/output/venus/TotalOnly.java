package org.dbusp1.output.venus;

import java.util.Optional;

/**
 * Finds meters that print phase powers of 0 whatever flows (telegrams/be-emucs221-lg-dheijl-gas, a 3x230 V grid): the ESS
 * would then see 0 W. After three telegrams running with all phases exactly 0 and a total of 30 W or more only the total
 * counts, until a phase power moves.
 */
final class TotalOnly {
    private static final int TELEGRAMS = 3;
    private static final long MILLIWATTS = 30_000;

    private int running;
    private boolean latched;

    /**
     * A telegram came.
     *
     * @param total  in milliwatts
     * @param phases the phase powers that it holds, in milliwatts
     */
    void accept(Optional<Long> total, Iterable<Long> phases) {
        boolean any = false;
        boolean moves = false;
        for (long phase : phases) {
            any = true;
            moves |= phase != 0;
        }
        if (moves) {
            latched = false;
        }
        boolean odd = any && !moves && total.filter(watts -> Math.abs(watts) >= MILLIWATTS).isPresent();
        running = odd ? Math.min(running + 1, TELEGRAMS) : 0;
        latched |= running == TELEGRAMS;
    }

    /** Whether the phase powers are to be left aside. */
    boolean is() {
        return latched;
    }
}
