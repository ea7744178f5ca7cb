package org.dbusp1.output.history;

import static org.dbusp1.output.history.SqlColumn.Type.TEXT;

import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.output.Archive;
import org.dbusp1.output.RowSet;

/**
 * Some of the rows that were not sent yet: of each stream those after its mark, in the order of time, and all rows of
 * small tables that differ from those sent last.
 */
final class RowPage {
    /** The most rows of one stream, except minutes. */
    static final int MOST = 20;
    private static final String FIRST_DAY = "0000-01-01";

    private final MeterRows meterRows;
    private final SentMarks sent;
    private final ZoneId zone;
    private final long newest;
    private final List<RowSet.Table> tables = new ArrayList<>();
    private final Map<String, String> marks = new HashMap<>();
    private final Map<String, List<List<String>>> small = new HashMap<>();

    /** @param newest the newest second of the meter's history */
    RowPage(MeterRows meterRows, SentMarks sent, ZoneId zone, long newest) {
        this.meterRows = meterRows;
        this.sent = sent;
        this.zone = zone;
        this.newest = newest;
    }

    /** Reads rows up to a second. */
    void seconds(SqlTable table, String stream, long last, int most) throws SQLException {
        seconds(table, stream, last, most, "");
    }

    private void seconds(SqlTable table, String stream, long last, int most, String condition, Object... parameters)
            throws SQLException {
        long mark = sent.mark(stream).map(Long::parseLong).orElse(Long.MIN_VALUE);
        read(table, stream, most, condition + "ts > ? AND ts <= ? ORDER BY ts",
                Stream.concat(Arrays.stream(parameters), Stream.of(mark, last)));
    }

    /** Reads rows before a day that meet a condition. */
    void days(SqlTable table, String stream, String before, String condition, Object... parameters)
            throws SQLException {
        String mark = sent.mark(stream).orElse(FIRST_DAY);
        read(table, stream, MOST, condition + "day > ? AND day < ? ORDER BY day",
                Stream.concat(Arrays.stream(parameters), Stream.of(mark, before)));
    }

    /** Reads events in streams with rising times: an outage or an exchange is known some time after it happened. */
    void events(long last) throws SQLException {
        seconds(Schema.EVENTS, "events", last, MOST, "kind <> ? AND kind NOT LIKE ? AND ", EventDetector.OUTAGE,
                "mbus%");
        seconds(Schema.EVENTS, "outages", last, MOST, "kind = ? AND ", EventDetector.OUTAGE);
        seconds(Schema.EVENTS, "exchanges", last, MOST, "kind LIKE ? AND ", "mbus%");
    }

    /**
     * Reads the readings of M-Bus devices, and their days before the last.
     *
     * @param today the present day; later days come from a wrong clock
     */
    void devices(long last, String today) throws SQLException {
        List<Integer> channels = meterRows.query("SELECT DISTINCT channel FROM " + Schema.DEVICES.name()
                + " WHERE meter = ? AND channel > 0 ORDER BY channel", row -> row.getInt(1));
        for (int channel : channels) {
            seconds(Schema.MBUS, "mbus." + channel, last, MOST, "channel = ? AND ", channel);
            Optional<String> newestDay = meterRows.first(Schema.MBUS_DAYS, Schema.MBUS_DAYS.key(),
                    "channel = ? AND day <= ? ORDER BY day DESC", row -> row.getString(1), channel, today);
            if (newestDay.isPresent()) {
                days(Schema.MBUS_DAYS, "mbus_days." + channel, newestDay.get(), "channel = ? AND ", channel);
            }
        }
    }

    private void read(SqlTable table, String stream, int most, String condition, Stream<?> parameters)
            throws SQLException {
        List<List<String>> rows = new ArrayList<>(rows(table, condition + " LIMIT " + most, parameters.toArray()));
        if (rows.size() == most) {
            // Rows of the same time stay together.
            String cutTime = rows.get(most - 1).get(0);
            if (!rows.get(0).get(0).equals(cutTime)) {
                rows.removeIf(row -> row.get(0).equals(cutTime));
            }
        }
        if (!rows.isEmpty()) {
            marks.put(stream, rows.get(rows.size() - 1).get(0));
            add(table, rows);
        }
    }

    /** Reads all rows of a small table that meet a condition. */
    void small(SqlTable table, String condition, Object... parameters) throws SQLException {
        List<List<String>> rows = rows(table, condition, parameters);
        if (!rows.isEmpty() && !sent.isLast(table.name(), rows)) {
            small.put(table.name(), rows);
            add(table, rows);
        }
    }

    private List<List<String>> rows(SqlTable table, String condition, Object... parameters) throws SQLException {
        List<SqlColumn> columns = columns(table);
        return meterRows.rows(table, columns, table.shown() + " AND " + condition, row -> {
            List<String> cells = new ArrayList<>();
            for (SqlColumn column : columns) {
                cells.add(column.type().text(row, cells.size() + 1));
            }
            return cells;
        }, parameters);
    }

    private static List<SqlColumn> columns(SqlTable table) {
        return table.all().stream().filter(column -> column.aggregation() != SqlColumn.Aggregation.LOCAL).toList();
    }

    /** Adds the rows of a table, with the columns that have a value in any row. */
    private void add(SqlTable table, List<List<String>> rows) {
        List<SqlColumn> columns = columns(table);
        int[] places = IntStream.range(0, columns.size())
                .filter(place -> rows.stream().anyMatch(row -> !row.get(place).isEmpty())).toArray();
        tables.add(new RowSet.Table(Schema.title(table),
                Arrays.stream(places).mapToObj(columns::get)
                        .map(column -> new Archive.Column(column.name(), column.type() != TEXT)).toList(),
                rows.stream().map(row -> Arrays.stream(places).mapToObj(row::get).toList()).toList()));
    }

    boolean holdsAny() {
        return !tables.isEmpty();
    }

    RowSet rows() {
        return new RowSet(sent.driver(newest), OptionalLong.of(sent.number() + 1), zone.getId(), tables);
    }

    /** Marks the rows as sent: later pages begin after them. */
    void arrived() {
        sent.set(marks, small);
    }
}
