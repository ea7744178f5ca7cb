package org.dbusp1.output.history;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.meter.DemandMonth;
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
    private DemandTracker tracker;
    private List<DemandMonth> peaks = List.of();
    private long written;

    public HistoryImport(HistorySettings settings) {
        this.settings = settings;
        this.access = new DatabaseAccess(settings);
        this.store = new Store(access, Optional.empty(), settings.tariff());
        this.recorder = recorder();
        this.tracker = tracker();
    }

    /** Finds the month peaks that the meter prints itself. */
    private DemandTracker tracker() {
        return new DemandTracker(new DemandSettings(settings.tariff(), OptionalLong.empty()));
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
        tracker.accept(snapshot.reading(), snapshot.values(), snapshot.key(), snapshot.arrival())
                .ifPresent(demand -> peaks = demand.months());
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
        tracker = tracker();
        peaks = List.of();
    }

    /** Minutes written so far. */
    public long written() {
        return written;
    }

    private void write() throws UnwritableException {
        try {
            store.write(minutes, Optional.empty(), peaks);
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
