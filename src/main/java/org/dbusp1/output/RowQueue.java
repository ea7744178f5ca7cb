package org.dbusp1.output;

import java.io.IOException;
import java.util.Optional;

/**
 * The finished rows that wait to be sent, the oldest first. The queue outlives restarts. Used by one thread; calls may
 * take seconds.
 */
public interface RowQueue {
    /**
     * Returns the next rows; the same or more until {@link #sent}.
     *
     * @throws IOException when the history cannot be read now, with the reason in one line
     */
    Optional<RowSet> next() throws IOException;

    /**
     * Removes the rows that {@link #next} returned last: they have arrived.
     *
     * @throws IOException when this cannot be stored: after a restart some rows are sent again
     */
    void sent() throws IOException;
}
