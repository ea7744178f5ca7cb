package org.dbusp1.base.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Permits an action, such as a line of the log, at most once an hour. Used by one thread. */
public final class Hourly {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** Monotonic time of the last permit, in nanoseconds; null before the first. */
    private @Nullable Long last;

    /** Returns whether the action is permitted now. @param nanos monotonic time */
    public boolean tryAcquire(long nanos) {
        if (last != null && nanos - last < HOUR_NANOS) {
            return false;
        }
        last = nanos;
        return true;
    }
}
