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

    /** Returns the time of day; of a log, roughly the time that its telegrams show. */
    Instant now();

    /**
     * Waits until the next message is due: one of a live source is due when it arrives, one of a log at its own time.
     *
     * @param time    its time by the meter's clock, in seconds since 1970; null if it has none
     * @param usual   the time since the message before, if the clock shows none
     * @param waiting is called several times a second meanwhile
     * @return false if the source was closed meanwhile
     */
    default boolean awaitDue(@Nullable Long time, Duration usual, Runnable waiting) {
        return true;
    }

    /** Returns when a message arrived. @param readAt nanoseconds by the machine when its last byte was read */
    default long arrival(long readAt) {
        return readAt;
    }
}
