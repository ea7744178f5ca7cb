package org.dbusp1.gx.ess;

import org.jspecify.annotations.Nullable;

/** Compares the mean power of another grid meter, which ESS uses, with that of this meter. */
final class MeanComparison {
    private static final long SPAN_NANOS = 600_000_000_000L;
    private static final double LEAST_WATTS = 1_000;
    /** The part of the larger mean by which the means differ. */
    private static final double LEAST_PART = 0.5;
    private static final int ROUND_TO_WATTS = 100;

    /** The other meter's service; null before the first powers. */
    private @Nullable String service;
    private double otherSum;
    private double ownSum;
    private int count;
    private long startNanos;
    private String difference = "";

    /** Accepts powers of the same moment. */
    void accept(String other, PhaseWatts otherPowers, PhaseWatts ownPowers, long now) {
        if (!other.equals(service)) {
            service = other;
            difference = "";
            restart(now);
        }
        if (otherPowers.knowsAny() && ownPowers.knowsAny()) {
            otherSum += otherPowers.sum();
            ownSum += ownPowers.sum();
            count++;
        }
        if (now - startNanos >= SPAN_NANOS) {
            difference = difference(otherSum / count, ownSum / count);
            restart(now);
        }
    }

    /** Returns both means, in every language, if they differed in the last whole span; else an empty text. */
    String difference() {
        return difference;
    }

    private void restart(long now) {
        otherSum = 0;
        ownSum = 0;
        count = 0;
        startNanos = now;
    }

    /** @param other NaN as {@code own} if nothing was measured */
    private static String difference(double other, double own) {
        double watts = Math.abs(other - own);
        return watts > LEAST_WATTS && watts > LEAST_PART * Math.max(Math.abs(other), Math.abs(own))
                // A Formatter would load what the JDK knows of the digits of all languages, 85 classes.
                ? " [10 min: " + rounded(other) + " W, P1 " + rounded(own) + " W]" : "";
    }

    private static long rounded(double watts) {
        return Math.round(watts / ROUND_TO_WATTS) * ROUND_TO_WATTS;
    }
}
