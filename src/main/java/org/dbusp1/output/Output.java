package org.dbusp1.output;

import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;

/**
 * A receiver of readings. Called by one thread at a time; a call returns soon: an output that has to wait for others
 * does so on its own thread. An output handles the faults of its surroundings (a broker, a disk) itself.
 */
public interface Output extends AutoCloseable {
    /**
     * Begins, once; readings may come before and meanwhile. Called on the output's thread when the port is being read
     * already, so that waiting for others delays no byte.
     */
    default void start() {
    }

    /**
     * Returns whether its start is over, so that the next output may start. For the D-Bus it is when the meter is
     * there. Any thread may ask; it waits for nobody.
     */
    default boolean isReady() {
        return true;
    }

    /** A good message came. */
    void snapshot(Snapshot snapshot);

    /** A telegram was refused. By default nothing is done: most outputs publish good telegrams alone. */
    default void rejected(Rejected rejected) {
    }

    /** Withdraws what was published: the telegrams stopped, or the port went away. May be called twice. */
    void offline();

    /** Ends it: takes back what it published, delivers what is queued, within a second. */
    @Override
    void close();
}
