package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.RowSet;

/**
 * The rows of a message, checked: each cell has its column's type and a value that a meter can have, each time is
 * between the year 2000 and tomorrow. A row that is wrong is left out and counted. Tables and columns that this program
 * does not have are left out too: a newer driver may send more.
 */
public final class FleetRows {
    private static final Map<String, SqlTable> TABLES =
            List.of(Schema.MINUTES, Schema.HOURS, Schema.DAYS, Schema.QUARTERS,
            Schema.PEAKS, Schema.MBUS, Schema.MBUS_DAYS, Schema.EVENTS, Schema.DEVICES).stream()
            .collect(Collectors.toMap(Schema::title, Function.identity()));
    /** Columns without which a row is none: others rely on them. */
    private static final Map<SqlTable, Set<String>> NEEDED = Map.of(Schema.MINUTES, Set.of("n", "device"),
            Schema.HOURS, Set.of("n"), Schema.MBUS, Set.of("device"), Schema.EVENTS, Set.of("value"),
            Schema.QUARTERS, Set.of("partial"), Schema.PEAKS, Set.of("peak_w", "by_meter"));
    /** Seconds of a table whose rows stand at full ones. */
    private static final Map<SqlTable, Integer> STEPS =
            Map.of(Schema.MINUTES, 60, Schema.QUARTERS, 900, Schema.HOURS, 3_600);
    private static final long FIRST_SECOND = LocalDate.of(2000, 1, 1).toEpochDay() * 86_400;
    private static final int DAY = 86_400;
    private static final long MOST_WATTS = 1_000_000_000L;
    /** 100 TWh, or as many litres. */
    private static final long MOST = 100_000_000_000_000L;
    private static final int MOST_COUNT = 1_000_000;
    private static final int MOST_CHANNEL = 15;
    private static final int PRECISION = 6;
    private static final Map<String, String> TEXTS =
            Map.of("kind", "[a-z0-9_]{1,40}", "tariff", "[A-Za-z0-9_.-]{1,64}");
    private static final String SERIAL = "[ -~]{1,64}";

    /**
     * A row: the values of key and columns, in the order of {@link SqlTable#all}; absent ones are null, as JDBC has
     * them.
     */
    record Row(SqlTable table, Object[] values) {
        /** Tells rows apart within a table and meter. */
        String key() {
            return Arrays.stream(values, 0, table.key().size()).map(Object::toString).collect(Collectors.joining(" "));
        }
    }

    private final MeterKey meter;
    private final ZoneId zone;
    private final String driver;
    private final OptionalLong number;
    private final List<Row> rows = new ArrayList<>();
    private final long now;
    private int refused;
    private Optional<String> reason = Optional.empty();

    private FleetRows(MeterKey meter, RowSet set, ZoneId zone, long now) {
        this.meter = meter;
        this.driver = set.driver();
        this.number = set.number();
        this.zone = zone;
        this.now = now;
    }

    /**
     * Checks a message; empty when its time zone is none.
     *
     * @param now epoch second of this machine
     */
    public static Optional<FleetRows> of(MeterKey meter, RowSet set, long now) {
        ZoneId zone;
        try {
            zone = ZoneId.of(set.zone());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
        FleetRows checked = new FleetRows(meter, set, zone, now);
        for (RowSet.Table table : set.tables()) {
            Optional.ofNullable(TABLES.get(table.name())).ifPresent(ours -> checked.add(ours, table));
        }
        return Optional.of(checked);
    }

    private void add(SqlTable ours, RowSet.Table table) {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < table.columns().size(); place++) {
            places.put(table.columns().get(place).name(), place);
        }
        for (List<String> cells : table.rows()) {
            Optional<String> wrong = add(ours, places, cells);
            if (wrong.isPresent()) {
                refused++;
                reason = reason.or(() -> wrong.map(what -> table.name() + ": " + what));
            }
        }
    }

