package org.dbusp1.source;

import java.io.IOException;
import java.util.Optional;

/** Where bytes come from: a serial port, a network connection, a file, a simulated meter. Used by one thread. */
public interface Source extends AutoCloseable {
    /**
     * Opens it, again after {@link #close()}; finds the device anew each time.
     *
     * @throws SourceException when it cannot be had, with the reason in words for its owner
     */
    void open() throws SourceException;

    /**
     * Waits for bytes.
     *
     * @return how many came; 0 when none came in time; -1 when none will ever come again (end of a file)
     * @throws IOException when the device went away
     */
    int read(byte[] into, int timeoutMillis) throws IOException;

    /** Short name, the end of the service's name on the bus: {@code ttyUSB0}. */
    String name();

    /**
     * What stays the same when it is plugged in again: the cable's serial number or the socket it is in, or host and
     * port. Absent where a meter must not be remembered by it: a file, a simulated meter.
     */
    default Optional<String> cable() {
        return Optional.empty();
    }

    /** The settings with which a serial line is read now; absent where there is none. Any thread may ask. */
    default Optional<LineSettings> line() {
        return Optional.empty();
    }

    /** For people: {@code /dev/ttyUSB0 at 115200 8N1}. */
    String description();

    /** Closes it, also while another thread waits in {@link #read}, which then ends. */
    @Override
    void close();
}
