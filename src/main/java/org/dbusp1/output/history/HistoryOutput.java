package org.dbusp1.output.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.Fault;
import org.dbusp1.base.process.NextAttempt;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a history of the meter in a database: minutes, the quarter hours of the ledger, hours and days made from these, gas, water and
 * events. Finished minutes are written together after the flush time, and at the end of a quarter hour; a killed process loses the minutes
 * since the last write. Old rows are deleted once a day, but not of a log or a simulated meter. A database that fails is tried again; the
 * failure and its end are logged once. Minutes that the database refuses together are written one by one: one that is refused alone too is
 * lost; by a fault of this program all wait. One thread calls everything except {@link #reader}, {@link #meter}, {@link #beforeEnd},
 * {@link #fault} and {@link #dropped}, and waits for the database.
 */
public final class HistoryOutput implements Output.Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryOutput.class);
    /** Local time of a day from which old rows are deleted. */
    private static final LocalTime RETENTION_TIME = LocalTime.of(0, 10);
    /** Number of waiting minutes that are written before the flush time: a log that is replayed fast makes many minutes. */
    private static final int MINUTES_TO_WRITE_EARLY = 120;
    /** Largest number of minutes that wait for a database; of more minutes the oldest are dropped. */
    static final int MOST_PENDING = 24 * 60;

    private final HistoryConfig settings;
    private final DatabaseUrl url;
    private final MinuteAggregator aggregator;
    private final HistoryWriter writer;
    private final HistoryReader reader;
    private final DriverState driverState;
    private boolean monthFiguresPassedOn;
    private final ThinnedLog unmoved = ThinnedLog.counted();
    private final ThinnedLog unreadMonths = ThinnedLog.counted();
    private final ThinnedLog refusedMinutes = ThinnedLog.counted();
    private final ArrayDeque<Minute> pending = new ArrayDeque<>();
    /** Minutes that were lost since the database last worked. */
    private int droppedSinceFault;
    private volatile long droppedReadings;
    /** Whether the last minutes were refused together: an attempt without a minute ends no such fault. */
    private boolean isRefused;
    private final Retention retention;
    /** The last day on which rows were deleted, in the meter's calendar; null before. */
    private @Nullable LocalDate lastDeletionDay;
    /** The key of the meter whose old rows are being deleted, a part at a time; null while no rows are deleted. */
    private @Nullable String deletingKey;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1));
    private final Fault fault = new Fault(LOG::warn);
    private final NextAttempt nextWrite;
    /** False until the database was first tried, which is done in a tick, not at the start. */
    private boolean attempted;
    private boolean isDamagedFileSetAside;
    private volatile @Nullable Snapshot newest;
    private volatile Runnable beforeEnd = () -> { };

    /** @param driverState receives once the months of the meter in the history, and the name of a damaged database */
    public HistoryOutput(HistoryConfig settings, DriverState driverState) {
        this(settings, driverState, System::nanoTime);
    }

    HistoryOutput(HistoryConfig settings, DriverState driverState, LongSupplier clock) {
        this.settings = settings;
        this.url = new DatabaseUrl(settings);
        this.aggregator = new MinuteAggregator(settings.zone(), Program.released(), this::add);
        this.writer = new HistoryWriter(url, settings.tariff(), settings.isReplayed());
        this.retention = new Retention(settings.minuteRetentionDays());
        this.reader = new HistoryReader(url, this::meter);
        this.driverState = driverState;
        this.nextWrite = new NextAttempt(clock);
    }

    /** Returns the key of the meter; null before its first telegram. */
    public @Nullable MeterKey meter() {
        Snapshot snapshot = newest;
        return snapshot == null ? null : snapshot.key();
    }

    /** Returns the reader for outputs that show or send the history. Any thread may call at any time. */
    public HistoryReader reader() {
        return reader;
    }

    /**
     * Sets a task that {@link #close} runs before it writes the last, unfinished minute. A reader of finished minutes has to stop
     * there, because after a restart that minute is written again.
     */
    public void beforeEnd(Runnable task) {
        beforeEnd = task;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (!url.isComplete()) {
            url.putMeter(snapshot.key());
        }
        newest = snapshot;
        aggregator.add(snapshot);
        if (pending.size() >= MINUTES_TO_WRITE_EARLY && !fault.isPresent()) {
            attempt();
        }
    }

    @Override
    public void rejected(RejectedFrame rejected) {
        aggregator.rejected();
    }

    /** Of a log or a simulated meter there is none: events have the machine's time. */
    @Override
    public void event(Event event) {
        if (!settings.isReplayed()) {
            aggregator.event(event);
        }
    }

    /** Does nothing: a minute ends with the next minute, or after a time without telegrams. */
    @Override
    public void offline() {
    }

    @Override
    public Optional<String> fault() {
        return fault.text();
    }

    @Override
    public long dropped() {
        return droppedReadings;
    }

    private void add(Minute minute) {
        pending.addLast(minute);
        if (!minute.quarters().isEmpty() && !fault.isPresent()) {
            nextWrite.after(Duration.ZERO);
        }
        if (pending.size() > MOST_PENDING) {
            Minute oldest = pending.removeFirst();
            // The minute is lost, but not its quarter hours.
            pending.addFirst(pending.removeFirst().withQuarterHoursOf(oldest));
            countDropped(oldest);
        }
    }

    private void countDropped(Minute minute) {
        droppedSinceFault++;
        droppedReadings += minute.telegrams();
    }

    @Override
    public void tick() {
        aggregator.finishIfSilent();
        if ((!attempted || fault.isPresent() || !pending.isEmpty()) && nextWrite.isDue()) {
            // At first and after a fault also without a minute, to check tables and password.
            attempt();
        } else if (deletingKey != null) {
            tidy(List.of());
        }
    }

    @Override
    public void close() {
        beforeEnd.run();
        aggregator.end();
        try {
            attempt();
        } finally {
            writer.close();
            reader.close();
        }
    }

    private void attempt() {
        if (!url.isComplete()) {
            return;
        }
        attempted = true;
        nextWrite.after(settings.flushInterval());
        List<Minute> written;
        try {
            // What fails here refuses no row.
            writer.connect();
            written = writePending();
            if (!isRefused) {
                worked(written.size());
            }
        } catch (LogMark.RefusedException e) {
            fault.show(url + " cannot be written: " + e.getMessage());
            throw new MisconfiguredException(String.valueOf(e.getMessage()), e);
        } catch (SqlDialect.JdbcDriverMissingException e) {
            show(url + ": " + e.getMessage(), "");
            nextWrite.after(backoff.failed(true));
            return;
        } catch (SQLException e) {
            nextWrite.after(url.isDamaged(e) && setAside(e) ? Duration.ZERO : failed(e));
            return;
        } catch (RuntimeException | Error e) {
            fault.show(url + " cannot be written: " + SafeText.excerpt(e.toString()));
            throw e;
        }
        tidy(written);
    }

    /** Writes the minutes that wait: together, or one by one if the database refuses them together. Returns those that were written. */
    private List<Minute> writePending() throws SQLException {
        List<Minute> all = List.copyOf(pending);
        if (all.isEmpty()) {
            return all;
        }
        SQLException refusal = refusal(all, Optional.ofNullable(newest).map(Snapshot::demand).map(Demand::monthlyPeaks).orElse(List.of()));
        isRefused = refusal != null;
        if (refusal == null) {
            pending.clear();
            return all;
        }
        show(url + " refuses rows: " + DatabaseUrl.describe(refusal), "; each minute is written alone");
        List<Minute> written = new ArrayList<>();
        for (Minute minute : all) {
            // Without the peaks that the meter prints: each message has them again.
            SQLException again = refusal(List.of(minute), List.of());
            pending.removeFirst();
            if (again == null) {
                written.add(minute);
            } else {
                countDropped(minute);
                refusedMinutes.countAndLog(times -> LOG.error("history: {} refused the minute {} with what belongs to it twice, and it is"
                        + " lost: {}{}", url, Instant.ofEpochSecond(minute.ts()), DatabaseUrl.describe(again), times));
            }
        }
        return written;
    }

    /** Returns why the database refuses rows; null if they are written. */
    private @Nullable SQLException refusal(List<Minute> minutes, List<Demand.MonthlyPeak> peaks) throws SQLException {
        try {
            writer.write(minutes, peaks);
            return null;
        } catch (SQLException e) {
            if (DatabaseUrl.isDataRefused(e)) {
                return e;
            }
            throw e;
        }
    }

    /** Sets a damaged database aside, once in a run: else a disk that damages the new file too would be filled. False if it cannot. */
    private boolean setAside(SQLException damage) {
        if (isDamagedFileSetAside) {
            return false;
        }
        writer.close();
        reader.close();
        try {
            Path damaged = url.setDamagedAside(LocalDate.now(), DatabaseUrl.describe(damage));
            isDamagedFileSetAside = true;
            driverState.board().found(Finding.of(Condition.DEVICE_HISTORY_DAMAGED, Map.of("file", damaged.toString())));
            return true;
        } catch (IOException e) {
            unmoved.countAndLog(times -> LOG.error("history: the damaged file of {} cannot be set aside: {}; rows wait{}", url,
                    e.toString(), times));
            return false;
        }
    }

    /** Passes on the months and deletes old rows after minutes were written. A failure does not write the minutes again. */
    private void tidy(List<Minute> minutes) {
        if (!minutes.isEmpty() && !monthFiguresPassedOn) {
            passOnMonthFigures(minutes.get(minutes.size() - 1));
        }
        try {
            if (!minutes.isEmpty() && !settings.isReplayed()) {
                beginDeletion(minutes.get(minutes.size() - 1));
            }
            // Only a part at a time, because readings wait meanwhile.
            if (deletingKey != null && !writer.inTransaction(deletingKey, retention::run)) {
                deletingKey = null;
            }
        } catch (SQLException e) {
            deletingKey = null;
            if (url.isDamaged(e) && setAside(e)) {
                return;
            }
            LOG.warn("history: {}: old rows cannot be deleted: {}; they are deleted the next day", url, DatabaseUrl.describe(e));
        }
    }

    /** Once, after the first minutes: by then all quarter hours that the ledger had stored are in the database. */
    private void passOnMonthFigures(Minute last) {
        try {
            driverState.monthFigures(last.key(), writer.inTransaction(last.key().text(), rows ->
                    new PeakRollup(rows, new MeterCalendar(last.zone()), settings.tariff()).figuresUntil(last.ts())));
            monthFiguresPassedOn = true;
        } catch (SQLException e) {
            if (!url.isDamaged(e) || !setAside(e)) {
                unreadMonths.countAndLog(times -> LOG.warn("history: {}: the months cannot be read: {}; they are read with the next rows{}",
                        url, DatabaseUrl.describe(e), times));
            }
        }
    }

    /** Keeps the minutes until the database works. Returns the time until the next attempt. */
    private Duration failed(SQLException unable) {
        show(url + " cannot be written: " + DatabaseUrl.describe(unable), "; up to a day of minutes waits in memory for the next attempts");
        return backoff.failed(DatabaseUrl.isAccessDenied(unable));
    }

    private void worked(int minutes) {
        if (fault.end()) {
            LOG.info("history: {} is written again: {} waiting minutes were written, {} were lost", url, minutes, droppedSinceFault);
            droppedSinceFault = 0;
        }
        backoff.worked();
    }

    private void show(String why, String rest) {
        fault.show(why, "history: " + why + rest);
    }

    /** Once a day, unless the clock may be ahead. */
    private void beginDeletion(Minute last) throws SQLException {
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochSecond(last.ts()), last.zone());
        String meter = last.key().text();
        if (!local.toLocalTime().isBefore(RETENTION_TIME) && !local.toLocalDate().equals(lastDeletionDay)
                && writer.inTransaction(meter, rows -> Retention.isConfirmed(rows, last.ts()))) {
            lastDeletionDay = local.toLocalDate();
            deletingKey = meter;
            retention.begin(last.ts());
        }
    }
}
