package org.dbusp1.guard;

import java.time.Duration;

/**
 * Whether what the meter said still holds. Fresh from the first good message on; lost when none came for three
 * intervals, at least five seconds; after a loss fresh again only with the second good message in a row, so that a
 * cable with a bad contact does not switch the house's energy management to and fro.
 *
 * <p>All times are monotonic nanoseconds: setting the machine's clock changes nothing here.
 */
final class Freshness {
    private static final Duration AT_LEAST = Duration.ofSeconds(5);
    private static final int INTERVALS = 3;

    private enum State { SILENT, FRESH, LOST, RETURNING }

    private State state = State.SILENT;
    private long last;

    /** How long a value holds at this interval. */
    static Duration limit(Duration interval) {
        Duration limit = interval.multipliedBy(INTERVALS);
        return limit.compareTo(AT_LEAST) < 0 ? AT_LEAST : limit;
    }

    /** A good message arrived. */
    void good(long nanos, Duration interval) {
        state = switch (state) {
            case SILENT, FRESH -> State.FRESH;
            case LOST -> State.RETURNING;
            case RETURNING -> nanos - last <= limit(interval).toNanos() ? State.FRESH : State.RETURNING;
        };
        last = nanos;
    }

    /** The port went away: what was said holds no longer. */
    void lost() {
        if (state != State.SILENT) {
            state = State.LOST;
        }
    }

    /** Notices that the messages stopped. */
    void check(long nanos, Duration interval) {
        if (state == State.FRESH && nanos - last > limit(interval).toNanos()) {
            state = State.LOST;
        }
    }

    boolean fresh() {
        return state == State.FRESH;
    }
}
