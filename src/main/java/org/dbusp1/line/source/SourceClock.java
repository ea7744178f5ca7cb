package org.dbusp1.line.source;

import java.time.Instant;

/**
 * The time by which the messages of a source are judged: that of the machine for a live source, for a log or a simulated
 * meter its own time, however fast it is played. Any thread may ask for the time; all other methods are called by the thread
 * that reads.
 */
public interface SourceClock {
    /** Returns monotonic nanoseconds, with an arbitrary origin. */
    long nanos();

    /** Returns the time of day; for a log roughly the time that its telegrams show. */
    Instant now();

    /** Returns when a message arrived, in {@link #nanos}. @param readAt System.nanoTime() when its last byte was read */
    default long arrival(long readAt) {
        return readAt;
    }
}
