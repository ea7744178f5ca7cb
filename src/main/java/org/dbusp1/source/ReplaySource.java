package org.dbusp1.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.dbusp1.source.SourceException.Obstacle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A raw log, played at the meter's own pace: by the differences of the telegrams' clocks; one second if the clocks show
 * nothing, ten seconds for DSMR 2 and 3, which have no clock. Or without any pause.
 */
public final class ReplaySource implements Source {
    /** The behaviour behind the last byte. */
    public enum AtEnd {
        /** No more bytes come, as from a meter that fell silent. */
        SILENT,
        /** The source reports its end. */
        EXIT,
        /** The log is played again. */
        LOOP
    }

    /** A longer gap is no pause of the meter but the start of another log, pasted behind the first. */
    private static final long LONGEST_GAP_SECONDS = 3_600;

    private static final Logger LOG = LoggerFactory.getLogger(ReplaySource.class);

    private final Path file;
    private final AtEnd atEnd;
    private final Pacer pacer;

    private volatile Thread opener;
    private RawLog log = RawLog.EMPTY;
    private ByteArrayInputStream unread = new ByteArrayInputStream(new byte[0]);
    private boolean begun;
    /** The time when the section is due, after the start of the play. */
    private long dueMillis;
    /** The last clock that a telegram showed, and the time when this telegram was due. */
    private long clockSeconds;
    private long clockMillis;
    private boolean clockKnown;

    /** @param file the raw log; - is standard input */
    public ReplaySource(Path file, Pacer.Speed speed, AtEnd atEnd) {
        this(file, atEnd, new Pacer(speed));
    }

    ReplaySource(Path file, AtEnd atEnd, Pacer pacer) {
        this.file = file;
        this.atEnd = atEnd;
        this.pacer = pacer;
    }

    /** {@inheritDoc} The play begins at the start of the file. */
    @Override
    public void open() throws SourceException {
        begin();
        opener = Thread.currentThread();
        unread = new ByteArrayInputStream(new byte[0]);
        begun = false;
        dueMillis = 0;
        clockKnown = false;
        pacer.start();
    }

    private void begin() throws SourceException {
        if (Files.isDirectory(file)) {
            throw new SourceException(Obstacle.ABSENT, file + ": is a directory; name a file in it");
        }
        try {
            log = RawLog.open(file);
        } catch (AccessDeniedException forbidden) {
            throw new SourceException(Obstacle.FORBIDDEN, file + ": this user may not read it");
        } catch (NoSuchFileException missing) {
            throw new SourceException(Obstacle.ABSENT, file + ": there is no such file");
        } catch (IOException unreadable) {
            throw new SourceException(Obstacle.ABSENT, file + ": cannot be read (" + unreadable.getMessage() + ")");
        }
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        try {
            return pacer.isStopped() ? -1 : play(into, timeoutMillis);
        } catch (IOException fault) {
            if (pacer.isStopped()) {
                return -1;
            }
            throw fault;
        }
    }

    private int play(byte[] into, int timeoutMillis) throws IOException {
        if (unread.available() == 0 && ended()) {
            if (atEnd == AtEnd.EXIT) {
                return -1;
            }
            pacer.rest(timeoutMillis * 1_000_000L);
            return 0;
        }
        if (!pacer.isPaced()) {
            // Where telegrams begin does not matter.
            return log.read(into);
        }
        if (unread.available() == 0) {
            load();
        }
        if (!pacer.due(dueMillis, timeoutMillis)) {
            return 0;
        }
        return unread.readNBytes(into, 0, into.length);
    }

    /** Returns whether no byte is left; a log that is played again has no end. */
    private boolean ended() throws IOException {
        if (log.atEnd() && atEnd == AtEnd.LOOP) {
            log.close();
            begin();
        }
        return log.atEnd();
    }

    /** Loads the next section and calculates when it is due. */
    private void load() throws IOException {
        boolean first = !begun;
        begun = true;
        RawLog.Section next = log.next();
        unread = new ByteArrayInputStream(next.bytes());
        long usualMillis = next.clockless() ? 10_000 : 1_000;
        long due = first ? 0 : dueMillis + usualMillis;
        if (next.clock().isPresent()) {
            long seconds = next.clock().getAsLong();
            long gap = seconds - clockSeconds;
            if (clockKnown && gap > 0 && gap <= LONGEST_GAP_SECONDS) {
                due = Math.max(dueMillis, clockMillis + gap * 1_000);
            }
            clockKnown = true;
            clockSeconds = seconds;
            clockMillis = due;
        }
        dueMillis = due;
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String description() {
        return "replay of " + file;
    }

    /** {@inheritDoc} To close a file on a disk that does not answer may take as long as to read it. */
    @Override
    public void close() {
        pacer.stop();
        if (Thread.currentThread() != opener) {
            return;
        }
        try {
            log.close();
        } catch (IOException fault) {
            // The file was only read: no data are lost.
            LOG.debug("closing {}: {}", file, fault.getMessage());
        }
    }
}
