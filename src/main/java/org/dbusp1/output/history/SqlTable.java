package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table of the history; its statements are made from its columns. The primary key is the meter, then the key columns. */
public final class SqlTable {
    public static final String METER = "meter";
    /** A condition that every row meets. */
    static final String EVERY_ROW = "1 = 1";

    /** The type of a column. Numbers are whole; volts and amperes have decimals for people who read them in SQL. */
    public enum Type {
        INTEGER("BIGINT", 0), VOLTS("NUMERIC(6,1)", 1), AMPERES("NUMERIC(7,2)", 2), TEXT("VARCHAR(64)", 0);

        private final String sql;
        private final int decimals;

        Type(String sql, int decimals) {
            this.sql = sql;
            this.decimals = decimals;
        }

        /** Returns a value as plain text, rounded, because means have more decimals; empty for NULL. @param position from 1 */
        public String text(ResultSet rows, int position) throws SQLException {
            if (this == TEXT) {
                return Objects.requireNonNullElse(rows.getString(position), "");
            }
            BigDecimal value = rows.getBigDecimal(position);
            return value == null ? "" : value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        }

        /** Returns the decimals d: a value v is handled as the whole number v x 10^d. */
        public int decimals() {
            return decimals;
        }
    }

    /** The function that combines the values of several rows. */
    public enum Aggregation {
        SUM("SUM"), MEAN("AVG"), LOWEST("MIN"), HIGHEST("MAX"),
        /** No meaningful value for several rows. */
        NONE(""),
        /** Part of the key: rows of different values stay separate. */
        GROUP_KEY(""),
        /** A value for programs: not shown, but sent to another database with its row. */
        NOT_SHOWN(""),
        /** A value for the program that wrote the row, which is neither shown nor sent to another dialect. */
        NOT_SENT("");

        private final String function;

        Aggregation(String function) {
            this.function = function;
        }

        /** The SQL function; empty without a function. */
        String function() {
            return function;
        }
    }

    public record Column(String name, Type type, Aggregation aggregation) {
        boolean isShown() {
            return aggregation != Aggregation.NOT_SHOWN && aggregation != Aggregation.NOT_SENT;
        }

        static Column integer(String name, Aggregation aggregation) {
            return new Column(name, Type.INTEGER, aggregation);
        }

        static Column volts(String name, Aggregation aggregation) {
            return new Column(name, Type.VOLTS, aggregation);
        }

        static Column amperes(String name, Aggregation aggregation) {
            return new Column(name, Type.AMPERES, aggregation);
        }

        static Column text(String name, Aggregation aggregation) {
            return new Column(name, Type.TEXT, aggregation);
        }
    }

    private final String name;
    private final List<Column> key;
    private final List<Column> columns;
    private final String shownCondition;
    private final List<Column> all;
    private final Map<String, Column> byName = new HashMap<>();
    private final Map<SqlDialect, String> upserts = new ConcurrentHashMap<>();

    SqlTable(String name, List<Column> key, List<Column> columns) {
        this(name, key, columns, EVERY_ROW);
    }

    /**
     * @param key columns of the key after the meter; the first of them is the time, if the table has a time
     * @param shownCondition the condition of the rows that are shown and sent
     */
    SqlTable(String name, List<Column> key, List<Column> columns, String shownCondition) {
        this.name = name;
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        this.shownCondition = shownCondition;
        this.all = Stream.concat(key.stream(), columns.stream()).toList();
        all.forEach(column -> byName.put(column.name(), column));
    }

    public String name() {
        return name;
    }

    public List<Column> key() {
        return key;
    }

    public List<Column> columns() {
        return columns;
    }

    public String shownCondition() {
        return shownCondition;
    }

    /** @throws IllegalArgumentException when the table does not have the column */
    Column column(String column) {
        Column known = byName.get(column);
        if (known == null) {
            throw new IllegalArgumentException(name + " has no column " + column);
        }
        return known;
    }

    /** Returns a whole number of a row; null for NULL. */
    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** Returns the column of the time, ts or day, the first of the key. Only for a table with a time, see {@link Schema#timed}. */
    public Column time() {
        return key.stream().findFirst().orElseThrow();
    }

    /** Returns key and columns in the order of statements, without the meter. */
    public List<Column> all() {
        return all;
    }

    String create(SqlDialect dialect) {
        List<String> lines = new ArrayList<>();
        lines.add(METER + " " + dialect.keyTextType() + " NOT NULL");
        key.forEach(column -> lines.add(column.name() + " " + type(column, dialect) + " NOT NULL"));
        columns.forEach(column -> lines.add(column.name() + " " + column.type().sql));
        lines.add("PRIMARY KEY (" + keyNames() + ")");
        return "CREATE TABLE IF NOT EXISTS " + name + " (" + String.join(", ", lines) + ")" + dialect.tableSuffix();
    }

    private static String type(Column column, SqlDialect dialect) {
        return column.type() == Type.TEXT ? dialect.keyTextType() : column.type().sql;
    }

    /** Returns an insert that replaces the row with the same key; its parameters are the meter, then {@link #all()}. */
    public String upsert(SqlDialect dialect) {
        return upserts.computeIfAbsent(dialect, key -> insert(key, "VALUES (?" + ", ?".repeat(all.size()) + ")"));
    }

    /** Returns an insert that replaces the rows with the same keys. @param rows a VALUES clause or a query */
    String insert(SqlDialect dialect, String rows) {
        return "INSERT INTO " + name + " (" + METER + ", " + names(all) + ") " + rows + " "
                + dialect.onConflict(keyNames(), columns.stream()
                        .map(column -> column.name() + " = new." + column.name()).collect(Collectors.joining(", ")));
    }

    /**
     * @param row values by column, numbers in the decimals of the column; an absent value is NULL
     * @throws IllegalArgumentException when the table does not have one of the columns
     */
    @Nullable Object[] parameters(String meter, Map<String, @Nullable Object> row) {
        row.keySet().forEach(this::column);
        return Stream.concat(Stream.of(meter), all.stream().map(column -> {
            Object value = row.get(column.name());
            return value instanceof Long number && column.type.decimals > 0 ? BigDecimal.valueOf(number, column.type.decimals) : value;
        })).toArray();
    }

    private String keyNames() {
        return Stream.concat(Stream.of(METER), key.stream().map(Column::name)).collect(Collectors.joining(", "));
    }

    static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
