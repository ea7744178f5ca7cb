package org.dbusp1.source;

import java.util.function.LongSupplier;
import org.dbusp1.source.Source.OldBytesException;

/**
 * Notices that nothing was read for a while (the process was stopped by a signal, frozen with its machine, or got too
 * little of the processor) while bytes went on arriving: the bytes that waited in the port are out of date. Used by one
 * thread.
 */
final class ReadPauseMonitor {
    /** A meter's values are fresh for at least so long; a shorter pause makes nothing old. */
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private final LongSupplier nanos;
    private long last;

    /** @param nanos the monotonic clock */
    ReadPauseMonitor(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Starts to count time: no bytes wait yet. */
    void start() {
        last = nanos.getAsLong();
    }

    /**
     * Takes note of the end of a read that was allowed to wait for a time.
     *
     * @throws OldBytesException when so much more time passed since the read before that what was read is old
     */
    void readEnded(int timeoutMillis) throws OldBytesException {
        long before = last;
        last = nanos.getAsLong();
        long pause = last - before - timeoutMillis * 1_000_000L;
        if (pause > LONGEST_NANOS) {
            throw new OldBytesException(pause / 1_000_000_000L);
        }
    }

    /** Returns the moment when the last read ended, by the monotonic clock. */
    long lastNanos() {
        return last;
    }
}
