package org.dbusp1.output.history;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Event;
import org.dbusp1.output.Output;
import org.dbusp1.output.RowSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a history of the meter in a database: minutes, and the hours, quarters and days that follow from them, gas and
 * water, and events. A call only puts readings into memory; a thread writes the finished minutes, at most once in the
 * flush time, in one transaction. Only minutes that wait for this thread are lost when the process is killed.
 *
 * <p>Once a day, after ten past midnight of the meter's calendar, the thread deletes rows that are too old. A database
 * that is away is tried again and again; that is logged once, and once more when the database is back.
 */
public final class HistoryOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryOutput.class);
    private static final LocalTime RETENTION_TIME = LocalTime.of(0, 10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long FIRST_RETRY_SECONDS = 5;
    private static final long LAST_RETRY_SECONDS = 60;
    private static final Duration NEVER = Duration.ofDays(36_500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The most minutes that wait when a log is played without pause; they can all be written when the driver ends. */
    private static final int MOST_WAITING = 240;
    /** The most minutes that wait for a database that is away; then the oldest are dropped. */
    static final int MOST_PENDING = 24 * 60;

    private final HistorySettings settings;
    private final DatabaseAccess access;
    private final Recorder recorder;
    private final Store store;
    private final HistoryArchive archive;
    private final DriverState driver;
    private boolean monthsLeft;
    private final Thread thread = new Thread(this::work, "history writer");
    /** The minutes that wait to be written; guarded by this. */
    private final ArrayDeque<Minute> pending = new ArrayDeque<>();
    /** The number of minutes that were dropped since the database was there last. */
    private final AtomicLong dropped = new AtomicLong();
    private Optional<LocalDate> retained = Optional.empty();
    private final Retention retention;
    private long retrySeconds = FIRST_RETRY_SECONDS;
    private volatile boolean away;
    /** True when the last wait for room ended without room; guarded by this. */
    private boolean overrun;
    /** System.nanoTime() from which minutes may be written again. */
    private long next = System.nanoTime();
    private volatile Optional<Snapshot> newest = Optional.empty();
    private volatile Optional<FinishedRows> finished = Optional.empty();
    private volatile boolean closing;

    /** @param driver takes once the months of a meter that the history holds */
    public HistoryOutput(HistorySettings settings, DriverState driver) {
        this.settings = settings;
        this.access = new DatabaseAccess(settings);
        this.recorder = new Recorder(settings.zone(), this::add);
        this.store = new Store(access, settings.tariff());
        this.retention = new Retention(settings.minutesDays());
        this.archive = new HistoryArchive(access, this::meter);
        this.driver = driver;
        thread.setDaemon(true);
        thread.start();
    }

    private Optional<MeterKey> meter() {
        return newest.map(Snapshot::key);
    }

    /** Returns the archive for outputs that show the history; any thread may use it, before and after any call here. */
    public Archive archive() {
        return archive;
    }

    /**
     * Returns the finished rows, for an output that sends them on; to be called before the first reading.
     *
     * @param directory the directory for the file with the last sent rows
     */
    public RowSet.Queue finishedRows(Path directory) {
        FinishedRows rows = new FinishedRows(access, directory, this::meter, Clock.systemUTC());
        finished = Optional.of(rows);
        return rows;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (!access.isKnown()) {
            access.meter(snapshot.key());
        }
        newest = Optional.of(snapshot);
        awaitRoom();
        recorder.add(snapshot);
    }

    @Override
    public void rejected(Rejected rejected) {
        recorder.rejected();
    }

    @Override
    public void event(Event event) {
        recorder.event(event);
    }

    /** Changes nothing: a minute is over when the next one begins, or when no telegram came for that time. */
    @Override
    public void offline() {
    }

    private synchronized void add(Minute minute) {
        pending.addLast(minute);
        trim();
    }

    private synchronized List<Minute> take() {
        List<Minute> taken = List.copyOf(pending);
        pending.clear();
        return taken;
    }

    /** Puts back minutes that could not be written, before those that came since. */
    private synchronized void putBack(List<Minute> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            pending.addFirst(taken.get(i));
        }
        trim();
    }

    private void trim() {
        while (pending.size() > MOST_PENDING) {
            Minute oldest = pending.removeFirst();
            pending.addFirst(pending.removeFirst().withQuartersOf(oldest));
            dropped.incrementAndGet();
        }
    }

    /**
     * Waits for room where a log is played without pause and hours of minutes wait already, at most 10 s. A database
     * that is away is not waited for; the minutes of a meter never come so fast.
     */
    private synchronized void awaitRoom() {
        if (!isHurried()) {
            return;
        }
        notifyAll();
        long end = System.nanoTime() + (overrun ? 0 : PATIENCE.toNanos());
        try {
            for (long left = end - System.nanoTime(); left > 0 && !away && !closing
                    && pending.size() >= MOST_WAITING; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        overrun = pending.size() >= MOST_WAITING;
    }

    /** Returns whether hours of minutes wait that can be written now; called with the lock on this. */
    private boolean isHurried() {
        return pending.size() >= MOST_WAITING / 2 && !away;
    }

    /** Writes the remaining minutes; does not wait without limit for a database that hangs. */
    @Override
    public void close() {
        // First: the minute that is written now may go on after a restart.
        finished.ifPresent(FinishedRows::close);
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        archive.close();
    }

    private void work() {
        // At once, so that the tables can be read, and a wrong password is reported at the start.
        attempt();
        while (!closing) {
            pause();
            look();
        }
        recorder.end();
        attempt();
        store.close();
    }

    @SuppressWarnings("WaitNotInLoop") // A wake-up without a reason only causes an earlier check.
    private synchronized void pause() {
        Duration look = settings.flush().compareTo(LOOK) < 0 ? settings.flush() : LOOK;
        try {
            if (!closing && !isHurried()) {
                wait(look.toMillis());
            }
        } catch (InterruptedException end) {
            closing = true;
        }
    }

    private void look() {
        recorder.finishIfSilent();
        boolean due;
        synchronized (this) {
            due = !pending.isEmpty() && (System.nanoTime() - next >= 0 || isHurried());
        }
        if (due) {
            attempt();
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private void attempt() {
        if (!access.isKnown()) {
            return;
        }
        List<Minute> minutes = take();
        try {
            store.write(minutes, newest.flatMap(Snapshot::demand).map(Demand::months).orElse(List.of()));
            back(minutes.size());
            next = in(settings.flush());
            tidy(minutes);
        } catch (Database.DriverMissingException hopeless) {
            LOG.error("history: {}: {}", access, hopeless.getMessage());
            next = in(NEVER);
        } catch (SQLException fault) {
            next = in(failed(minutes, fault));
        } catch (RuntimeException | Error ours) {
            LOG.error("history: {} minutes could not be written and are discarded", minutes.size(), ours);
            next = in(settings.flush());
        }
    }

    /** Does what is left once minutes are written; whatever fails of it, they are not written again. */
    private void tidy(List<Minute> minutes) {
        try {
            leaveMonths(minutes);
            retain(minutes);
        } catch (SQLException fault) {
            LOG.warn("history: months cannot be read, or rows that are too old not be deleted from {}: {}; tried again the next day",
                    access, DatabaseAccess.line(fault));
        }
    }

    /** Passes on the months once, after the first minutes: then the peaks of all stored quarters are there. */
    private void leaveMonths(List<Minute> minutes) throws SQLException {
        if (!monthsLeft && !minutes.isEmpty()) {
            monthsLeft = true;
            Minute last = minutes.get(minutes.size() - 1);
            driver.months(last.key(), store.on(last.key().text(), rows ->
                    new PeakRollup(rows, new MeterCalendar(last.zone()), settings.tariff()).recorded(last.ts())));
        }
    }

    private static long in(Duration wait) {
        return System.nanoTime() + wait.toNanos();
    }

    /** Keeps minutes until the database is back; returns the time to wait until the next try. */
    private Duration failed(List<Minute> minutes, SQLException fault) {
        if (DatabaseAccess.isRefusal(fault)) {
            LOG.error("history: {} refused {} minutes, which are discarded: {}", access, minutes.size(),
                    DatabaseAccess.line(fault));
            return settings.flush();
        }
        putBack(minutes);
        if (!away) {
            LOG.warn("history: {} cannot be written: {}; up to a day of minutes waits in memory for the next attempts",
                    access, DatabaseAccess.line(fault));
        }
        away = true;
        Duration wait = Duration.ofSeconds(retrySeconds);
        retrySeconds = Math.min(LAST_RETRY_SECONDS, 2 * retrySeconds);
        return wait;
    }

    private void back(int minutes) {
        if (away) {
            LOG.info("history: {} is written again: {} waiting minutes were written, {} were lost", access,
                    minutes, dropped.getAndSet(0));
        }
        away = false;
        retrySeconds = FIRST_RETRY_SECONDS;
    }

    /** Deletes rows that are too old, once a day, and not by a clock that may be ahead for a while. */
    private void retain(List<Minute> minutes) throws SQLException {
        if (minutes.isEmpty()) {
            return;
        }
        Minute last = minutes.get(minutes.size() - 1);
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochSecond(last.ts()), last.zone());
        if (local.toLocalTime().isBefore(RETENTION_TIME) || retained.equals(Optional.of(local.toLocalDate()))) {
            return;
        }
        String meter = last.key().text();
        if (!store.on(meter, rows -> Retention.isConfirmed(rows, last.ts()))) {
            return;
        }
        retained = Optional.of(local.toLocalDate());
        retention.begin(last.ts());
        boolean more = true;
        while (more && !closing) {
            more = store.on(meter, retention::run);
        }
    }
}
