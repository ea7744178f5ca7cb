package org.dbusp1.output;

/**
 * The present verdict about ESS: written by the output that is on the D-Bus, read by all that show it. Any thread may
 * call.
 */
public final class LatestEssVerdict {
    private volatile EssVerdict verdict = EssVerdict.UNKNOWN;

    /** Returns the verdict; {@link EssVerdict#UNKNOWN} while the meter was never on a D-Bus. */
    public EssVerdict get() {
        return verdict;
    }

    public void set(EssVerdict present) {
        verdict = present;
    }
}
