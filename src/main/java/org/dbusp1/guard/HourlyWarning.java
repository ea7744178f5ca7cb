package org.dbusp1.guard;

import java.time.Duration;
import java.util.OptionalLong;

/** A warning that is logged at most once an hour. */
final class HourlyWarning {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private OptionalLong last = OptionalLong.empty();

    boolean isDue(long nanos) {
        if (last.isPresent() && nanos - last.getAsLong() <= HOUR_NANOS) {
            return false;
        }
        last = OptionalLong.of(nanos);
        return true;
    }
}
