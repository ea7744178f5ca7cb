package org.dbusp1.simulator;

import com.fazecast.jSerialComm.SerialPort;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pty that other programs open as their serial port, made by a socat process. As at a real port, telegrams that are not
 * read in time are lost: a reader gets the next telegram, not old ones. Pty and link are removed when this object is closed,
 * or when this process ends in any way.
 */
public final class VirtualPort implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualPort.class);
    private static final String MISSING = "socat, which makes the pty, is not there: apt-get install socat";
    /** The exit status of a shell and of setsid if the program is missing. */
    private static final int NO_PROGRAM = 127;
    /** The most bytes that wait for a reader, as in a tty of the kernel. */
    private static final int WAITING_BYTES = 4_095;
    /** The time without reading after which the pty counts as having no reader. */
    private static final int READ_MILLIS = 500;
    private static final int START_MILLIS = 10_000;

    private final Process socat;
    private final OutputStream line;
    private final SerialPort reader;
    private final Path link;
    private final int readMillis;
    private boolean closed;

    /**
     * @param link path of the link to the pty, which must not exist yet
     * @throws IOException if the pty cannot be made; the message has the remedy
     */
    public VirtualPort(Path link) throws IOException {
        this(link, READ_MILLIS);
    }

    /** @param readMillis time without reading after which the pty counts as having no reader */
    VirtualPort(Path link, int readMillis) throws IOException {
        this.link = link;
        this.readMillis = readMillis;
        if (Files.isSymbolicLink(link) && !Files.exists(link)) {
            Files.delete(link);
        }
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(link + " exists already: give another name, or remove it");
        }
        try {
            // socat ends with this process, because its standard input is a pipe of this process. In a session of its own, Ctrl-C
            // does not reach it.
            socat = new ProcessBuilder("setsid", "socat", "-u", "-", "pty,rawer,link=" + link)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new IOException(MISSING, e);
        }
        line = socat.getOutputStream();
        try {
            if (!within(START_MILLIS, () -> Files.exists(link))) {
                throw new IOException(ended(0) && socat.exitValue() == NO_PROGRAM ? MISSING
                        : "socat can make no pty at " + link + ": is that a place where you may write?");
            }
            // Opened to count unread bytes; without a lock, which only the reader may have.
            reader = SerialPort.getCommPort(path().toString());
            reader.disableExclusiveLock();
            reader.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
            if (!reader.openPort(0)) {
                throw new IOException("the pty " + link + " does not open (error " + reader.getLastErrorCode() + ")");
            }
        } catch (IOException e) {
            socat.destroy();
            throw e;
        }
    }

    /** Waits for a condition while socat runs; returns whether it was met in time. */
    private boolean within(int millis, BooleanSupplier something) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean hasCome = something.getAsBoolean();
        while (!hasCome && socat.isAlive() && System.nanoTime() < end) {
            ended(2);
            hasCome = something.getAsBoolean();
        }
        return hasCome;
    }

    private boolean ended(int millis) {
        try {
            return socat.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the path of the pty itself, for programs that do not follow links. */
    public Path path() throws IOException {
        return link.toRealPath();
    }

    /** Returns the number of unread bytes; -1 if the pty no longer exists. */
    int waiting() {
        return reader.bytesAvailable();
    }

    /** @throws IOException when the pty no longer exists */
    public void write(byte[] bytes, int count) throws IOException {
        if (!within(readMillis, () -> waiting() + count <= WAITING_BYTES)) {
            reader.flushIOBuffers();
        }
        try {
            line.write(bytes, 0, count);
            line.flush();
        } catch (IOException e) {
            throw new IOException("the pty " + link + " is gone: its socat has ended", e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        within(readMillis, () -> waiting() <= 0);
        reader.closePort();
        socat.destroy();
        ended(1_000);
        try {
            Files.deleteIfExists(link);
        } catch (IOException e) {
            LOG.warn("the link {} to the pty stays: {}", link, e.getMessage());
        }
    }
}
