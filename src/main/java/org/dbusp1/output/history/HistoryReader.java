package org.dbusp1.output.history;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the history over a read-only connection, which threads use in turn; the wait for a turn has a limit. Rows are read in windows
 * and passed on without a lock, so that a slow receiver delays neither other readers nor the writer.
 */
public final class HistoryReader implements Archive, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);
    private static final long TURN_SECONDS = 10;

    private final DatabaseUrl url;
    private final Supplier<@Nullable MeterKey> meter;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable Connection connection;
    /** The identity of the database that {@link #connection} reads, or read last; empty before the first connection. */
    private String identity = "";

    private record ArchivedMeter(String meter, MeterCalendar calendar) {
        /** Returns the first day that begins at or after a moment. */
        LocalDate dayFrom(long second) {
            LocalDate day = calendar.day(second);
            return calendar.start(day) < second ? day.plusDays(1) : day;
        }
    }

    private record Range(long from, long to) {
        static final Range NONE = new Range(0, 0);
    }

    /** @param meter the meter of the rows to read; null: the only meter of the database */
    public HistoryReader(HistoryConfig settings, @Nullable MeterKey meter) {
        this(new DatabaseUrl(settings, meter), () -> meter);
    }

    /** @param meter gives the key of the driver's meter; null until the key is known */
    HistoryReader(DatabaseUrl url, Supplier<@Nullable MeterKey> meter) {
        this.url = url;
        this.meter = meter;
    }

    /** Returns the meter of the rows to read; null while it is not known. */
    public @Nullable MeterKey meter() {
        return meter.get();
    }

    @Override
    public void read(Table table, Step step, long from, long to, RowConsumer rows) throws IOException {
        HistoryQuery query = new HistoryQuery(table, step);
        ArchivedMeter subject = archivedMeter();
        rows.columns(query.columns());
        if (subject == null) {
            return;
        }
        Range stored = ask(subject.meter, sql -> stored(sql, query, subject));
        long last = Math.min(to, stored.to);
        for (long begin = Math.max(from, stored.from); begin < last;) {
            long end = Math.min(last, query.windowEnd(begin));
            Range window = new Range(begin, end);
            for (List<String> row : ask(subject.meter, sql -> rows(sql, query, subject, window))) {
                rows.row(row);
            }
            begin = end;
        }
    }

    /** {@inheritDoc} Also empty when several meters have rows and no meter is named or known yet. */
    @Override
    public Optional<ZoneId> zone() throws IOException {
        return Optional.ofNullable(archivedMeter()).map(subject -> subject.calendar.zone());
    }

    /** @throws IOException when the database cannot be read now */
    public List<MeterKey> meters() throws IOException {
        return ask("", MeterCalendar::meters).stream().map(MeterKey::new).toList();
    }

    private @Nullable ArchivedMeter archivedMeter() throws IOException {
        MeterKey named = meter.get();
        List<String> keys = named != null ? List.of(named.text()) : ask("", MeterCalendar::meters);
        if (keys.size() != 1) {
            return null;
        }
        String key = keys.get(0);
        return ask(key, sql -> Optional.ofNullable(MeterCalendar.of(sql))).map(calendar -> new ArchivedMeter(key, calendar)).orElse(null);
    }

    /** @throws IOException when the database cannot be read; the message is one line */
    public <T> T ask(String key, Statements.SqlFunction<Statements, T> question) throws IOException {
        try {
            if (!turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the history in " + url + " is busy; try again");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        try {
            return answer(key, question);
        } catch (SQLException e) {
            disconnect();
            throw new IOException("the history in " + url + " cannot be read: " + DatabaseUrl.describe(e), e);
        } finally {
            turn.unlock();
        }
    }

    private <T> T answer(String key, Statements.SqlFunction<Statements, T> question) throws SQLException {
        if (!identity.equals(url.identity())) {
            disconnect();
        }
        if (connection != null) {
            try {
                return question.apply(new Statements(connection, url.dialect(), key));
            } catch (SQLException e) {
                // A server closes connections that are idle for long, and all of them when it restarts.
                LOG.debug("history: asked again: {}", e.getMessage());
                disconnect();
            }
        }
        Connection fresh = url.connectForReading();
        connection = fresh;
        identity = url.identity();
        return question.apply(new Statements(fresh, url.dialect(), key));
    }

    private void disconnect() {
        if (connection != null) {
            url.close(connection);
            connection = null;
        }
    }

    /** Returns the range from the first row to the last; {@link Range#NONE} without rows. */
    private static Range stored(Statements sql, HistoryQuery query, ArchivedMeter subject) throws SQLException {
        String time = query.table().time().name();
        // Two subqueries, because each of them reads only the first or the last entry of the key.
        String of = "(" + time + ") FROM " + query.table().name() + " WHERE meter = ?";
        return sql.query("SELECT (SELECT MIN" + of + "), (SELECT MAX" + of + ")", rows -> {
            if (rows.getString(1) == null) {
                return Range.NONE;
            }
            if (query.byDay()) {
                return new Range(subject.calendar.start(LocalDate.parse(rows.getString(1))),
                        subject.calendar.start(LocalDate.parse(rows.getString(2))) + 1);
            }
            long shift = query.endsAtItsTime() ? 1 : 0;
            return new Range(rows.getLong(1) - shift, rows.getLong(2) + 1 - shift);
        }, subject.meter, subject.meter).get(0);
    }

    private static List<List<String>> rows(Statements sql, HistoryQuery query, ArchivedMeter subject, Range range) throws SQLException {
        Object from = query.byDay() ? subject.dayFrom(range.from).toString() : (Object) range.from;
        Object to = query.byDay() ? subject.dayFrom(range.to).toString() : (Object) range.to;
        return sql.query(query.sql(), query::cells, subject.meter, from, to).stream()
                .filter(cells -> cells.stream().anyMatch(cell -> !cell.isEmpty())).toList();
    }

    /** Closes the connection, unless a thread is reading; a later question opens it again. */
    @Override
    public void close() {
        if (turn.tryLock()) {
            try {
                disconnect();
            } finally {
                turn.unlock();
            }
        }
    }
}
