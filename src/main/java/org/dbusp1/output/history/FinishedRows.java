package org.dbusp1.output.history;

import static org.dbusp1.output.history.SqlColumn.Type.TEXT;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;
import org.dbusp1.output.RowQueue;
import org.dbusp1.output.RowSet;

/**
 * The rows of the history that are finished and were not sent yet. The history itself is the queue: a file tells up to
 * which row of each stream was sent. A minute is finished when it is written while the driver runs; a quarter, hour or
 * day when minutes after its end are there; a day of gas when the next one has begun. Rows of the future, which a wrong
 * clock made, wait until their time. Used by one thread; {@link #close} by any.
 */
final class FinishedRows implements RowQueue {
    private static final int MOST_MINUTES = 60;
    private static final int MOST_OTHERS = 20;
    private static final int HOUR = 3_600;
    private static final int QUARTER = 900;
    /** A clock may be so much ahead. */
    private static final int AHEAD_SECONDS = 3_600;
    /** Peaks of so many months may still change. */
    private static final int OPEN_MONTHS = 14;
    private static final long WRITE_MILLIS = 20_000;
    private static final String FIRST_DAY = "0000-01-01";

    private final ReadConnection connection;
    private final Database database;
    private final Path directory;
    private final Supplier<Optional<MeterKey>> meter;
    private final Clock clock;
    private Optional<SentMarks> marks = Optional.empty();
    /** The newest minute at the start: a minute that a restart has cut is written again. */
    private Optional<Long> cut = Optional.empty();
    private Optional<Page> page = Optional.empty();
    /** Rows of small tables as they were sent last. */
    private final Map<String, List<List<String>>> small = new HashMap<>();
    private long written;
    private boolean unwritten;
    private volatile boolean closed;

    /** What {@link #next} gave, and what is true when it has arrived. */
    private record Page(RowSet rows, Map<String, String> marks, Map<String, List<List<String>>> small) {
    }

    /** What is read of a page. */
    private final class Draft {
        private final MeterRows meterRows;
        private final SentMarks sent;
        private final List<RowSet.Table> tables = new ArrayList<>();
        private final Map<String, String> newMarks = new HashMap<>();
        private final Map<String, List<List<String>>> newSmall = new HashMap<>();

        private Draft(MeterRows meterRows, SentMarks sent) {
            this.meterRows = meterRows;
            this.sent = sent;
        }

        /** Rows after the mark of a stream and up to a second, of those that a condition tells. */
        private void seconds(SqlTable table, String stream, long last, int most, String condition, Object... parameters)
                throws SQLException {
            long mark = sent.mark(stream).map(Long::parseLong).orElse(Long.MIN_VALUE);
            stream(table, stream, most, condition + "ts > ? AND ts <= ? ORDER BY ts", with(parameters, mark, last));
        }

        /** Rows after the mark of a stream and before a day. */
        private void days(SqlTable table, String stream, String before, String condition, Object... parameters)
                throws SQLException {
            stream(table, stream, MOST_OTHERS, condition + "day > ? AND day < ? ORDER BY day",
                    with(parameters, sent.mark(stream).orElse(FIRST_DAY), before));
        }

        private void stream(SqlTable table, String stream, int most, String condition, Object... parameters)
                throws SQLException {
            List<List<String>> rows = new ArrayList<>(
                    meterRows.rows(table, table.all(), condition + " LIMIT " + most, row -> cells(table, row),
                            parameters));
            if (rows.size() == most) {
                // Rows of the same time stay together.
                String cutTime = rows.get(most - 1).get(0);
                if (!rows.get(0).get(0).equals(cutTime)) {
                    rows.removeIf(row -> row.get(0).equals(cutTime));
                }
            }
            if (!rows.isEmpty()) {
                newMarks.put(stream, rows.get(rows.size() - 1).get(0));
                add(table, rows);
            }
        }

        /** All rows of a small table that a condition tells, if they are others than those sent last. */
        private void small(SqlTable table, String condition, Object... parameters) throws SQLException {
            List<List<String>> rows =
                    meterRows.rows(table, table.all(), condition, row -> cells(table, row), parameters);
            if (!rows.isEmpty() && !rows.equals(small.get(table.name()))) {
                newSmall.put(table.name(), rows);
                add(table, rows);
            }
        }

        /** With the columns that hold anything. */
        private void add(SqlTable table, List<List<String>> rows) {
            int[] places = IntStream.range(0, table.all().size())
                    .filter(place -> rows.stream().anyMatch(row -> !row.get(place).isEmpty())).toArray();
            tables.add(new RowSet.Table(Schema.title(table),
                    Arrays.stream(places).mapToObj(place -> table.all().get(place))
                            .map(column -> new Archive.Column(column.name(), column.type() != TEXT)).toList(),
                    rows.stream().map(row -> Arrays.stream(places).mapToObj(row::get).toList()).toList()));
        }
    }