    /** What is wrong with a row; empty when it was taken. */
    private Optional<String> add(SqlTable ours, Map<String, Integer> places, List<String> cells) {
        List<SqlColumn> columns = ours.all();
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            SqlColumn column = columns.get(i);
            Integer place = places.get(column.name());
            String text = place == null ? "" : cells.get(place);
            boolean needed = i < ours.key().size() || NEEDED.getOrDefault(ours, Set.of()).contains(column.name());
            if (text.isEmpty()) {
                if (needed) {
                    return Optional.of("no " + column.name());
                }
                values[i] = column.type() == SqlColumn.Type.TEXT ? "" : null;
                continue;
            }
            Optional<Object> value = value(ours, column, text);
            if (value.isEmpty()) {
                return Optional.of(column.name() + " cannot be " + text);
            }
            values[i] = value.get();
        }
        rows.add(new Row(ours, values));
        return Optional.empty();
    }

    private Optional<Object> value(SqlTable table, SqlColumn column, String text) {
        return switch (column.type()) {
            case TEXT -> text(column.name(), text);
            case VOLTS, AMPERES -> decimal(column.type(), text);
            case INTEGER -> integer(text).filter(number -> isPossible(table, column.name(), number))
                    .map(number -> number);
        };
    }

    private Optional<Object> text(String column, String text) {
        return column.equals("day") ? day(text).map(LocalDate::toString)
                : Optional.of((Object) text).filter(any -> text.matches(TEXTS.getOrDefault(column, SERIAL)));
    }

    private Optional<LocalDate> day(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            return Optional.of(day).filter(one -> one.getYear() >= 2000 && one.getYear() <= 9999
                    && !one.isAfter(LocalDate.ofInstant(Instant.ofEpochSecond(now + DAY), ZoneOffset.UTC).plusDays(1)));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    /** As many digits before the point as the column takes. */
    private static Optional<Object> decimal(SqlColumn.Type type, String text) {
        if (!text.matches("-?[0-9]{1,5}(\\.[0-9]{1," + PRECISION + "})?")) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        return number.scale() > type.decimals() ? Optional.empty() : Optional.of(number);
    }

    private static Optional<Long> integer(String text) {
        return text.matches("-?[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private boolean isPossible(SqlTable table, String column, long number) {
        if (column.equals("ts")) {
            return isTime(number) && number % STEPS.getOrDefault(table, 1) == 0;
        }
        if (column.endsWith("_ts")) {
            return isTime(number);
        }
        if (column.endsWith("_w")) {
            return Math.abs(number) <= MOST_WATTS;
        }
        return switch (column) {
            case "channel" -> number >= 0 && number <= MOST_CHANNEL;
            case "gap", "partial", "by_meter" -> number == 0 || number == 1;
            case "n", "bad", "missing", "tariff", "device" -> number >= 0 && number <= MOST_COUNT;
            case "value", "delta" -> Math.abs(number) <= MOST;
            default -> number >= 0 && number <= MOST;
        };
    }

    private boolean isTime(long second) {
        return second >= FIRST_SECOND && second <= now + DAY;
    }

    /** The meter that they are of. */
    public MeterKey meter() {
        return meter;
    }

    /** The driver that sent them, and the number of its message. */
    String driver() {
        return driver;
    }

    OptionalLong number() {
        return number;
    }

    ZoneId zone() {
        return zone;
    }

    List<Row> rows() {
        return rows;
    }

    /** How many are right. */
    public int size() {
        return rows.size();
    }

    /** How many were left out because they are wrong. */
    public int refused() {
        return refused;
    }

    /** What is wrong with the first row that was left out. */
    public Optional<String> reason() {
        return reason;
    }

    /** The newest minute; absent where there is none. */
    public OptionalLong newest() {
        return rows.stream().filter(row -> row.table == Schema.MINUTES).mapToLong(row -> (Long) row.values[0]).max();
    }
}
