package org.dbusp1.base.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits how often an action is allowed: {@code atOnce} times at once, and as many times again, evenly distributed, in each
 * period. Not thread safe: its owner's lock guards it.
 */
public final class RateLimit {
    private final long atOnce;
    private final double nanosPerAction;
    private final LongSupplier nanos;
    private final long begun;
    /** The time in nanoseconds since the start at which all {@link #atOnce} actions are allowed again. */
    private double allFreeNanos;

    /**
     * @param atOnce the number of actions that are allowed at once, and in each period
     * @param nanos the monotonic clock, in nanoseconds
     */
    public RateLimit(long atOnce, Duration period, LongSupplier nanos) {
        this.atOnce = atOnce;
        this.nanosPerAction = (double) period.toNanos() / atOnce;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    public boolean allow() {
        return allow(1);
    }

    /** Returns whether {@code amount} actions are allowed now, and if so, counts them. */
    public boolean allow(long amount) {
        long now = nanos.getAsLong() - begun;
        double then = Math.max(allFreeNanos, now) + amount * nanosPerAction;
        if (then - now > (atOnce + 1e-6) * nanosPerAction) {
            return false;
        }
        allFreeNanos = then;
        return true;
    }
}
