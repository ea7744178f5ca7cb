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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.fleet.RowSet;
import org.dbusp1.output.history.Schema;
import org.dbusp1.output.history.SqlTable;
import org.dbusp1.output.history.SqlTable.Column;
import org.jspecify.annotations.Nullable;

/**
 * The checked rows of a message. Each cell has its column's type and a value that a meter can have, each time is between the
 * year 2000 and tomorrow. A row that is wrong is left out and counted. Unknown tables and columns are left out too, but not
 * counted: a newer driver may send more.
 */
public final class FleetRows {
    /** The accepted tables, with the columns that a row must have in addition to its key. */
    private static final Map<String, Form> FORMS = Stream.of(new Form(Schema.MINUTES, 60, "n", "device"),
            new Form(Schema.HOURS, 3_600, "n"), new Form(Schema.DAYS, 1),
            new Form(Schema.QUARTERS, 900, "partial"), new Form(Schema.PEAKS, 1, "peak_w", "by_meter"),
            new Form(Schema.MBUS, 1, "device"), new Form(Schema.MBUS_DAYS, 1), new Form(Schema.EVENTS, 1, "value"),
            new Form(Schema.DEVICES, 1)).collect(Collectors.toMap(form -> Schema.title(form.table), form -> form));
    private static final long FIRST_SECOND = LocalDate.of(2000, 1, 1).toEpochDay() * 86_400;
    private static final int DAY = 86_400;
    private static final long MOST_WATTS = 1_000_000_000L;
    /** The greatest counter: 100 TWh in Wh, or as many litres. */
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
     * @param needed  for each column whether a row must have it
     * @param step    seconds of which a row's time is a multiple
     */
    private record Form(SqlTable table, List<Column> columns, List<Boolean> needed, int step) {
        Form(SqlTable table, int step, String... needed) {
            this(table, table.all(), table.all().stream().map(column -> table.key().contains(column)
                    || List.of(needed).contains(column.name())).toList(), step);
        }
    }

    /** A row: the values of key and columns, in the order of {@link SqlTable#all}; an absent value is null, as for JDBC. */
    record Row(SqlTable table, Object[] values) {
        String key() {
            return Arrays.stream(values, 0, table.key().size()).map(Object::toString).collect(Collectors.joining(" "));
        }
    }

    private final MeterKey meter;
    private final ZoneId zone;
    private final String driver;
    private final @Nullable Long number;
    private final List<Row> rows = new ArrayList<>();
    private final long now;
    private int refused;
    private String reason = "";

    private FleetRows(MeterKey meter, RowSet set, ZoneId zone, long now) {
        this.meter = meter;
        this.driver = set.driver();
        this.number = set.number();
        this.zone = zone;
        this.now = now;
    }

    /** Checks a message; returns null when the time zone of the set does not exist. @param now epoch seconds of this machine's clock */
    public static @Nullable FleetRows of(MeterKey meter, RowSet set, long now) {
        ZoneId zone;
        try {
            zone = ZoneId.of(set.zone());
        } catch (DateTimeException e) {
            return null;
        }
        FleetRows checked = new FleetRows(meter, set, zone, now);
        for (RowSet.Table table : set.tables()) {
            Form form = FORMS.get(table.name());
            if (form != null) {
                checked.add(form, table);
            }
        }
        return checked;
    }

    private void add(Form form, RowSet.Table table) {
        Map<String, Integer> positions = new HashMap<>();
        for (int position = 0; position < table.columns().size(); position++) {
            positions.put(table.columns().get(position).name(), position);
        }
        for (List<String> cells : table.rows()) {
            String wrong = add(form, positions, cells);
            if (!wrong.isEmpty() && refused++ == 0) {
                reason = table.name() + ": " + wrong;
            }
        }
    }

    /** Adds a row; returns its fault, or an empty text if it is right. */
    private String add(Form form, Map<String, Integer> positions, List<String> cells) {
        @Nullable Object[] values = new Object[form.columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = form.columns.get(i);
            Integer position = positions.get(column.name());
            String text = position == null ? "" : cells.get(position);
            if (text.isEmpty()) {
                if (form.needed.get(i)) {
                    return "no " + column.name();
                }
                values[i] = column.type() == SqlTable.Type.TEXT ? "" : null;
                continue;
            }
            Object value = value(form, column, text);
            if (value == null) {
                return column.name() + " cannot be " + text;
            }
            values[i] = value;
        }
        rows.add(new Row(form.table, values));
        return "";
    }

    /** Returns the value of a cell; null if the column cannot have this text. */
    private @Nullable Object value(Form form, Column column, String text) {
        return switch (column.type()) {
            case TEXT -> (column.name().equals("day") ? isDay(text) : TEXTS.getOrDefault(column.name(), SERIAL).matcher(text).matches())
                    ? text : null;
            case VOLTS, AMPERES -> decimal(column.type(), text);
            case INTEGER -> INTEGER.matcher(text).matches() && isPossible(form, column.name(), Long.parseLong(text))
                    ? Long.valueOf(text) : null;
        };
    }

    /** Returns a number with at most as many digits before and after the point as the column accepts; null for another text. */
    private static @Nullable BigDecimal decimal(SqlTable.Type type, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            return null;
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        return number.scale() <= type.decimals() ? number : null;
    }

    private boolean isDay(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            return day.getYear() >= 2000 && day.getYear() <= 9999
                    && !day.isAfter(LocalDate.ofInstant(Instant.ofEpochSecond(now + DAY), ZoneOffset.UTC).plusDays(1));
        } catch (DateTimeException e) {
            return false;
        }
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

    public MeterKey meter() {
        return meter;
    }

    String driver() {
        return driver;
    }

    @Nullable Long number() {
        return number;
    }

    ZoneId zone() {
        return zone;
    }

    List<Row> rows() {
        return rows;
    }

    public int size() {
        return rows.size();
    }

    public int refused() {
        return refused;
    }

    public String reason() {
        return reason;
    }

    /** Returns the newest minute in epoch seconds; null without minutes. */
    public @Nullable Long newest() {
        return rows.stream().filter(row -> row.table == Schema.MINUTES).map(row -> (Long) row.values[0]).max(Long::compare).orElse(null);
    }
}
