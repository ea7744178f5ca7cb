package org.dbusp1.source;

/**
 * Notices that nothing was read for a while (the process was stopped by a signal, frozen with its machine, or got too
 * little of the processor) while bytes went on arriving: those that waited show the past. Used by one thread.
 */
final class PauseCheck {
    /** A meter's values are fresh for at least so long; a shorter pause makes nothing old. */
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private final MonotonicClock ticks;
    private long last;

    PauseCheck(MonotonicClock ticks) {
        this.ticks = ticks;
    }

    /** Counts from now: nothing waits yet. */
    void start() {
        last = ticks.nanos();
    }

    /**
     * A read has ended that was allowed to wait for a time.
     *
     * @throws OldBytesException when so much more time passed since the read before that what was read is old
     */
    void readEnded(int timeoutMillis) throws OldBytesException {
        long before = last;
        last = ticks.nanos();
        long pause = last - before - timeoutMillis * 1_000_000L;
        if (pause > LONGEST_NANOS) {
            throw new OldBytesException(pause / 1_000_000_000L);
        }
    }

    /** When the last read ended, by the monotonic clock. */
    long lastNanos() {
        return last;
    }
}
