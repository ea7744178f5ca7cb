package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.output.history.SqlTable.Column;

/** The rows of one meter over one connection. */
public record MeterRows(Connection connection, Database database, String meter) {
    /**
     * Returns the rows that meet a condition, in the order of its ORDER BY clause. The SQL of the condition follows the condition for
     * the meter.
     */
    public <T> List<T> rows(SqlTable table, List<Column> columns, String condition, Sql.SqlFunction<ResultSet, T> reader,
            Object... parameters) throws SQLException {
        return query("SELECT " + SqlTable.names(columns) + " FROM " + table.name() + " WHERE " + SqlTable.METER + " = ? AND "
                + condition, reader, parameters);
    }

    public <T> Optional<T> first(SqlTable table, List<Column> columns, String condition, Sql.SqlFunction<ResultSet, T> reader,
            Object... parameters) throws SQLException {
        return rows(table, columns, condition + " LIMIT 1", reader, parameters).stream().findFirst();
    }

    /** Returns the epoch second of the first row that meets a condition. */
    public Optional<Long> firstSecond(SqlTable table, String condition, Object... parameters) throws SQLException {
        return first(table, List.of(table.time()), condition, row -> row.getLong(1), parameters);
    }

    /** Returns the rows of any query that has the meter as its first parameter. */
    public <T> List<T> query(String sql, Sql.SqlFunction<ResultSet, T> reader, Object... parameters) throws SQLException {
        return new Sql(connection).query(sql, reader, afterMeter(parameters));
    }

    /** Runs any change that has the meter as its first parameter; returns the number of changed rows. */
    int update(String sql, Object... parameters) throws SQLException {
        return new Sql(connection).update(sql, afterMeter(parameters));
    }

    private Object[] afterMeter(Object... parameters) {
        return Stream.concat(Stream.of(meter), Arrays.stream(parameters)).toArray();
    }

    /** Writes a row, or replaces the row with the same key. */
    void write(SqlTable table, List<Object> key, RowValues cells) throws SQLException {
        write(table, Map.of(key, cells));
    }

    /** Writes rows, or replaces the rows with the same keys. A key has numbers and texts, without the meter. */
    void write(SqlTable table, Map<List<Object>, RowValues> rows) throws SQLException {
        new Sql(connection).updateBatch(table.upsert(database), rows.entrySet().stream().map(row -> {
            List<Object> values = new ArrayList<>(row.getKey());
            for (int position = 0; position < table.columns().size(); position++) {
                values.add(table.columns().get(position).type().value(row.getValue().find(position)));
            }
            return afterMeter(values.toArray());
        }).toList());
    }
}
