package org.dbusp1.output.fleet;

import static org.dbusp1.output.history.SqlTable.Type.TEXT;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.output.Archive;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.history.HistoryReader;
import org.dbusp1.output.history.MeterCalendar;
import org.dbusp1.output.history.Retention;
import org.dbusp1.output.history.Schema;
import org.dbusp1.output.history.SqlTable;
import org.dbusp1.output.history.SqlTable.Column;
import org.dbusp1.output.history.Statements;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of finished rows of the history that were not sent yet. The rows stay in the history; a file holds the last sent
 * row of each stream. A minute is finished when it is written; a quarter two minutes after its end; an hour and a day an hour
 * later; a day of gas when the next one has begun. Rows that a wrong clock put into the future wait until that time. Used by one
 * thread; any thread may call {@link #close}.
 */
public final class FinishedRows implements RowSet.Queue {
    private static final int MOST_MINUTES = 60;
    private static final String METER_EVENTS = "meter_events";
    private static final String DRIVER_EVENTS = "driver_events";
    private static final int HOUR = 3_600;
    /** The most by which the meter's clock may be ahead of the machine's. */
    private static final int AHEAD_SECONDS = 3_600;
    private static final int DAY_SECONDS = 86_400;
    /** The months with peaks that may still change. */
    private static final int OPEN_MONTHS = 14;
    private static final long WRITE_MILLIS = 20_000;

    private final HistoryReader history;
    private final Path directory;
    private final InstantSource clock;
    private @Nullable SentMarks marks;
    /**
     * The newest minute at the first page, in epoch seconds; null before that page. The minute is sent only when a later one
     * exists, because a minute that a restart interrupted is written again.
     */
    private @Nullable Long cut;
    private @Nullable Page page;
    private long written;
    private boolean unwritten;
    private volatile boolean closed;

    public FinishedRows(HistoryReader history, Path directory, InstantSource clock) {
        this.history = history;
        this.directory = directory;
        this.clock = clock;
    }

    public static FinishedRows of(HistoryOutput history, Path directory) {
        FinishedRows rows = new FinishedRows(history.reader(), directory, InstantSource.system());
        history.beforeEnd(rows::close);
        return rows;
    }

    @Override
    public @Nullable RowSet next() throws IOException {
        MeterKey key = history.meter();
        if (closed || key == null) {
            return null;
        }
        SentMarks sent = marks != null ? marks : new SentMarks(directory.resolve("rows." + key + ".properties"));
        marks = sent;
        Page next = history.ask(key.text(), sql -> Optional.ofNullable(page(sql, sent))).orElse(null);
        page = next;
        if (next == null && unwritten) {
            write(sent);
        }
        // A page read during close() may hold an incomplete minute.
        return closed || next == null ? null : next.rows();
    }

    private @Nullable Page page(Statements sql, SentMarks sent) throws SQLException {
        MeterCalendar calendar = MeterCalendar.of(sql);
        long most = clock.instant().getEpochSecond() + AHEAD_SECONDS;
        Optional<Long> newest = sql.firstSecond(Schema.MINUTES, "ts <= ? ORDER BY ts DESC", most);
        if (calendar == null || newest.isEmpty()) {
            return null;
        }
        String sentMinute = sent.mark("minutes");
        if (sentMinute != null && Long.parseLong(sentMinute) > most) {
            // The clock was ahead, and is right now.
            sent.clear();
        }
        if (sent.isOfTheFuture(most + DAY_SECONDS) && Retention.isConfirmed(sql, most)) {
            // The name has the time of the clock that was ahead, and collectors refuse a sender's name from the future.
            sent.rename();
        }
        long first = cut != null ? cut : newest.get();
        cut = first;
        long last = newest.get() > first ? newest.get() : Math.min(newest.get(), first - 1);
        Page read = new Page(sql, sent, calendar.zone(), newest.get());
        // The list of a meter with hourly counters may be lost: an hour later the next one completes the hour and the day.
        LocalDate today = calendar.day(last - HOUR - CounterRule.LATE_SECONDS);
        read.stream("minutes", Schema.MINUTES, MOST_MINUTES, last, "");
        read.stream("quarters", Schema.QUARTERS, Page.MOST, last - EnergyUse.QUARTER_SECONDS - CounterRule.LATE_SECONDS, "");
        read.stream("hours", Schema.HOURS, Page.MOST, last - 2 * HOUR - CounterRule.LATE_SECONDS, "");
        read.stream("days", Schema.DAYS, Page.MOST, today.minusDays(1).toString(), "");
        read.events(most);
        read.devices(most, today.toString());
        read.small(Schema.DEVICES, "channel >= 0 ORDER BY channel, device");
        read.small(Schema.PEAKS, "day >= ? AND day <= ? ORDER BY day, tariff", today.minusMonths(OPEN_MONTHS).toString(), today.toString());
        return read.tables.isEmpty() ? null : read;
    }

    @Override
    public void sent() throws IOException {
        if (page == null) {
            throw new IllegalStateException("no rows were asked for");
        }
        SentMarks sent = page.sent;
        sent.set(page.marks, page.small);
        page = null;
        unwritten = true;
        if (Math.abs(clock.millis() - written) > WRITE_MILLIS) {
            write(sent);
        }
    }

    private void write(SentMarks sent) throws IOException {
        written = clock.millis();
        sent.write();
        unwritten = false;
    }

    public void close() {
        closed = true;
    }

    /** A part of the rows that were not sent yet: of each stream the rows after its mark, by time, and of changed small tables all rows. */
    private static final class Page {
        static final int MOST = 20;
        private static final String FIRST_DAY = "0000-01-01";
        private static final String PLACES = String.join(", ", Collections.nCopies(Schema.DRIVER_EVENTS.size(), "?"));

        private final Statements sql;
        private final SentMarks sent;
        private final ZoneId zone;
        private final long newest;
        /** Rows by table; several streams may share a table. */
        private final Map<SqlTable, List<List<String>>> tables = new LinkedHashMap<>();
        private final Map<String, String> marks = new HashMap<>();
        private final Map<String, List<List<String>>> small = new HashMap<>();

        Page(Statements sql, SentMarks sent, ZoneId zone, long newest) {
            this.sql = sql;
            this.sent = sent;
            this.zone = zone;
            this.newest = newest;
        }

        /**
         * Reads events. Those with the machine's time, and types that become known only later (outages, exchanges), are streams of their
         * own, because a row that is older than the mark of its stream is not sent.
         */
        void events(long last) throws SQLException {
            stream(METER_EVENTS, Schema.EVENTS, MOST, last, "kind <> ? AND kind NOT LIKE ? AND kind NOT IN (" + PLACES + ") AND ",
                    Stream.concat(Stream.of(Schema.OUTAGE, "mbus%"), Schema.DRIVER_EVENTS.stream()).toArray());
            stream(DRIVER_EVENTS, Schema.EVENTS, MOST, last, "kind IN (" + PLACES + ") AND ", Schema.DRIVER_EVENTS.toArray());
            stream("outages", Schema.EVENTS, MOST, last, "kind = ? AND ", Schema.OUTAGE);
            stream("exchanges", Schema.EVENTS, MOST, last, "kind LIKE ? AND ", "mbus%");
        }

        /**
         * Reads the readings of M-Bus devices, and their daily readings before the last day. @param today a later day is from a wrong clock
         */
        void devices(long last, String today) throws SQLException {
            List<Integer> channels = sql.query("SELECT DISTINCT channel FROM " + Schema.DEVICES.name()
                    + " WHERE meter = ? AND channel > 0 ORDER BY channel", row -> row.getInt(1), sql.meter());
            for (int channel : channels) {
                stream("mbus." + channel, Schema.MBUS, MOST, last, "channel = ? AND ", channel);
                Optional<String> newestDay = sql.first(Schema.MBUS_DAYS, Schema.MBUS_DAYS.key(),
                        "channel = ? AND day <= ? ORDER BY day DESC", row -> row.getString(1), channel, today);
                if (newestDay.isPresent()) {
                    stream("mbus_days." + channel, Schema.MBUS_DAYS, MOST,
                            LocalDate.parse(newestDay.get()).minusDays(1).toString(), "channel = ? AND ", channel);
                }
            }
        }

        /** Reads rows after the mark of a stream. @param last second or day @param condition another one, ending with AND; or empty */
        void stream(String stream, SqlTable table, int most, Object last, String condition, Object... parameters) throws SQLException {
            String time = table.time().name();
            String mark = sent.mark(stream);
            Object after = table.time().type() == TEXT ? mark == null ? FIRST_DAY : mark
                    : (Object) (mark == null ? Long.MIN_VALUE : Long.parseLong(mark));
            List<List<String>> rows = new ArrayList<>(rows(table, condition + time + " > ? AND " + time + " <= ? ORDER BY "
                    + time + " LIMIT " + most, Stream.concat(Arrays.stream(parameters), Stream.of(after, last)).toArray()));
            if (rows.size() == most) {
                // Rows of the same time stay together.
                String cutTime = rows.get(most - 1).get(0);
                if (!rows.get(0).get(0).equals(cutTime)) {
                    rows.removeIf(row -> row.get(0).equals(cutTime));
                }
            }
            if (!rows.isEmpty()) {
                marks.put(stream, rows.get(rows.size() - 1).get(0));
                tables.computeIfAbsent(table, key -> new ArrayList<>()).addAll(rows);
            }
        }

        void small(SqlTable table, String condition, Object... parameters) throws SQLException {
            List<List<String>> rows = rows(table, condition, parameters);
            if (!rows.isEmpty() && !sent.isLast(table.name(), rows)) {
                small.put(table.name(), rows);
                tables.put(table, rows);
            }
        }

        private List<List<String>> rows(SqlTable table, String condition, Object... parameters) throws SQLException {
            List<Column> columns = columns(table);
            return sql.rows(table, columns, table.shownCondition() + " AND " + condition, row -> {
                List<String> cells = new ArrayList<>();
                for (Column column : columns) {
                    cells.add(column.type().text(row, cells.size() + 1));
                }
                return cells;
            }, parameters);
        }

        private static List<Column> columns(SqlTable table) {
            return table.all().stream().filter(column -> column.aggregation() != SqlTable.Aggregation.NOT_SENT).toList();
        }

        private static RowSet.Table table(SqlTable table, List<List<String>> rows) {
            List<Column> columns = columns(table);
            int[] positions = IntStream.range(0, columns.size())
                    .filter(position -> rows.stream().anyMatch(row -> !row.get(position).isEmpty())).toArray();
            return new RowSet.Table(Schema.title(table),
                    Arrays.stream(positions).mapToObj(columns::get)
                            .map(column -> new Archive.Column(column.name(), column.type() != TEXT)).toList(),
                    rows.stream().map(row -> Arrays.stream(positions).mapToObj(row::get).toList()).toList());
        }

        RowSet rows() {
            return new RowSet(sent.driver(newest), sent.number() + 1, zone.getId(),
                    tables.entrySet().stream().map(table -> table(table.getKey(), table.getValue())).toList());
        }
    }

    /**
     * Stores the last sent row of each stream of a meter, and the name of the sender, in a file of the state directory. If
     * the file is missing or damaged, everything is sent again under a new name. Used by one thread.
     */
    private static final class SentMarks {
        private static final Logger LOG = LoggerFactory.getLogger(SentMarks.class);
        private static final String DRIVER = "driver";
        private static final String NUMBER = "number";
        private static final String MARK = "-?[0-9]{1,18}|[0-9]{4}-[0-9]{2}-[0-9]{2}";

        private final Path file;
        private final Map<String, String> marks = new TreeMap<>();
        private final Map<String, List<List<String>>> small = new HashMap<>();
        private @Nullable String driver;

        SentMarks(Path file) {
            this.file = file;
            read();
        }

        private void read() {
            try {
                Properties found = FileStateStore.read(file);
                String named = found.getProperty(DRIVER, "");
                if (named.matches(RowSet.DRIVER)) {
                    driver = named;
                    found.forEach((name, mark) -> marks.put(name.toString(), mark.toString()));
                    marks.values().removeIf(mark -> !mark.matches(MARK));
                    marks.remove(DRIVER);
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("history: {} cannot be read: {}; all rows are sent again", file, e.getMessage());
            }
        }

        /** Returns the sender's name, made at the first call, from the newest second of the meter's history. */
        String driver(long second) {
            String name = driver != null ? driver
                    : String.format(Locale.ROOT, "%010d-%08x", Math.max(0, second), new SecureRandom().nextInt());
            driver = name;
            return name;
        }

        boolean isOfTheFuture(long second) {
            return driver != null && RowSet.since(driver) > second;
        }

        void rename() {
            driver = null;
            marks.clear();
            small.clear();
        }

        /** Returns the mark of a stream; null before the first row of the stream. */
        @Nullable String mark(String stream) {
            return marks.get(stream);
        }

        /** Returns the number of sets sent under this name. After a power cut some rows are sent again, with the same numbers. */
        long number() {
            return Long.parseLong(marks.getOrDefault(NUMBER, "0"));
        }

        boolean isLast(String table, List<List<String>> rows) {
            return rows.equals(small.get(table));
        }

        void set(Map<String, String> newer, Map<String, List<List<String>>> newerSmall) {
            marks.putAll(newer);
            marks.put(NUMBER, Long.toString(number() + 1));
            small.putAll(newerSmall);
        }

        /** Removes all marks: everything is sent again; the numbering of sets continues. */
        void clear() {
            marks.keySet().retainAll(Set.of(NUMBER));
            small.clear();
        }

        void write() throws IOException {
            Map<String, String> all = new TreeMap<>(marks);
            if (driver != null) {
                all.put(DRIVER, driver);
            }
            FileStateStore.write(file, "up to which row the history was sent", all);
        }
    }
}
