package org.dbusp1.output.history;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Rows;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;

/**
 * Reads the history over a separate connection that cannot write. Rows are fetched window by window, and passed on
 * while no lock is held, so that a slow receiver delays neither other readers nor the writer.
 */
public final class HistoryArchive implements Archive, Closeable {
    private final ReadConnection connection;
    private final Database database;
    private final Supplier<Optional<MeterKey>> meter;

    private record Subject(String meter, MeterCalendar calendar) {
        /** Returns the first day that begins at a moment or later. */
        LocalDate dayFrom(long second) {
            LocalDate day = calendar.day(second);
            return calendar.start(day) < second ? day.plusDays(1) : day;
        }
    }

    /** A range of seconds, its end excluded. */
    private record Range(long from, long to) {
    }

    /** @param meter the meter whose rows to read; absent: the only meter of the database */
    public HistoryArchive(HistorySettings settings, Optional<MeterKey> meter) {
        this(new DatabaseAccess(settings, meter), () -> meter);
    }

    /** @param meter gives the meter of the driver, once it is known */
    HistoryArchive(DatabaseAccess access, Supplier<Optional<MeterKey>> meter) {
        this.connection = new ReadConnection(access);
        this.database = access.database();
        this.meter = meter;
    }

    @Override
    public void read(Table table, Step step, long from, long to, Rows rows) throws IOException {
        ArchiveQuery query = new ArchiveQuery(table, step);
        Optional<Subject> subject = connection.ask(this::subject);
        rows.columns(query.columns());
        if (subject.isEmpty()) {
            return;
        }
        Optional<Range> kept = connection.ask(open -> kept(open, query, subject.get()));
        if (kept.isEmpty()) {
            return;
        }
        long last = Math.min(to, kept.get().to);
        for (long begin = Math.max(from, kept.get().from); begin < last;) {
            long end = Math.min(last, query.windowEnd(begin));
            Range window = new Range(begin, end);
            for (List<String> row : connection.ask(open -> rows(open, query, subject.get(), window))) {
                rows.row(row);
            }
            begin = end;
        }
    }

    /** {@inheritDoc} The result is empty too when several meters have rows and no meter was named. */
    @Override
    public Optional<ZoneId> zone() throws IOException {
        return connection.ask(this::subject).map(subject -> subject.calendar.zone());
    }

    /**
     * Returns all meters that have rows.
     *
     * @throws IOException when the database cannot be read now
     */
    public List<MeterKey> meters() throws IOException {
        return connection.ask(MeterCalendar::meters).stream().map(MeterKey::new).toList();
    }

    private Optional<Subject> subject(Connection open) throws SQLException {
        Optional<MeterKey> named = meter.get();
        List<String> keys = named.isPresent() ? List.of(named.get().text()) : MeterCalendar.meters(open);
        return keys.size() == 1 ? MeterCalendar.of(new MeterRows(open, database, keys.get(0)))
                .map(calendar -> new Subject(keys.get(0), calendar)) : Optional.empty();
    }

    /** Returns the range from the first row to the last; empty when there are no rows. */
    private Optional<Range> kept(Connection open, ArchiveQuery query, Subject subject) throws SQLException {
        String time = query.table().time().name();
        MeterRows meterRows = new MeterRows(open, database, subject.meter);
        // Two subqueries: each of them reads only the first or the last entry of the key.
        String of = "(" + time + ") FROM " + query.table().name() + " WHERE meter = ?";
        return meterRows.query("SELECT (SELECT MIN" + of + "), (SELECT MAX" + of + ")", rows -> {
            if (rows.getString(1) == null) {
                return Optional.<Range>empty();
            }
            if (query.byDay()) {
                return Optional.of(new Range(subject.calendar.start(LocalDate.parse(rows.getString(1))),
                        subject.calendar.start(LocalDate.parse(rows.getString(2))) + 1));
            }
            long shift = query.endsAtItsTime() ? 1 : 0;
            return Optional.of(new Range(rows.getLong(1) - shift, rows.getLong(2) + 1 - shift));
        }, subject.meter).get(0);
    }

    private List<List<String>> rows(Connection open, ArchiveQuery query, Subject subject, Range range)
            throws SQLException {
        Object from = query.byDay() ? subject.dayFrom(range.from).toString() : (Object) range.from;
        Object to = query.byDay() ? subject.dayFrom(range.to).toString() : (Object) range.to;
        return new MeterRows(open, database, subject.meter).query(query.sql(), query::cells, from, to).stream()
                .filter(cells -> cells.stream().anyMatch(cell -> !cell.isEmpty()))
                .toList();
    }

    @Override
    public void close() {
        connection.close();
    }
}
