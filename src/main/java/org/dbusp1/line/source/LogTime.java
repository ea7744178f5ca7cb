package org.dbusp1.line.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time within a raw log, by the clocks of its messages: the log itself has no clock. */
public final class LogTime {
    /** A larger gap between two messages counts as this: the log was begun anew, or a clock was wrong. */
    private static final long LONGEST_SECONDS = Duration.ofDays(31).getSeconds();

    private boolean begun;
    private long nanos;
    /** The last time that a meter's clock showed, in seconds since 1970; null before the first. */
    private @Nullable Long clock;
    private long clockNanos;

    /**
     * Advances to the next message, by as much as the meter's clock has advanced.
     *
     * @param time  the time by the meter's clock, in seconds since 1970; null if the message has none
     * @param usual the time since the message before, if the clocks do not show it
     * @return the nanoseconds since the message before; 0 for the first
     */
    public long next(@Nullable Long time, Duration usual) {
        long before = nanos;
        nanos = begun ? before + usual.toNanos() : before;
        begun = true;
        if (time != null) {
            long passed = clock == null ? 0 : time - clock;
            if (passed > 0) {
                nanos = Math.max(before, clockNanos + Duration.ofSeconds(Math.min(passed, LONGEST_SECONDS)).toNanos());
            }
            clock = time;
            clockNanos = nanos;
        }
        return nanos - before;
    }

    public long nanos() {
        return nanos;
    }
}
