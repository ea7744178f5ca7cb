package org.dbusp1.output.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of the history. Its key is the meter, then the columns of key; every statement follows from its columns.
 *
 * @param key     columns of the key after the meter, the time first where there is one
 * @param columns the other columns
 * @param shown   the condition of the rows that are shown to people and sent on
 */
record SqlTable(String name, List<SqlColumn> key, List<SqlColumn> columns, String shown) {
    static final String METER = "meter";

    /** Makes a table of which all rows are shown to people. */
    SqlTable(String name, List<SqlColumn> key, List<SqlColumn> columns) {
        this(name, key, columns, "1 = 1");
    }

    SqlTable {
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
    SqlColumn time() {
        return key.stream().findFirst().orElseThrow();
    }

    /** Returns key and columns in the order in which statements name them, without the meter. */
    List<SqlColumn> all() {
        return Stream.concat(key.stream(), columns.stream()).toList();
    }

    String create(Database database) {
        List<String> lines = new ArrayList<>();
        lines.add(METER + " " + database.keyText() + " NOT NULL");
        key.forEach(column -> lines.add(column.name() + " " + type(column, database) + " NOT NULL"));
        columns.forEach(column -> lines.add(column.name() + " " + column.type().sql()));
        lines.add("PRIMARY KEY (" + keyNames() + ")");
        return "CREATE TABLE IF NOT EXISTS " + name + " (" + String.join(", ", lines) + ")" + database.tableSuffix();
    }

    private static String type(SqlColumn column, Database database) {
        return column.type() == SqlColumn.Type.TEXT ? database.keyText() : column.type().sql();
    }

    /** Returns an insert that replaces the row of the same key; its parameters are the meter, then {@link #all()}. */
    String upsert(Database database) {
        return insert(database, "VALUES (?" + ", ?".repeat(all().size()) + ")");
    }

    /** Returns an insert of rows with the meter and {@link #all()} that replaces the rows of the same keys. */
    String insert(Database database, String rows) {
        return "INSERT INTO " + name + " (" + METER + ", " + names(all()) + ") " + rows + " "
                + database.onConflict(keyNames(), columns.stream().map(SqlColumn::name).toList());
    }

    /** Returns a query for columns of the rows of a meter that meet a condition on the key. */
    String select(List<SqlColumn> wanted, String condition) {
        return "SELECT " + names(wanted) + " FROM " + name + " WHERE " + METER + " = ? AND " + condition;
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
        return Stream.concat(Stream.of(METER), key.stream().map(SqlColumn::name)).collect(Collectors.joining(", "));
    }

    static String names(List<SqlColumn> columns) {
        return columns.stream().map(SqlColumn::name).collect(Collectors.joining(", "));
    }
}
