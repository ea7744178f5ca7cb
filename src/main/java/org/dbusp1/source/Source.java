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
     * @return how many came; 0 when none came in time; -1 when none will ever come again (end of a file, or closed)
     * @throws IOException when the device went away; or {@link OldBytesException}
     */
    int read(byte[] into, int timeoutMillis) throws IOException;

    /**
     * The age of the bytes that the last {@link #read} returned: they arrived at this moment or before. Asked by the
     * thread that reads.
     *
     * @return a moment of {@link System#nanoTime}
     */
    default long readAt() {
        return System.nanoTime();
    }

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

    /**
     * Closes it. The thread that opened it gives back what it holds. Any other thread returns at once and only ends
     * the reading: a {@link #read} that waits then returns -1 or throws, and the thread that opened it has to close it.
     */
    @Override
    void close();
}
