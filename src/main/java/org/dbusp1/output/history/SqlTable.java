package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of the history; its statements are made from its columns. The key is the meter, then the key columns.
 *
 * @param key columns of the key after the meter, the time first if there is one
 * @param shown the condition of the rows that are shown and sent
 */
public record SqlTable(String name, List<Column> key, List<Column> columns, String shown) {
    public static final String METER = "meter";

    /** The values of a column: whole numbers except volts and amperes, for people who read them in SQL. */
    public enum Type {
        INTEGER("BIGINT", 0), VOLTS("NUMERIC(6,1)", 1), AMPERES("NUMERIC(7,2)", 2), TEXT("VARCHAR(64)", 0);

        private final String sql;
        private final int decimals;

        Type(String sql, int decimals) {
            this.sql = sql;
            this.decimals = decimals;
        }

        /** Returns the number at an index of a row; null for NULL. */
        @Nullable Long number(ResultSet rows, int position) throws SQLException {
            if (decimals == 0) {
                long value = rows.getLong(position);
                return rows.wasNull() ? null : (Long) value;
            }
            BigDecimal value = rows.getBigDecimal(position);
            return value == null ? null : (Long) value.setScale(decimals, RoundingMode.HALF_EVEN).unscaledValue().longValue();
        }

        /** Returns the parameter of a statement for a number; null for none. */
        @Nullable Object value(@Nullable Long number) {
            return number == null || decimals == 0 ? number : BigDecimal.valueOf(number, decimals);
        }

        /** Returns the value at an index of a row as plain text; empty for NULL. Means have more decimals. */
        public String text(ResultSet rows, int position) throws SQLException {
            if (this == TEXT) {
                return Objects.requireNonNullElse(rows.getString(position), "");
            }
            BigDecimal value = rows.getBigDecimal(position);
            return value == null ? "" : value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        }

        /** Returns the decimals: a value v is handled as the whole number v x 10^decimals. */
        public int decimals() {
            return decimals;
        }
    }

    /** The function that combines the values of several rows. */
    public enum Aggregation {
        SUM("SUM"), MEAN("AVG"), LOWEST("MIN"), HIGHEST("MAX"),
        /** Not meaningful for several rows. */
        NONE(""),
        /** Part of the key: rows of different values stay separate. */
        APART(""),
        /** A value for the program itself; not shown. */
        INTERNAL(""),
        /** A value for the program that wrote the row; neither shown nor sent to another database. */
        LOCAL("");

        private final String function;

        Aggregation(String function) {
            this.function = function;
        }

        /** Returns the SQL function; empty if there is none. */
        String function() {
            return function;
        }
    }

    /** A column of a table. @param aggregation combines the values of several rows */
    public record Column(String name, Type type, Aggregation aggregation) {
        boolean isShown() {
            return aggregation != Aggregation.INTERNAL && aggregation != Aggregation.LOCAL;
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

    /** Makes a table with all rows shown. */
    SqlTable(String name, List<Column> key, List<Column> columns) {
        this(name, key, columns, "1 = 1");
    }

    public SqlTable {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }

    /** Returns the index of a column among those outside the key. */
    int position(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " has no column " + column);
    }

    /** Returns the column of the time: ts, or day. @throws java.util.NoSuchElementException when its rows have no time */
    public Column time() {
        return key.stream().findFirst().orElseThrow();
    }

    /** Returns key and columns in the order of statements, without the meter. */
    public List<Column> all() {
        return Stream.concat(key.stream(), columns.stream()).toList();
    }

    String create(Database database) {
        List<String> lines = new ArrayList<>();
        lines.add(METER + " " + database.keyText() + " NOT NULL");
        key.forEach(column -> lines.add(column.name() + " " + type(column, database) + " NOT NULL"));
        columns.forEach(column -> lines.add(column.name() + " " + column.type().sql));
        lines.add("PRIMARY KEY (" + keyNames() + ")");
        return "CREATE TABLE IF NOT EXISTS " + name + " (" + String.join(", ", lines) + ")" + database.tableSuffix();
    }

    private static String type(Column column, Database database) {
        return column.type() == Type.TEXT ? database.keyText() : column.type().sql;
    }

    /** Returns an insert that replaces the row of the same key; its parameters are the meter, then {@link #all()}. */
    public String upsert(Database database) {
        return insert(database, "VALUES (?" + ", ?".repeat(all().size()) + ")");
    }

    /** Returns an insert of several such rows. */
    String insert(Database database, String rows) {
        return "INSERT INTO " + name + " (" + METER + ", " + names(all()) + ") " + rows + " "
                + database.onConflict(keyNames(), columns.stream()
                        .map(column -> column.name() + " = new." + column.name()).collect(Collectors.joining(", ")));
    }

    /** Reads the columns of a row. @param first the index of the first one, from 1 */
    RowValues cells(ResultSet rows, int first) throws SQLException {
        RowValues cells = new RowValues(columns.size());
        for (int position = 0; position < cells.size(); position++) {
            cells.set(position, columns.get(position).type().number(rows, first + position));
        }
        return cells;
    }

    private String keyNames() {
        return Stream.concat(Stream.of(METER), key.stream().map(Column::name)).collect(Collectors.joining(", "));
    }

    static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
