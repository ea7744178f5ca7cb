package org.dbusp1.guard;

import java.time.Duration;

/**
 * Decides whether the last values are still valid. They are valid from the first good message on, until no message has
 * come for three intervals, at least five seconds. After a loss the second good message makes them valid again, so that
 * a cable with a bad contact does not switch the house's energy management on and off.
 *
 * <p>All times are monotonic nanoseconds, which do not depend on the machine's clock.
 */
final class Freshness {
    private static final long AT_LEAST_NANOS = 5_000_000_000L;
    private static final int INTERVALS = 3;

    private enum State { SILENT, FRESH, LOST, RETURNING }

    private State state = State.SILENT;
    private long last;

    /** Returns the time for which a value is valid at this interval. */
    static long limitNanos(Duration interval) {
        return Math.max(AT_LEAST_NANOS, INTERVALS * interval.toNanos());
    }

    /** Takes note of a good message. */
    void good(long nanos, Duration interval) {
        state = switch (state) {
            case SILENT, FRESH -> State.FRESH;
            case LOST -> State.RETURNING;
            case RETURNING -> nanos - last <= limitNanos(interval) ? State.FRESH : State.RETURNING;
        };
        last = nanos;
    }

    /**
     * Takes note of a message that counts only if the next one agrees with it: after a loss it is the first good one.
     */
    void unconfirmed(long nanos) {
        if (state == State.LOST) {
            state = State.RETURNING;
            last = nanos;
        }
    }

    /** Takes note that the port was removed: the last values are no longer valid. */
    void lost() {
        if (state != State.SILENT) {
            state = State.LOST;
        }
    }

    /** Decides whether the messages stopped. */
    void check(long nanos, Duration interval) {
        if (state == State.FRESH && nanos - last > limitNanos(interval)) {
            state = State.LOST;
        }
    }

    /** Returns the time for which the last values are valid from now on, if no message follows. */
    Duration left(long nanos, Duration interval) {
        return Duration.ofNanos(limitNanos(interval) - (nanos - last));
    }

    boolean fresh() {
        return state == State.FRESH;
    }
}
