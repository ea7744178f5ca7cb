package org.dbusp1.output.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.RowSet;

/**
 * The rows of the history that are finished and were not sent yet. The history itself is the queue: a file holds the
 * last sent row of each stream. A minute is finished when it is written while the driver runs; a quarter, hour or day
 * when minutes after its end are there; a day of gas when the next one has begun. Rows of the future, which a wrong
 * clock made, wait until their time. Used by one thread; {@link #close} by any.
 */
final class FinishedRows implements RowSet.Queue {
    private static final int MOST_MINUTES = 60;
    private static final int QUARTER = 900;
    private static final int HOUR = 3_600;
    /** The time by which a clock may be ahead. */
    private static final int AHEAD_SECONDS = 3_600;
    private static final int DAY_SECONDS = 86_400;
    /** The number of months whose peaks may still change. */
    private static final int OPEN_MONTHS = 14;
    private static final long WRITE_MILLIS = 20_000;

    private final ReadConnection connection;
    private final Database database;
    private final Path directory;
    private final Supplier<Optional<MeterKey>> meter;
    private final Clock clock;
    private Optional<SentMarks> marks = Optional.empty();
    /** The newest minute at the start: a minute that a restart has interrupted is written again. */
    private Optional<Long> cut = Optional.empty();
    private Optional<RowPage> page = Optional.empty();
    private long written;
    private boolean unwritten;
    private volatile boolean closed;

    /**
     * @param directory the directory for the file with the last sent rows
     * @param meter     gives the meter of the driver, once it is known
     */
    FinishedRows(DatabaseAccess access, Path directory, Supplier<Optional<MeterKey>> meter, Clock clock) {
        this.connection = new ReadConnection(access);
        this.database = access.database();
        this.directory = directory;
        this.meter = meter;
        this.clock = clock;
    }

    @Override
    public Optional<RowSet> next() throws IOException {
        Optional<MeterKey> key = meter.get();
        if (closed || key.isEmpty()) {
            return Optional.empty();
        }
        if (marks.isEmpty()) {
            marks = Optional.of(new SentMarks(directory.resolve("rows." + key.get() + ".properties")));
        }
        SentMarks sent = marks.get();
        page = connection.ask(open -> page(new MeterRows(open, database, key.get().text()), sent));
        if (page.isEmpty() && unwritten) {
            write(sent);
        }
        // A page that was read during close() may hold an incomplete minute.
        return closed ? Optional.empty() : page.map(RowPage::rows);
    }

    private Optional<RowPage> page(MeterRows meterRows, SentMarks sent) throws SQLException {
        Optional<MeterCalendar> calendar = MeterCalendar.of(meterRows);
        long most = clock.instant().getEpochSecond() + AHEAD_SECONDS;
        Optional<Long> newest = meterRows.firstSecond(Schema.MINUTES, "ts <= ? ORDER BY ts DESC", most);
        if (calendar.isEmpty() || newest.isEmpty()) {
            return Optional.empty();
        }
        if (sent.mark("minutes").filter(mark -> Long.parseLong(mark) > most).isPresent()) {
            // The clock was ahead before, and is right now.
            sent.clear();
        }
        if (sent.isOfTheFuture(most + DAY_SECONDS) && new Retention(meterRows).isConfirmed(most)) {
            // Collectors refuse the rows of a driver whose name has a time in the future.
            sent.rename();
        }
        long first = cut.orElse(newest.get());
        cut = Optional.of(first);
        long last = newest.get() > first ? newest.get() : Math.min(newest.get(), first - 1);
        RowPage read = new RowPage(meterRows, sent, calendar.get().zone(), newest.get());
        read.seconds(Schema.MINUTES, "minutes", last, MOST_MINUTES);
        read.seconds(Schema.QUARTERS, "quarters", last - QUARTER - CounterRule.LATE_SECONDS, RowPage.MOST);
        read.seconds(Schema.HOURS, "hours", last - HOUR - CounterRule.LATE_SECONDS, RowPage.MOST);
        String today = calendar.get().day(last - CounterRule.LATE_SECONDS).toString();
        read.days(Schema.DAYS, "days", today, "");
        read.events(most);
        read.devices(most, today);
        read.small(Schema.DEVICES, "channel >= 0 ORDER BY channel, device");
        read.small(Schema.PEAKS, "day >= ? AND day <= ? ORDER BY day, tariff",
                LocalDate.parse(today).minusMonths(OPEN_MONTHS).toString(), today);
        return Optional.of(read).filter(RowPage::holdsAny);
    }

    @Override
    public void sent() throws IOException {
        page.orElseThrow().arrived();
        page = Optional.empty();
        unwritten = true;
        if (Math.abs(clock.millis() - written) > WRITE_MILLIS) {
            write(marks.get());
        }
    }

    private void write(SentMarks sent) throws IOException {
        written = clock.millis();
        sent.write();
        unwritten = false;
    }

    /** Ends the queue: no more rows are returned. */
    void close() {
        closed = true;
        connection.close();
    }
}
