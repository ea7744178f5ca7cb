package org.dbusp1.line.source;

import java.io.IOException;
import java.util.Optional;

/** A source of bytes: a serial port, a network connection, a file, a simulated meter. Used by one thread. */
public interface Source extends AutoCloseable {
    /**
     * Opens the source, also again after {@link #close()}; finds the device anew each time.
     *
     * @throws SourceException when the source cannot be opened, with the reason in words for its owner
     */
    void open() throws SourceException;

    /**
     * Waits for bytes.
     *
     * @return number of received bytes; 0 if none arrived in time; -1 if no more will arrive (end of a file, or closed)
     * @throws IOException when the device was removed, or an {@link OldBytesException} when the bytes are out of date
     */
    int read(byte[] into, int timeoutMillis) throws IOException;

    /** Returns the latest moment, by {@link System#nanoTime}, at which the bytes of the last {@link #read} can have arrived. */
    default long lastReadNanos() {
        return System.nanoTime();
    }

    default SourceClock clock() {
        return MachineClock.SYSTEM;
    }

    String name();

    /**
     * Returns an identity that is the same when the source is plugged in again: the cable's serial number or its USB
     * socket, a dongle's serial number, or host and port. Absent if a meter must not be remembered by the source (a file, a
     * simulated meter), and before the first opening where only that shows the identity.
     */
    default Optional<String> lineIdentity() {
        return Optional.empty();
    }

    /** Returns the settings with which a serial line is read now; absent for another source. Any thread may call it. */
    default Optional<LineSettings> lineSettings() {
        return Optional.empty();
    }

    String description();

    /**
     * Closes the source. The thread that opened it releases the device. Any other thread returns at once and only ends the
     * reading: a {@link #read} that waits then returns -1 or throws, and the thread that opened the source has to close it.
     */
    @Override
    void close();

    /** Thrown when bytes waited so long that they are out of date. They are dropped; the next opening begins with new bytes. */
    final class OldBytesException extends IOException {
        /** @param seconds time for which nothing was read */
        OldBytesException(long seconds) {
            super("this program was stopped for " + seconds + " s; what the meter sent meanwhile is out of date and is dropped");
        }
    }

    /** A source with line settings that can be changed, also while it is open. */
    interface SerialLine extends Source {
        LineSettings settings();

        /** Uses other settings from now on; bytes that came before may still be read. */
        void use(LineSettings settings);

        /**
         * Raises or drops the lines DTR and RTS, from which some cables feed the meter's data request; has no effect on a
         * port without these lines.
         */
        void setDtrAndRts(boolean dtr, boolean rts);

        @Override
        default Optional<LineSettings> lineSettings() {
            return Optional.of(settings());
        }
    }
}
