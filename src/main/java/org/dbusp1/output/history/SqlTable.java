package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of the history. Its key is the meter, then the columns of key; every statement follows from its columns.
 *
 * @param key     columns of the key after the meter, the time first where there is one
 * @param columns the other columns
 * @param shown   the condition of the rows that are shown to people and sent on
 */
public record SqlTable(String name, List<Column> key, List<Column> columns, String shown) {
    /** The column of the meter. */
    public static final String METER = "meter";

    /** The values of a column: whole numbers except volts and amperes, which people read in SQL as they are. */
    public enum Type {
        INTEGER("BIGINT", 0), VOLTS("NUMERIC(6,1)", 1), AMPERES("NUMERIC(7,2)", 2), TEXT("VARCHAR(64)", 0);

        private final String sql;
        private final int decimals;

        Type(String sql, int decimals) {
            this.sql = sql;
            this.decimals = decimals;
        }

        /** Returns the number at a place of a row; absent where the row has no number there. */
        OptionalLong number(ResultSet rows, int place) throws SQLException {
            if (decimals == 0) {
                long value = rows.getLong(place);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
            }
            BigDecimal value = rows.getBigDecimal(place);
            return value == null ? OptionalLong.empty()
                    : OptionalLong.of(value.setScale(decimals, RoundingMode.HALF_EVEN).unscaledValue().longValue());
        }

        /** Returns a number as a parameter of a statement; null where it is absent. */
        Object value(OptionalLong number) {
            if (number.isEmpty()) {
                return null;
            }
            return decimals == 0 ? (Object) number.getAsLong() : BigDecimal.valueOf(number.getAsLong(), decimals);
        }

        /** Returns the value at a place of a row as plain text; empty where there is none. Means have more decimals. */
        String text(ResultSet rows, int place) throws SQLException {
            if (this == TEXT) {
                return Optional.ofNullable(rows.getString(place)).orElse("");
            }
            BigDecimal value = rows.getBigDecimal(place);
            return value == null ? "" : value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        }

        /** Returns the decimals: a value v is handled as the whole number v x 10^decimals. */
        public int decimals() {
            return decimals;
        }
    }

    /** The function that makes one value of several rows. */
    public enum Aggregation {
        SUM("SUM"), MEAN("AVG"), LOWEST("MIN"), HIGHEST("MAX"),
        /** A value that has no sense for several rows. */
        NONE(""),
        /** Part of the key: rows of different values stay apart. */
        APART(""),
        /** A value for the program itself; it is not shown. */
        INTERNAL(""),
        /** A value for the program that wrote the row; it is not shown, and not sent to another database. */
        LOCAL("");

        private final String function;

        Aggregation(String function) {
            this.function = function;
        }

        /** Returns the function of SQL; empty where there is none. */
        String function() {
            return function;
        }
    }

    /**
     * A column of a table of the history.
     *
     * @param aggregation the function that makes one value of several rows
     */
    public record Column(String name, Type type, Aggregation aggregation) {
        /** Returns whether the column is shown to people. */
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

    /** Makes a table of which all rows are shown to people. */
    SqlTable(String name, List<Column> key, List<Column> columns) {
        this(name, key, columns, "1 = 1");
    }

    public SqlTable {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }

    /** Returns the place of a column among those that are not of the key. */
    int place(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " has no column " + column);
    }

    /**
     * Returns the column of the time: ts, or day.
     *
     * @throws java.util.NoSuchElementException when its rows have no time
     */
    public Column time() {
        return key.stream().findFirst().orElseThrow();
    }

    /** Returns key and columns in the order in which statements name them, without the meter. */
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

    /** Returns an insert of rows with the meter and {@link #all()} that replaces the rows of the same keys. */
    String insert(Database database, String rows) {
        return "INSERT INTO " + name + " (" + METER + ", " + names(all()) + ") " + rows + " "
                + database.onConflict(keyNames(), columns.stream()
                        .map(column -> column.name() + " = new." + column.name()).collect(Collectors.joining(", ")));
    }

    /** Reads the columns of a row, of which the first has the place given, counted from 1. */
    RowValues cells(ResultSet rows, int first) throws SQLException {
        RowValues cells = new RowValues(columns.size());
        for (int place = 0; place < cells.size(); place++) {
            cells.set(place, columns.get(place).type().number(rows, first + place));
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
