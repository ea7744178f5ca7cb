package org.dbusp1.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Limits how often something happens: some at once, then no more than come in with the time. Any thread may ask. */
public final class RateLimit {
    private final long atOnce;
    private final double nanosOfOne;
    private final LongSupplier nanos;
    private final long begun;
    /** The time since the beginning at which all {@link #atOnce} are free again, in nanoseconds. */
    private double free;

    /**
     * @param atOnce how many may happen at once; as many become free in a period
     * @param nanos  the monotonic clock
     */
    public RateLimit(long atOnce, Duration period, LongSupplier nanos) {
        this.atOnce = atOnce;
        this.nanosOfOne = (double) period.toNanos() / atOnce;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** Takes one, if one is free. @return whether it was */
    public boolean take() {
        return take(1);
    }

    /** Takes so many together, or none. */
    public synchronized boolean take(long amount) {
        long now = nanos.getAsLong() - begun;
        double then = Math.max(free, now) + amount * nanosOfOne;
        if (then - now > (atOnce + 1e-6) * nanosOfOne) {
            return false;
        }
        free = then;
        return true;
    }
}
