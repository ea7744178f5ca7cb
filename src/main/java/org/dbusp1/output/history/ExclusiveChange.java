package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Changes of the tables themselves, each in one transaction if the database supports it; otherwise an interrupted change restarts.
 * Processes that share a server make their changes one after the other.
 */
public record ExclusiveChange(Connection connection, Database database, Duration patience) {
    /** The longest time of a change, which may move years of rows of many meters, or build an index. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    /** Statements that succeed or fail together. */
    public interface Step {
        void run() throws SQLException;
    }

    /** Allows a change, and the wait for another process, to take hours. */
    public ExclusiveChange(Connection connection, Database database) {
        this(connection, database, PATIENCE);
    }

    public void run(Step step) throws SQLException {
        int usualTimeoutMillis = database.isFile() ? 0 : connection.getNetworkTimeout();
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, (int) patience.plusMinutes(1).toMillis());
        }
        connection.setAutoCommit(false);
        try {
            database.lock(new Sql(connection), patience.toSeconds());
            step.run();
        } catch (SQLException | RuntimeException | Error e) {
            undo(e, usualTimeoutMillis);
            throw e;
        }
        finish(usualTimeoutMillis);
    }

    private void undo(Throwable fault, int usualTimeoutMillis) {
        try {
            connection.rollback();
            finish(usualTimeoutMillis);
        } catch (SQLException e) {
            fault.addSuppressed(e);
        }
    }

    private void finish(int usualTimeoutMillis) throws SQLException {
        connection.setAutoCommit(true);
        database.unlock(new Sql(connection));
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, usualTimeoutMillis);
        }
    }
}
