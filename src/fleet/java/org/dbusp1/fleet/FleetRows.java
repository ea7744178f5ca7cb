package org.dbusp1.fleet;

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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.fleet.sender.RowSet;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.history.Schema;
import org.dbusp1.output.history.SqlTable;
import org.dbusp1.output.history.SqlTable.Column;

/**
 * The rows of a message, checked: each cell has its column's type and a value that a meter can have, each time is
 * between the year 2000 and tomorrow. A row that is wrong is left out and counted. Tables and columns that this program
 * does not have are left out too: a newer driver may send more.
 */
public final class FleetRows {
    /** The tables whose rows are accepted, with the columns that a row must have besides its key. */
    private static final Map<String, Form> FORMS = Stream.of(new Form(Schema.MINUTES, 60, "n", "device"),
            new Form(Schema.HOURS, 3_600, "n"), new Form(Schema.DAYS, 1),
            new Form(Schema.QUARTERS, 900, "partial"), new Form(Schema.PEAKS, 1, "peak_w", "by_meter"),
            new Form(Schema.MBUS, 1, "device"), new Form(Schema.MBUS_DAYS, 1), new Form(Schema.EVENTS, 1, "value"),
            new Form(Schema.DEVICES, 1)).collect(Collectors.toMap(form -> Schema.title(form.table), form -> form));
    private static final long FIRST_SECOND = LocalDate.of(2000, 1, 1).toEpochDay() * 86_400;
    private static final int DAY = 86_400;
    private static final long MOST_WATTS = 1_000_000_000L;
    /** 100 TWh, or as many litres. */
    private static final long MOST = 100_000_000_000_000L;
    private static final int MOST_COUNT = 1_000_000;
    private static final int MOST_CHANNEL = 15;
    private static final int PRECISION = 6;
    private static final Map<String, Pattern> TEXTS = Map.of("kind", Pattern.compile("[a-z0-9_]{1,40}"),
            "tariff", Pattern.compile("[A-Za-z0-9_.-]{1,64}"));
    private static final Pattern SERIAL = Pattern.compile("[ -~]{1,64}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,5}(\\.[0-9]{1," + PRECISION + "})?");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

    /**
     * The form of the rows of a table, for the check.
     *
     * @param columns the columns of key and values
     * @param needed  for each column whether a row must have it
     * @param step    seconds of which a row's time is a multiple
     */
    private record Form(SqlTable table, List<Column> columns, List<Boolean> needed, int step) {
        Form(SqlTable table, int step, String... needed) {
            this(table, table.all(), table.all().stream().map(column -> table.key().contains(column)
                    || List.of(needed).contains(column.name())).toList(), step);
        }
    }

    /**
     * A row: the values of key and columns, in the order of {@link SqlTable#all}; absent ones are null, as JDBC has
     * them.
     */
    record Row(SqlTable table, Object[] values) {
        /** Returns the text of the key, unique among the rows of a table and meter. */
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
     * Checks a message; returns empty when its time zone does not exist.
     *
     * @param now the epoch second of this machine
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
            Optional.ofNullable(FORMS.get(table.name())).ifPresent(form -> checked.add(form, table));
        }
        return Optional.of(checked);
    }

    private void add(Form form, RowSet.Table table) {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < table.columns().size(); place++) {
            places.put(table.columns().get(place).name(), place);
        }
        for (List<String> cells : table.rows()) {
            Optional<String> wrong = add(form, places, cells);
            if (wrong.isPresent()) {
                refused++;
                reason = reason.or(() -> wrong.map(what -> table.name() + ": " + what));
            }
        }
    }

    /** Takes a row; returns its fault where it is wrong. */
    private Optional<String> add(Form form, Map<String, Integer> places, List<String> cells) {
        Object[] values = new Object[form.columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = form.columns.get(i);
            Integer place = places.get(column.name());
            String text = place == null ? "" : cells.get(place);
            if (text.isEmpty()) {
                if (form.needed.get(i)) {
                    return Optional.of("no " + column.name());
                }
                values[i] = column.type() == SqlTable.Type.TEXT ? "" : null;
                continue;
            }
            Optional<Object> value = value(form, column, text);
            if (value.isEmpty()) {
                return Optional.of(column.name() + " cannot be " + text);
            }
            values[i] = value.get();
        }
        rows.add(new Row(form.table, values));
        return Optional.empty();
    }

    private Optional<Object> value(Form form, Column column, String text) {
        return switch (column.type()) {
            case TEXT -> text(column.name(), text);
            case VOLTS, AMPERES -> decimal(column.type(), text);
            case INTEGER -> integer(text).filter(number -> isPossible(form, column.name(), number))
                    .map(number -> number);
        };
    }

    private Optional<Object> text(String column, String text) {
        return column.equals("day") ? day(text).map(LocalDate::toString)
                : Optional.of((Object) text).filter(any -> TEXTS.getOrDefault(column, SERIAL).matcher(text).matches());
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

    /** Returns a number with at most as many digits before and after the point as the column takes; else empty. */
    private static Optional<Object> decimal(SqlTable.Type type, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        return number.scale() > type.decimals() ? Optional.empty() : Optional.of(number);
    }

    private static Optional<Long> integer(String text) {
        return INTEGER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private boolean isPossible(Form form, String column, long number) {
        if (column.equals("ts")) {
            return isTime(number) && number % form.step == 0;
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

    /** Returns the meter of the rows. */
    public MeterKey meter() {
        return meter;
    }

    /** Returns the driver that sent the rows. */
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

    /** Returns the number of rows that are right. */
    public int size() {
        return rows.size();
    }

    /** Returns the number of rows that were left out because they are wrong. */
    public int refused() {
        return refused;
    }

    /** Returns the fault of the first row that was left out. */
    public Optional<String> reason() {
        return reason;
    }

    /** Returns the newest minute; absent where there is none. */
    public OptionalLong newest() {
        return rows.stream().filter(row -> row.table == Schema.MINUTES).mapToLong(row -> (Long) row.values[0]).max();
    }
}