    /**
     * @param directory for the file of what was sent
     * @param meter     the one that is served, once it is known
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
        // What was read while it closed may hold a minute that is cut.
        return closed ? Optional.empty() : page.map(Page::rows);
    }

    private Optional<Page> page(MeterRows meterRows, SentMarks sent) throws SQLException {
        Optional<ZoneId> zone = Meters.zone(meterRows);
        long most = clock.instant().getEpochSecond() + AHEAD_SECONDS;
        Optional<Long> newest = meterRows.first(Schema.MINUTES, Schema.MINUTES.key(), "ts <= ? ORDER BY ts DESC",
                row -> row.getLong(1), most);
        if (zone.isEmpty() || newest.isEmpty()) {
            return Optional.empty();
        }
        if (sent.mark("minutes").filter(mark -> Long.parseLong(mark) > most).isPresent()) {
            // The clock was ahead, and is right again.
            sent.clear();
        }
        long first = cut.orElse(newest.get());
        cut = Optional.of(first);
        long last = newest.get() > first ? newest.get() : Math.min(newest.get(), first - 1);
        Draft draft = new Draft(meterRows, sent);
        draft.seconds(Schema.MINUTES, "minutes", last, MOST_MINUTES, "");
        draft.seconds(Schema.QUARTERS, "quarters", last - QUARTER - HourFold.LATE_SECONDS, MOST_OTHERS, "");
        draft.seconds(Schema.HOURS, "hours", last - HOUR - HourFold.LATE_SECONDS, MOST_OTHERS, "");
        String today = LocalDate.ofInstant(Instant.ofEpochSecond(last - HourFold.LATE_SECONDS), zone.get()).toString();
        draft.days(Schema.DAYS, "days", today, "");
        events(draft, most);
        devices(draft, most);
        draft.small(Schema.DEVICES, "channel >= 0 ORDER BY channel, device");
        draft.small(Schema.PEAKS, "day >= ? AND day <= ? ORDER BY day, tariff",
                LocalDate.parse(today).minusMonths(OPEN_MONTHS).toString(), today);
        return draft.tables.isEmpty() ? Optional.empty()
                : Optional.of(new Page(new RowSet(sent.driver(newest.get()), zone.get().getId(), draft.tables),
                        draft.newMarks, draft.newSmall));
    }

    /** Streams of events whose times rise: an outage and an exchanged device are known later than they were. */
    private static void events(Draft draft, long most) throws SQLException {
        draft.seconds(Schema.EVENTS, "events", most, MOST_OTHERS, "kind <> ? AND kind NOT LIKE ? AND ",
                EventWatch.OUTAGE, "mbus%");
        draft.seconds(Schema.EVENTS, "outages", most, MOST_OTHERS, "kind = ? AND ", EventWatch.OUTAGE);
        draft.seconds(Schema.EVENTS, "exchanges", most, MOST_OTHERS, "kind LIKE ? AND ", "mbus%");
    }

    private static void devices(Draft draft, long most) throws SQLException {
        List<Integer> channels = draft.meterRows.query(
                "SELECT DISTINCT channel FROM " + Schema.DEVICES.name()
                + " WHERE meter = ? AND channel > 0 ORDER BY channel",
                row -> row.getInt(1));
        for (int channel : channels) {
            draft.seconds(Schema.MBUS, "mbus." + channel, most, MOST_OTHERS, "channel = ? AND ", channel);
            Optional<String> newest = draft.meterRows.first(Schema.MBUS_DAYS, Schema.MBUS_DAYS.key(),
                    "channel = ? ORDER BY day DESC", row -> row.getString(1), channel);
            if (newest.isPresent()) {
                draft.days(Schema.MBUS_DAYS, "mbus_days." + channel, newest.get(), "channel = ? AND ", channel);
            }
        }
    }

    private static Object[] with(Object[] parameters, Object... more) {
        List<Object> all = new ArrayList<>(Arrays.asList(parameters));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    private static List<String> cells(SqlTable table, ResultSet row) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (SqlColumn column : table.all()) {
            int place = cells.size() + 1;
            if (column.type() == TEXT) {
                cells.add(Optional.ofNullable(row.getString(place)).orElse(""));
            } else {
                BigDecimal number = row.getBigDecimal(place);
                cells.add(number == null ? "" : number.setScale(column.type().decimals(), RoundingMode.HALF_EVEN)
                        .toPlainString());
            }
        }
        return cells;
    }

    @Override
    public void sent() throws IOException {
        Page arrived = page.orElseThrow();
        page = Optional.empty();
        marks.orElseThrow().set(arrived.marks);
        small.putAll(arrived.small);
        unwritten = true;
        if (clock.millis() - written > WRITE_MILLIS) {
            write(marks.get());
        }
    }

    private void write(SentMarks sent) throws IOException {
        written = clock.millis();
        sent.write();
        unwritten = false;
    }

    /** Gives out no more. */
    void close() {
        closed = true;
        connection.close();
    }
}
