package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements on a connection with numbers, texts and null as parameters, and a check for existing tables, which needs no right to
 * create tables.
 */
public record Sql(Connection connection) {
    /** Makes a value from a subject: a row of a result, a connection, or the rows of a meter. */
    public interface SqlFunction<S, T> {
        T apply(S subject) throws SQLException;
    }

    /** Returns the values that the reader makes from the rows of a query, in the order of the rows. */
    public <T> List<T> query(String sql, SqlFunction<ResultSet, T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters); ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.apply(rows));
            }
            return read;
        }
    }

    /** Returns the number of changed rows. */
    public int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs one statement for each set of parameters, as a batch. */
    public void updateBatch(String sql, List<Object[]> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] parameters : all) {
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

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            set(statement, parameters);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == null) {
                statement.setNull(i + 1, Types.BIGINT); // PostgreSQL asks the server for the type of a null without a type
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
    }

    /**
     * True if a table or view exists.
     *
     * @param kind TABLE or VIEW
     */
    public boolean has(String kind, String name) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(),
                name, new String[] {kind})) {
            return tables.next();
        }
    }
}
