package org.dbusp1.output.history;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Snapshot;

/**
 * Fills the history from logs, a day of minutes in a transaction. The same log again changes nothing; a driver may
 * write the same database at the same time. Used by one thread.
 */
public final class HistoryImport implements Closeable {
    private static final int BATCH = 24 * 60;

    /** The database cannot be written; the message is one line that says why. */
    public static final class UnwritableException extends IOException {
        UnwritableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final HistorySettings settings;
    private final DatabaseAccess access;
    private final Store store;
    private final List<Minute> minutes = new ArrayList<>();
    private Recorder recorder;
    private long written;

    public HistoryImport(HistorySettings settings) {
        this.settings = settings;
        this.access = new DatabaseAccess(settings);
        this.store = new Store(access, Optional.empty());
        this.recorder = recorder();
    }

    private Recorder recorder() {
        return new Recorder(settings.zone(), minutes::add);
    }

    /**
     * The next reading of a log.
     *
     * @throws UnwritableException when the database cannot be written
     */
    public void add(Snapshot snapshot) throws UnwritableException {
        access.meter(snapshot.key());
        recorder.add(snapshot);
        if (minutes.size() >= BATCH) {
            write();
        }
    }

    /** A telegram was refused. */
    public void rejected() {
        recorder.rejected();
    }

    /**
     * A log has ended: the next one may begin at any time.
     *
     * @throws UnwritableException when the database cannot be written
     */
    public void endOfLog() throws UnwritableException {
        recorder.finish();
        write();
        recorder = recorder();
    }

    /** Minutes written so far. */
    public long written() {
        return written;
    }

    private void write() throws UnwritableException {
        try {
            store.write(minutes, Optional.empty());
        } catch (SQLException fault) {
            throw new UnwritableException("the history in " + access + " cannot be written: "
                    + DatabaseAccess.line(fault), fault);
        }
        written += minutes.size();
        minutes.clear();
    }

    @Override
    public void close() {
        store.close();
    }
}
