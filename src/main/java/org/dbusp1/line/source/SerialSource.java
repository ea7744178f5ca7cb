package org.dbusp1.line.source;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A serial port, opened exclusively. A path such as /dev/serial/by-id/... is resolved at each open, so that a cable is found
 * again under another name.
 *
 * <p>Lines of 7 data bits are read as 8 without parity; {@link ParityDetectingSource} removes the parity bit. So such lines can also be
 * read on ports that support neither 7 bits nor parity, such as a pty.
 */
public final class SerialSource implements Source.SerialLine {
    /** VTIME (termios(3)) counts tenths of a second; with 0 a read would not wait at all. */
    private static final int SHORTEST_WAIT_MILLIS = 100;
    /** The longest single wait, which is also the longest time that a read continues after another thread closed the source. */
    private static final int LONGEST_WAIT_MILLIS = 1_000;

    /** The time without bytes after which all old bytes have been read from the port. */
    private static final int EMPTY_MILLIS = 300;
    /** The longest time for reading old bytes from a line that is never silent. */
    private static final long LONGEST_DRAIN_NANOS = 3_000_000_000L;

    private final Path path;
    private final PortObstacle obstacle;
    private final Path sysfsTtys;
    private volatile LineSettings settings;
    private boolean dtr;
    private boolean rts;

    private @Nullable Path device;
    private @Nullable SerialPort port;
    private int portTimeoutMillis;
    private final ReadPauseMonitor pauseMonitor;
    private boolean stale;
    private volatile @Nullable Thread opener;
    private volatile boolean closed;
    private volatile String name;
    private volatile @Nullable String lineIdentity;

    public SerialSource(String path, LineSettings settings, boolean dtr, boolean rts) {
        this(path, settings, dtr, rts, System::nanoTime, UsbCable.SYSFS);
    }

