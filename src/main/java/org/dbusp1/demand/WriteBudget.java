package org.dbusp1.demand;

/**
 * Limits the writes to a setting of the GX device, which are writes to its flash: so many at once, then one each so
 * many seconds, fewer than 200 in any day. Used by one thread.
 */
public final class WriteBudget {
    private static final double SECONDS_FOR_WRITE = 620;

    private final double most;
    private double left;
    private double seconds = Double.MAX_VALUE;

    /** @param most the writes that are possible at once */
    public WriteBudget(double most) {
        this.most = most;
        this.left = most;
    }

    /** Returns the writes that are left. @param now a time in seconds; a clock that is set back adds no writes */
    public double left(double now) {
        left = Math.min(most, left + Math.max(0, now - seconds) / SECONDS_FOR_WRITE);
        seconds = now;
        return left;
    }

    /** Counts a write. */
    public void write() {
        left--;
    }
}
