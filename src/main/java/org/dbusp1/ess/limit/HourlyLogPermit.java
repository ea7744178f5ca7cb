package org.dbusp1.ess.limit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Limits the log of a fault that lasts or returns to one line an hour. */
final class HourlyLogPermit {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private final LongSupplier clock;
    private long loggedNanos;

    HourlyLogPermit(LongSupplier clock) {
        this.clock = clock;
        this.loggedNanos = clock.getAsLong() - HOUR_NANOS;
    }

    boolean tryAcquire() {
        long now = clock.getAsLong();
        boolean due = now - loggedNanos >= HOUR_NANOS;
        loggedNanos = due ? now : loggedNanos;
        return due;
    }
}
