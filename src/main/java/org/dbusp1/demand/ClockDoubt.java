package org.dbusp1.demand;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The doubt of a clock that goes over more than a day: it is believed after two hours, and where it comes back within
 * them, what was known before holds again. Used by one thread.
 */
final class ClockDoubt {
    /** A clock that goes over more is doubted. */
    static final long DAY_SECONDS = 86_400;
    /** A clock that went over days is believed after so long, less a window: until then it may come back. */
    private static final long DOUBT_SECONDS = 2 * 3_600;

    private Optional<PeakState> before = Optional.empty();
    private long since;

    /** Whether the clock is doubted: then what is known now is not kept over restarts. */
    boolean isOpen() {
        return before.isPresent();
    }

    /** Whether a clock goes over more than a day from one second to another, ahead or back. */
    static boolean isJump(long from, long to) {
        return Math.abs(to - from) > DAY_SECONDS;
    }

    /**
     * A window begins by the clock.
     *
     * @param until   up to where windows are known by now
     * @param present what is known by now
     * @return what was known before the clock was doubted, where it comes back there: then this holds again
     */
    Optional<PeakState> judge(long start, long until, Supplier<PeakState> present) {
        if (!isJump(until, start)) {
            before = before.filter(record -> start - since < DOUBT_SECONDS);
            return Optional.empty();
        }
        Optional<PeakState> again = before.filter(record -> !isJump(record.until().getAsLong(), start));
        if (again.isPresent()) {
            before = Optional.empty();
        } else {
            before = before.or(() -> Optional.of(present.get()));
            since = start;
        }
        return again;
    }
}
