package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.output.history.SqlTable.Column;
import org.jspecify.annotations.Nullable;

/**
 * Statements on a connection, with numbers, texts and null as parameters.
 *
 * @param meter the key of the meter whose rows {@link #rows}, {@link #first}, {@link #firstSecond} and {@link #write} read and write;
 *              empty for statements that need no meter
 */
public record Statements(Connection connection, SqlDialect dialect, String meter) {
    /** Makes a value from a row of a result, or from the statements on a connection. */
    public interface SqlFunction<S, T> {
        T apply(S subject) throws SQLException;
    }

    public Statements(Connection connection, SqlDialect dialect) {
        this(connection, dialect, "");
    }

    /** Returns the values that the reader makes from the rows of a query, in the order of the rows. */
    public <T> List<T> query(String sql, SqlFunction<ResultSet, T> reader, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters); ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.apply(rows));
            }
            return read;
        }
    }

    /** Returns the number of changed rows. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs one statement for each set of parameters, as a batch. */
    public void updateBatch(String sql, List<@Nullable Object[]> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] parameters : all) {
                set(statement, parameters);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            set(statement, parameters);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == null) {
                statement.setNull(i + 1, Types.BIGINT); // PostgreSQL asks the server for the type of a null without a type
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
    }

    /** Returns whether a table or view exists, which needs no right to create any. @param kind TABLE or VIEW */
    public boolean has(String kind, String name) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(),
                name, new String[] {kind})) {
            return tables.next();
        }
    }

    /** Returns the names of the columns of a table, whatever its kind; empty without the table. */
    Set<String> columns(String table) throws SQLException {
        try (ResultSet columns = connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), table, null)) {
            Set<String> names = new HashSet<>();
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
            return names;
        }
    }

    /** Returns the rows of the meter that meet a condition, in the order of its ORDER BY clause. */
    public <T> List<T> rows(SqlTable table, List<Column> columns, String condition, SqlFunction<ResultSet, T> reader,
            Object... parameters) throws SQLException {
        return query("SELECT " + SqlTable.names(columns) + " FROM " + table.name() + " WHERE " + SqlTable.METER + " = ? AND "
                + condition, reader, Stream.concat(Stream.of(meter), Stream.of(parameters)).toArray());
    }

    public <T> Optional<T> first(SqlTable table, List<Column> columns, String condition, SqlFunction<ResultSet, T> reader,
            Object... parameters) throws SQLException {
        return rows(table, columns, condition + " LIMIT 1", reader, parameters).stream().findFirst();
    }

    /** Returns the epoch second of the first row of the meter that meets a condition. */
    public Optional<Long> firstSecond(SqlTable table, String condition, Object... parameters) throws SQLException {
        return first(table, List.of(table.time()), condition, row -> row.getLong(1), parameters);
    }

    /** Writes rows of the meter, or replaces those with the same keys. @param rows values by column, see {@link SqlTable#parameters} */
    void write(SqlTable table, List<Map<String, @Nullable Object>> rows) throws SQLException {
        updateBatch(table.upsert(dialect), rows.stream().map(row -> table.parameters(meter, row)).toList());
    }
}
