package org.dbusp1.line.source;

import java.util.function.LongSupplier;
import org.dbusp1.line.source.Source.OldBytesException;

/**
 * Detects that no read ended for a while, because the process was stopped by a signal, frozen with its machine, or got too
 * little processor time: the bytes that waited in the port meanwhile are out of date. Used by one thread.
 */
final class ReadPauseMonitor {
    /** The longest pause without a read after which bytes are still used: a meter's values are valid for at least this time. */
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private final LongSupplier nanos;
    private long last;

    ReadPauseMonitor(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Called when the port was opened and has no old bytes. */
    void start() {
        last = nanos.getAsLong();
    }

    /** Called at the end of each read. @throws OldBytesException if its timeout and {@link #LONGEST_NANOS} passed since the one before */
    void readEnded(int timeoutMillis) throws OldBytesException {
        long before = last;
        last = nanos.getAsLong();
        long pause = last - before - timeoutMillis * 1_000_000L;
        if (pause > LONGEST_NANOS) {
            throw new OldBytesException(pause / 1_000_000_000L);
        }
    }

    long lastNanos() {
        return last;
    }
}
