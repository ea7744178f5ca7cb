package org.dbusp1.source;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

    /**
     * Waits until the next message is due: the message of a live source is due when it arrives, the message of a log at its
     * own time.
     *
     * @param time    time of the message by the meter's clock, in seconds since 1970; null if the message has none
     * @param usual   the time since the message before, if the clocks do not show it
     * @param whileWaiting called several times a second during the wait
     * @return false if the source was closed during the wait
     */
    default boolean awaitDue(@Nullable Long time, Duration usual, Runnable whileWaiting) {
        return true;
    }

    /** Returns when a message arrived, in {@link #nanos}. @param readAt System.nanoTime() when its last byte was read */
    default long arrival(long readAt) {
        return readAt;
    }
}
