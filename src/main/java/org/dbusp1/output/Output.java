package org.dbusp1.output;

import java.util.Optional;
import org.dbusp1.feedback.Event;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;

/**
 * A receiver of readings, called by one thread at a time. All outputs but the D-Bus are in a {@link QueuedOutput}, which calls
 * them on their own thread: there a call may wait for a server or a disk, and readings that come meanwhile wait in the queue, or
 * are dropped. A call of the D-Bus returns soon. An output handles the faults of its surroundings (a broker, a disk) itself: one
 * that lost its server tries again, for example at each {@link Ticking#tick}.
 */
public interface Output extends AutoCloseable {
    /** The time in which an output ends: the files that it leaves data for are written after it. */
    long CLOSE_MILLIS = 1_200;

    /**
     * Starts the output, once; readings may come before and meanwhile. Called on the output's thread when the port is
     * being read already, so that waiting for others delays no byte.
     */
    default void start() {
    }

    /**
     * Returns whether the output's start is over, so that the next output may start. On the D-Bus it is over when the
     * meter is there. Any thread may call; the call never waits.
     */
    default boolean isReady() {
        return true;
    }

    /**
     * Returns why the output cannot do its work now, for people; absent while it works, or has nothing to do yet. Any thread may
     * call; the call never waits.
     */
    default Optional<String> fault() {
        return Optional.empty();
    }

    /** Returns how many readings it has dropped itself since its start. Any thread may call; the call never waits. */
    default long dropped() {
        return 0;
    }

    /** An output that has work of its own between the messages. */
    interface Ticking extends Output {
        /** Does what is due; called on the output's thread about once a second, whether messages come or not. */
        void tick();
    }

    /** Takes a good message. */
    void snapshot(Snapshot snapshot);

    /** Accepts a rejected telegram. Most outputs publish only good ones and ignore it. */
    default void rejected(Rejected rejected) {
    }

    /**
     * Takes an event that the owner should know. Called by the ticker, perhaps while another thread calls another
     * method, and then the call waits for nothing; an output in a {@link QueuedOutput} is called as for all else. By default
     * nothing is done.
     */
    default void event(Event event) {
    }

    /** Withdraws the published values: the telegrams stopped, or the port is gone. May be called twice. */
    void offline();

    /** Ends the output: withdraws its published values and delivers queued ones, within {@link #CLOSE_MILLIS}. */
    @Override
    void close();
}
