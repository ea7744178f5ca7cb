package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of one meter within one transaction. */
record MeterRows(Connection connection, Database database, String meter) {
    /** Makes something of a row. */
    interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** The rows of a condition that begins with what follows the meter; in the order that it tells. */
    <T> List<T> rows(SqlTable table, List<SqlColumn> columns, String condition, RowReader<T> reader,
            Object... parameters) throws SQLException {
        return query(table.select(columns, condition), reader, parameters);
    }

    /** The first row of a condition. */
    <T> Optional<T> first(SqlTable table, List<SqlColumn> columns, String condition, RowReader<T> reader,
            Object... parameters) throws SQLException {
        return rows(table, columns, condition + " LIMIT 1", reader, parameters).stream().findFirst();
    }

    /** The columns of the rows of a condition. */
    List<Cells> cells(SqlTable table, String condition, Object... parameters) throws SQLException {
        return rows(table, table.columns(), condition, row -> table.cells(row, 1), parameters);
    }

    /** The columns of the first row of a condition. */
    Optional<Cells> firstCells(SqlTable table, String condition, Object... parameters) throws SQLException {
        return first(table, table.columns(), condition, row -> table.cells(row, 1), parameters);
    }

    /** The second of the first row of a condition. */
    Optional<Long> firstSecond(SqlTable table, String condition, Object... parameters) throws SQLException {
        return first(table, List.of(table.time()), condition, row -> row.getLong(1), parameters);
    }

    /** Any query whose first parameter is the meter. */
    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters); ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        }
    }

    /** Any change whose first parameter is the meter; tells how many rows it met. */
    int change(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    Upsert upsert(SqlTable table) throws SQLException {
        return new Upsert(connection, database, table, meter);
    }

    /** Writes one row, or replaces the one of the same key. */
    void write(SqlTable table, List<Object> key, Cells cells) throws SQLException {
        try (Upsert upsert = upsert(table)) {
            upsert.add(key, cells);
            upsert.send();
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, meter);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 2, parameters[i]);
        }
        return statement;
    }
}
