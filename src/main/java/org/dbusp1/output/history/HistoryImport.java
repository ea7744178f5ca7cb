package org.dbusp1.output.history;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.energy.Ledger;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Snapshot;

/**
 * Fills the history from logs, a day of minutes in a transaction. The same log again changes nothing; a driver may
 * write the same database at the same time. A database that goes away after it was there is tried again for a while.
 * Used by one thread.
 */
public final class HistoryImport implements Closeable {
    private static final int BATCH = 24 * 60;
    /** The time after which a restarted server, or a cable that was plugged in again, is back. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** The database cannot be written; the message is one line with the reason. */
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
    private Ledger ledger;
    private DemandTracker tracker;
    private List<Demand.Month> peaks = List.of();
    private final Consumer<String> troubles;
    private final Duration patience;
    private long written;
    /**
     * True once the database was written: a database that was never there is most often a mistake in its name.
     */
    private boolean there;

    /** @param troubles takes one line each time that the database goes away */
    public HistoryImport(HistorySettings settings, Consumer<String> troubles) {
        this(settings, troubles, PATIENCE);
    }

    /** @param patience how long a database that went away is tried again */
    HistoryImport(HistorySettings settings, Consumer<String> troubles, Duration patience) {
        this.settings = settings;
        this.troubles = troubles;
        this.patience = patience;
        this.access = new DatabaseAccess(settings);
        this.store = new Store(access, settings.tariff());
        begin();
    }

    /** Begins a log: its minutes, and the month peaks that the meter itself prints. */
    private void begin() {
        recorder = new Recorder(settings.zone(), minutes::add);
        ledger = new Ledger(Ledger.Store.NONE, settings.zone());
        tracker = new DemandTracker(new DemandSettings(settings.tariff(), OptionalLong.empty()), ledger);
        peaks = List.of();
    }

    /**
     * Adds the next reading of a log.
     *
     * @throws UnwritableException when the database cannot be written
     */
    public void add(Snapshot snapshot) throws UnwritableException {
        access.meter(snapshot.key());
        recorder.add(snapshot);
        ledger.accept(snapshot);
        tracker.accept(snapshot).ifPresent(demand -> peaks = demand.months());
        if (minutes.size() >= BATCH) {
            write();
        }
    }

    /** Counts a rejected telegram. */
    public void rejected() {
        recorder.rejected();
    }

    /**
     * Ends a log: the next one may begin at any time.
     *
     * @throws UnwritableException when the database cannot be written
     */
    public void endOfLog() throws UnwritableException {
        recorder.finish();
        write();
        begin();
    }

    /** Returns the number of minutes written so far. */
    public long written() {
        return written;
    }

    private void write() throws UnwritableException {
        long end = System.nanoTime() + patience.toNanos();
        long pauseMillis = FIRST_PAUSE_MILLIS;
        boolean reported = false;
        while (true) {
            try {
                store.write(minutes, peaks);
                there = true;
                written += minutes.size();
                minutes.clear();
                return;
            } catch (SQLException fault) {
                String line = "the history in " + access + " cannot be written: " + DatabaseAccess.line(fault);
                if (!there || DatabaseAccess.isLasting(fault) || System.nanoTime() - end >= 0 || !slept(pauseMillis)) {
                    throw new UnwritableException(line, fault);
                }
                if (!reported) {
                    troubles.accept(line + "; it is tried again for " + patience.toSeconds() + " s");
                }
                reported = true;
                pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
            }
        }
    }

    /** @return false when the program is to end */
    private static boolean slept(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
