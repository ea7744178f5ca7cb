package org.dbusp1.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Permits a warning at most once an hour. */
final class HourlyPermit {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** Monotonic time of the last permit, in nanoseconds; null before the first. */
    private @Nullable Long last;

    boolean tryAcquire(long nanos) {
        if (last != null && nanos - last <= HOUR_NANOS) {
            return false;
        }
        last = nanos;
        return true;
    }
}
