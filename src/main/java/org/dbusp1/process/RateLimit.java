package org.dbusp1.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Limits how often something happens: a number at once, then as many in each period. Thread safe. */
public final class RateLimit {
    private final long atOnce;
    private final double nanosOfOne;
    private final LongSupplier nanos;
    private final long begun;
    /** Nanoseconds since the start at which all {@link #atOnce} may happen again. */
    private double free;

    /** @param atOnce how many may happen at once, and in each period */
    public RateLimit(long atOnce, Duration period, LongSupplier nanos) {
        this.atOnce = atOnce;
        this.nanosOfOne = (double) period.toNanos() / atOnce;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    public boolean allow() {
        return allow(1);
    }

    /** Returns whether this many may happen now; if so, they count. */
    public synchronized boolean allow(long amount) {
        long now = nanos.getAsLong() - begun;
        double then = Math.max(free, now) + amount * nanosOfOne;
        if (then - now > (atOnce + 1e-6) * nanosOfOne) {
            return false;
        }
        free = then;
        return true;
    }
}