    SerialSource(String path, LineSettings settings, boolean dtr, boolean rts, LongSupplier nanos, Path sysfsTtys) {
        this.sysfsTtys = sysfsTtys;
        this.path = Path.of(path);
        this.obstacle = new PortObstacle(path);
        this.settings = settings;
        this.dtr = dtr;
        this.rts = rts;
        this.pauseMonitor = new ReadPauseMonitor(nanos);
        this.name = path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void open() throws SourceException {
        if (opener != null) {
            throw new IllegalStateException(path + " is open");
        }
        Path found = findDevice();
        Long holder = PortObstacle.lockHolder(found, PortObstacle.LOCKS);
        if (holder != null) {
            throw obstacle.busy("process " + holder);
        }
        configure(true);
        SerialPort port = port();
        boolean opened = port.openPort(0);
        if (!opened && port.getLastErrorCode() == PortObstacle.EINVAL && settings.parity() != LineSettings.Parity.NONE) {
            // A pty has no parity; data arrives anyway, and frames of such lines have checksums.
            configure(false);
            opened = port.openPort(0);
        }
        if (!opened) {
            throw obstacle.exceptionFor(port.getLastErrorCode(), Files.exists(found), settings);
        }
        // The cable is read at each open, because the path may lead to another one, and after the open, because an open tty does not
        // change its name.
        lineIdentity = Objects.requireNonNullElse(UsbCable.identityOf(found.getFileName().toString(), sysfsTtys), name);
        closed = false;
        opener = Thread.currentThread();
        if (stale) {
            drain();
        }
        pauseMonitor.start();
    }

    /** Returns the other process that has a port open, for people, where this user may see it. */
    public static Optional<String> otherProcess(String port) {
        try {
            // The program that made a pty has its device open too.
            boolean isPty = Path.of(port).toRealPath().startsWith("/dev/pts");
            return Optional.ofNullable(isPty ? null : new PortObstacle(port).opener());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads and drops old bytes. Closing a port discards the kernel's buffer, but not the buffer of an adapter or a bridge. */
    private void drain() {
        SerialPort port = port();
        byte[] old = new byte[4096];
        long end = System.nanoTime() + LONGEST_DRAIN_NANOS;
        setReadTimeout(EMPTY_MILLIS);
        int count;
        do {
            count = port.readBytes(old, old.length);
        } while (count > 0 && !closed && System.nanoTime() - end < 0);
        stale = false;
    }

    private SerialPort port() {
        SerialPort known = port;
        if (known == null) {
            throw new IllegalStateException(path + " was never open");
        }
        return known;
    }

    /** A port object is made only for another device than before, because making one reads the data of every tty. */
    private Path findDevice() throws SourceException {
        try {
            Path found = path.toRealPath();
            if (Files.isRegularFile(found) || Files.isDirectory(found)) {
                throw obstacle.noSerialPort();
            }
            if (!found.equals(device)) {
                port = SerialPort.getCommPort(found.toString());
                String tty = found.getFileName().toString();
                // The name of the first opening stays: it stands for the cable where Linux shows no adapter.
                if (device == null && path.startsWith("/dev/serial")) {
                    name = tty;
                }
                device = found;
            }
            return found;
        } catch (AccessDeniedException e) {
            throw obstacle.forbidden();
        } catch (SourceException e) {
            throw e;
        } catch (IOException | SerialPortInvalidPortException e) {
            throw obstacle.absent();
        }
    }

    /** @param withParity whether the port handles the parity of a line of 8 data bits */
    private void configure(boolean withParity) {
        boolean isEven = withParity && settings.dataBits() == 8 && settings.parity() == LineSettings.Parity.EVEN;
        SerialPort port = port();
        port.setComPortParameters(settings.baud(), 8, SerialPort.ONE_STOP_BIT, isEven ? SerialPort.EVEN_PARITY : SerialPort.NO_PARITY);
        portTimeoutMillis = LONGEST_WAIT_MILLIS;
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, portTimeoutMillis, 0);
        applyDtrAndRts();
    }

    private void applyDtrAndRts() {
        SerialPort port = port();
        if (dtr) {
            port.setDTR();
        } else {
            port.clearDTR();
        }
        if (rts) {
            port.setRTS();
        } else {
            port.clearRTS();
        }
    }

    @Override
    public void setDtrAndRts(boolean withDtr, boolean withRts) {
        dtr = withDtr;
        rts = withRts;
        if (opener != null) {
            applyDtrAndRts();
        }
    }

    @Override
    public LineSettings settings() {
        return settings;
    }

    @Override
    public void use(LineSettings settings) {
        this.settings = settings;
        if (opener != null) {
            configure(true);
        }
    }

    /** {@inheritDoc} The timeout is accurate to a tenth of a second. */
    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        if (opener == null) {
            return -1;
        }
        int count = 0;
        for (int waited = 0; count == 0 && waited < timeoutMillis && !closed; waited += this.portTimeoutMillis) {
            setReadTimeout(timeoutMillis - waited);
            count = port().readBytes(into, into.length);
        }
        if (closed) {
            return -1;
        }
        if (count < 0) {
            throw new IOException("the port went away: is the cable still plugged in?");
        }
        try {
            pauseMonitor.readEnded(timeoutMillis);
        } catch (IOException e) {
            stale = true;
            throw e;
        }
        return count;
    }

    private void setReadTimeout(int millis) {
        int next = Math.min(Math.max(millis, SHORTEST_WAIT_MILLIS), LONGEST_WAIT_MILLIS);
        if (next != portTimeoutMillis) {
            portTimeoutMillis = next;
            port().setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, next, 0);
        }
    }

    @Override
    public long lastReadNanos() {
        return pauseMonitor.lastNanos();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> lineIdentity() {
        return Optional.ofNullable(lineIdentity);
    }

    @Override
    public String description() {
        return path + " at " + settings;
    }

    /** {@inheritDoc} Only the opener closes the port, because a kernel driver that hangs blocks the thread that closes it. */
    @Override
    public void close() {
        closed = true;
        if (Thread.currentThread() == opener) {
            opener = null;
            // The data request falls also if another program has switched off the fall at a close (stty -hupcl).
            port().clearDTR();
            port().clearRTS();
            port().closePort();
        }
    }
}
