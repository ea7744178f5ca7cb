package org.dbusp1.output;

import java.util.Optional;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.Event;

/**
 * A receiver of readings, called by one thread at a time, except {@link #event}. An output whose calls may wait for a server or a
 * disk is in a {@link QueuedOutput}, on its own thread; meanwhile readings wait in the queue or are dropped. The others are the D-Bus,
 * which is first, and parts of the driver itself, such as the black box: their calls return soon. An output handles faults of its
 * server or disk itself, and retries for example at each {@link Ticking#tick}.
 */
public interface Output extends AutoCloseable {
    /** The time in milliseconds in which an output ends; the driver writes its own files afterwards. */
    long CLOSE_MILLIS = 1_200;

    /**
     * Starts the output; a {@link QueuedOutput} calls it again after it threw. Readings may arrive before and meanwhile. Called on the
     * output's thread while the port is already being read.
     */
    default void start() {
    }

    /**
     * Returns true when the start is complete, so that the next output may start: on the D-Bus when the meter is published. Thread
     * safe; never waits.
     */
    default boolean isReady() {
        return true;
    }

    /** Returns the name of the output in messages. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Returns whether the last reading was passed on, or cannot be: at the end of a log no other follows. Thread safe; never waits. */
    default boolean hasDelivered() {
        return true;
    }

    /** Returns for people why the output cannot work now; empty while it works, or has nothing to do yet. Thread safe; never waits. */
    default Optional<String> fault() {
        return Optional.empty();
    }

    /** Returns the number of readings that the output itself has dropped since its start. Thread safe; never waits. */
    default long dropped() {
        return 0;
    }

    /** An output with work of its own between messages. */
    interface Ticking extends Output {
        /** Does the work that is due; called on the output's thread about once a second. */
        void tick();
    }

    /** Thrown by an output that works only after a change of the configuration: the driver ends with status 78, for its owner to see. */
    final class MisconfiguredException extends RuntimeException {
        /** @param message one line: the fault, its place and what to write */
        public MisconfiguredException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    void snapshot(Snapshot snapshot);

    /** Accepts a rejected telegram. Most outputs publish only good telegrams and ignore rejected ones. */
    default void rejected(RejectedFrame rejected) {
    }

    /**
     * Accepts an event that the owner should know. The ticker calls it, perhaps during another call, and the call does not wait; in a
     * {@link QueuedOutput} it is called like the other methods. By default it does nothing.
     */
    default void event(Event event) {
    }

    /** Called when the values end: the telegrams stopped, or the port disappeared. May be called twice. */
    void offline();

    /**
     * Delivers and writes everything before it returns, because the readings were from a log that has ended. Only {@link #close}
     * follows.
     *
     * @return false if records of the log are lost, for example because a database cannot be written
     */
    default boolean finish() {
        return true;
    }

    /** Ends the output: ends its published values and delivers queued entries, within {@link #CLOSE_MILLIS}. */
    @Override
    void close();
}
