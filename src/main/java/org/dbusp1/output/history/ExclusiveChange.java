package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Changes of the tables themselves, each in one transaction where the database can; else a change that was interrupted is
 * made again from its start. Of several processes of a server one at a time makes its change, for as long as it takes.
 */
public record ExclusiveChange(Connection connection, Database database, Duration patience) {
    /** The time that a change may take: it may move years of rows of many meters, or sort them into a new index. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    /** Statements that belong together. */
    public interface Step {
        void run() throws SQLException;
    }

    /** Makes changes that may take hours, and wait for hours until another process has made its own. */
    public ExclusiveChange(Connection connection, Database database) {
        this(connection, database, PATIENCE);
    }

    /** Makes a change. */
    public void run(Step step) throws SQLException {
        int usual = database.isFile() ? 0 : connection.getNetworkTimeout();
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, (int) patience.plusMinutes(1).toMillis());
        }
        connection.setAutoCommit(false);
        try {
            database.lock(new Sql(connection), patience.toSeconds());
            step.run();
        } catch (SQLException | RuntimeException | Error fault) {
            undo(fault, usual);
            throw fault;
        }
        finish(usual);
    }

    private void undo(Throwable fault, int usual) {
        try {
            connection.rollback();
            finish(usual);
        } catch (SQLException gone) {
            fault.addSuppressed(gone);
        }
    }

    /** Ends a change: other processes may go on, and a server has as much time to answer as before. */
    private void finish(int usual) throws SQLException {
        connection.setAutoCommit(true);
        database.unlock(new Sql(connection));
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, usual);
        }
    }
}
