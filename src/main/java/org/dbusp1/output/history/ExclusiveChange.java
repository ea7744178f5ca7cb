package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Changes of the tables themselves, each in one transaction where the database can; else a change that was interrupted is
 * made again from its start. Of several processes of a server one at a time makes its change, for as long as it takes.
 */
public record ExclusiveChange(Connection connection, Database database) {
    /** The time that a change may take: it may move years of rows of many meters, or sort them into a new index. */
    private static final int PATIENCE_MILLIS = (int) Duration.ofHours(6).toMillis();

    /** Statements that belong together. */
    public interface Step {
        void run() throws SQLException;
    }

    /** Makes a change. */
    public void run(Step step) throws SQLException {
        int usual = database.isFile() ? 0 : connection.getNetworkTimeout();
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
        }
        connection.setAutoCommit(false);
        try {
            all(database.lock());
            step.run();
        } catch (SQLException fault) {
            undo(fault, usual);
            throw fault;
        }
        finish(usual);
    }

    private void undo(SQLException fault, int usual) {
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
        all(database.unlock());
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, usual);
        }
    }

    private void all(List<String> statements) throws SQLException {
        Sql sql = new Sql(connection);
        for (String statement : statements) {
            sql.execute(statement);
        }
    }
}
