package org.dbusp1.output.history;

import java.sql.SQLException;

/**
 * The mark of a database whose rows are of logs or simulated meters: a table {@value #TABLE}. These write only into a database with the
 * mark, or without rows, which it marks; a driver writes into none with the mark. So they change no row of a driver.
 */
record LogMark(Statements sql) {
    static final String TABLE = "p1_of_log";

    /** Thrown when a database belongs to the other one of driver and log; a retry does not help. */
    static final class RefusedException extends SQLException {
        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Marks a database without rows for a log.
     *
     * @param isReplayed whether a log or a simulated meter is to be written, not the readings of a live one
     * @throws RefusedException when the rows of the database are of a driver and not of a log, or the other way round
     */
    void check(boolean isReplayed, DatabaseUrl url) throws SQLException {
        if (sql.has("TABLE", TABLE)) {
            if (!isReplayed) {
                throw new RefusedException("history: " + url + " has the rows of a log or a simulated meter, and a driver does not write"
                        + " to it; write into the configuration the name of another database, such as history.url=" + url.sibling("meter"));
            }
        } else if (isReplayed) {
            if (hasRows()) {
                throw new RefusedException("history: " + url + " has the rows of a driver, which a log or a simulated meter would change;"
                        + " write on the command line the name of another database, such as --history.url=" + url.sibling("log"));
            }
            sql.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (version BIGINT NOT NULL PRIMARY KEY)");
        }
    }

    private boolean hasRows() throws SQLException {
        for (SqlTable table : Schema.TABLES) {
            if (!sql.query("SELECT 1 FROM " + table.name() + " LIMIT 1", row -> true).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
