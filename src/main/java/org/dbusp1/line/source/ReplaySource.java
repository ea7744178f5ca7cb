package org.dbusp1.line.source;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.Program;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a raw log. Its bytes can be read at once; its messages are due at the meter's own pace, faster, or at once. The
 * clock of the source is that of its messages.
 */
public final class ReplaySource implements Source, SourceClock {
    private static final Path STDIN = Path.of("-");
    private static final int BUFFER = 64 * 1024;
    private static final int WAIT_MILLIS = 250;
    private static final long ROOM_WAIT_NANOS = Duration.ofMillis(5).toNanos();
    /** A longer gap between two messages is no pause of the meter, but the seam of two logs: the replay does not wait for it. */
    private static final long LONGEST_PAUSE_NANOS = Duration.ofHours(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(ReplaySource.class);

    private final Path file;
    private final Pacer pacer;
    private BooleanSupplier hasRoom = () -> true;
    private Runnable whileWaiting = () -> { };

    private volatile @Nullable Thread opener;
    private InputStream in = InputStream.nullInputStream();
    private LogTime logTime = new LogTime();
    /** The time of the log in all plays before the present one: the time of a source never goes back. */
    private long earlierPlaysNanos;
    /**
     * The time of day of the last message, by the meter's clock; without one, the time of the message before and the pause
     * between both.
     */
    private Instant messageTime = Instant.EPOCH;
    private long dueNanos;

    /** @param file the raw log; - is standard input */
    public ReplaySource(Path file, Pacer.Speed speed) {
        this(file, new Pacer(speed));
    }

    public ReplaySource(Path file, Pacer pacer) {
        this.file = file;
        this.pacer = pacer;
    }

    /** {@inheritDoc} The play begins at the start of the file. */
    @Override
    public void open() throws SourceException {
        openFile();
        refuseCompressed();
        opener = Thread.currentThread();
        earlierPlaysNanos += logTime.nanos();
        logTime = new LogTime();
        messageTime = Instant.now();
        dueNanos = 0;
        pacer.start();
    }

    private void openFile() throws SourceException {
        if (Files.isDirectory(file)) {
            throw new SourceException(Condition.LINE_ABSENT, file + ": is a directory; name a file in it");
        }
        try {
            // Of a pipe, as of <(zcat p1.log.gz), the stream of a channel has no available().
            boolean isPipe = Files.exists(file) && !Files.isRegularFile(file);
            InputStream bytes = file.equals(STDIN) ? new FileInputStream(FileDescriptor.in)
                    : isPipe ? new FileInputStream(file.toFile()) : Files.newInputStream(file);
            in = new BufferedInputStream(new NoteFilterInputStream(bytes, (offset, note) -> { }), BUFFER);
        } catch (AccessDeniedException e) {
            throw new SourceException(Condition.LINE_FORBIDDEN, file + ": this user may not read it");
        } catch (NoSuchFileException e) {
            throw new SourceException(Condition.LINE_ABSENT, file + ": there is no such file");
        } catch (IOException e) {
            throw new SourceException(Condition.LINE_ABSENT, file + ": cannot be read (" + e.getMessage() + ")");
        }
    }

    /** Of a pipe only what has come already is seen: opening never waits for bytes. */
    private void refuseCompressed() throws SourceException {
        try {
            if (in.available() > 0) {
                in.mark(Compression.LONGEST_START);
                byte[] start = new byte[Compression.LONGEST_START];
                refuseCompressed(file, start, in.read(start));
                in.reset();
            }
        } catch (SourceException e) {
            throw e;
        } catch (IOException e) {
            throw new SourceException(Condition.LINE_ABSENT, file + ": cannot be read (" + e.getMessage() + ")");
        }
    }

    /** @param count the number of the first bytes of the log in {@code bytes} @throws SourceException if they are of a compressed file */
    public static void refuseCompressed(Path file, byte[] bytes, int count) throws SourceException {
        Compression found = Compression.of(bytes, count);
        if (found != null) {
            String packed = Files.isRegularFile(file) ? Program.quoted(file.toString()) : "FILE";
            throw new SourceException(Condition.LINE_NO_TELEGRAM, file + ": it is compressed; write " + found.program() + " " + packed
                    + " | " + Program.calledWith(STDIN.toString(), file.toString()));
        }
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        try {
            return pacer.isStopped() ? -1 : next(into);
        } catch (IOException e) {
            if (pacer.isStopped()) {
                return -1;
            }
            throw e;
        }
    }

    private int next(byte[] into) throws IOException {
        while (!hasRoom.getAsBoolean()) {
            if (pacer.isStopped()) {
                return -1;
            }
            whileWaiting.run();
            pacer.rest(ROOM_WAIT_NANOS);
        }
        boolean waits = in.available() == 0;
        if (waits) {
            pacer.goOn();
        }
        int count = in.read(into);
        if (waits && count > 0) {
            pacer.hold();
        }
        return count;
    }

    @Override
    public SourceClock clock() {
        return this;
    }

    /**
     * Sets what the thread that reads calls several times a second while a message is not due, or an output has no room. Called before
     * that thread starts.
     */
    public void whileWaiting(Runnable beat) {
        whileWaiting = beat;
    }

    public void waitFor(BooleanSupplier room) {
        hasRoom = room;
    }

    /**
     * @param seconds time of the message by the meter's clock, since 1970; null if it has none @return false if the source was closed
     * meanwhile
     */
    public boolean awaitDue(@Nullable Long seconds, Duration usual) {
        long passed = logTime.next(seconds, usual);
        dueNanos += passed <= LONGEST_PAUSE_NANOS ? passed : usual.toNanos();
        messageTime = seconds != null ? Instant.ofEpochSecond(seconds) : messageTime.plusNanos(passed);
        while (!pacer.waitUntilDue(dueNanos / 1_000_000, messageNanos(), WAIT_MILLIS)) {
            if (pacer.isStopped()) {
                return false;
            }
            whileWaiting.run();
        }
        pacer.reached(messageNanos(), messageTime);
        return true;
    }

    private long messageNanos() {
        return earlierPlaysNanos + logTime.nanos();
    }

    @Override
    public long arrival(long readAt) {
        return messageNanos();
    }

    @Override
    public long nanos() {
        return pacer.nanos();
    }

    @Override
    public Instant now() {
        return pacer.now();
    }

    /** {@inheritDoc} The same as of a simulated meter: neither is the house's meter. */
    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String description() {
        return "replay of " + file;
    }

    /** {@inheritDoc} Closing a file may take as long as reading it if the disk does not answer. */
    @Override
    public void close() {
        pacer.stop();
        if (Thread.currentThread() != opener) {
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            // The file was only read: no data are lost.
            LOG.debug("closing {}: {}", file, e.getMessage());
        }
    }
}
