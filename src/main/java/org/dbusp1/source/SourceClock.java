package org.dbusp1.source;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time by which the messages of a source are judged: that of the machine for a live source, its own for a log or a
 * simulated meter, however fast it is played. Any thread may ask for the time; the thread that reads calls the rest.
 */
public interface SourceClock {
    /** The clock of live sources. */
    SourceClock MACHINE = new SourceClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }
    };

    /** Returns monotonic nanoseconds, which begin anywhere. */
    long nanos();

    /** Returns the time of day: of a log, about what its telegrams show. */
    Instant now();

    /**
     * Takes note of the next message of a log.
     *
     * @param time  its time by the meter's clock, in seconds since 1970; null if it has none
     * @param usual the time since the message before, if the clock shows none
     */
    default void next(@Nullable Long time, Duration usual) {
        // The messages of a live source are not known before they arrive.
    }

    /** Waits until the next message is due, for so long at most. @return whether it is due */
    default boolean isDue(int timeoutMillis) {
        return true;
    }

    /** Returns when a message arrived. @param readAt nanoseconds by the machine when its last byte was read */
    default long arrival(long readAt) {
        return readAt;
    }
}
