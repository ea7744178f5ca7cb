package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of the written messages of each meter's driver, beside the numbers that the driver gave them: a table that all
 * collectors of a fleet share, since each of them gets a part of the messages. A message that comes twice counts twice,
 * so that the number of missing messages may be too low, but never too high.
 */
final class MessageCounts {
    private static final String TABLE = "p1_senders";
    private static final String MISSING = "newest_number - first_number + 1 - messages";

    private final Database database;

    /** The messages of one meter's driver in a batch. */
    private record Sender(String driver, long first, long newest, long messages) {
        Sender and(Sender other) {
            int order = driver.compareTo(other.driver);
            return order > 0 ? this : order < 0 ? other : new Sender(driver, Math.min(first, other.first),
                    Math.max(newest, other.newest), messages + other.messages);
        }
    }

    MessageCounts(Database database) {
        this.database = database;
    }

    /** Makes the table where it does not exist: later the user needs no right to make tables. */
    void create(Connection connection) throws SQLException {
        if (new Sql(connection).hasTable(TABLE)) {
            return;
        }
        new Sql(connection).execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (" + SqlTable.METER + " " + database.keyText()
                + " NOT NULL, driver VARCHAR(32) NOT NULL, first_number BIGINT NOT NULL,"
                + " newest_number BIGINT NOT NULL, messages BIGINT NOT NULL, PRIMARY KEY (" + SqlTable.METER + "))");
    }

    /** Adds the messages of a batch, within its transaction. */
    void write(Connection connection, List<FleetRows> batch) throws SQLException {
        Map<String, Sender> senders = new TreeMap<>();
        for (FleetRows rows : batch) {
            rows.number().ifPresent(number -> senders.merge(rows.meter().text(),
                    new Sender(rows.driver(), number, number, 1), Sender::and));
        }
        // The driver last: MariaDB uses the new values of columns that are assigned before.
        String same = " = CASE WHEN p1_senders.driver = new.driver";
        new Sql(connection).changeAll("INSERT INTO " + TABLE + " (" + SqlTable.METER
                + ", driver, first_number, newest_number, messages) VALUES (?, ?, ?, ?, ?) "
                + database.onConflictSet(SqlTable.METER,
                "first_number" + same + " AND p1_senders.first_number < new.first_number"
                + " THEN p1_senders.first_number ELSE new.first_number END,"
                + " newest_number" + same + " AND p1_senders.newest_number > new.newest_number"
                + " THEN p1_senders.newest_number ELSE new.newest_number END,"
                + " messages" + same + " THEN p1_senders.messages + new.messages ELSE new.messages END, driver = new.driver"),
                senders.entrySet().stream().map(sender -> new Object[] {sender.getKey(), sender.getValue().driver(),
                    sender.getValue().first(), sender.getValue().newest(), sender.getValue().messages()}).toList());
    }

    /** Returns the number of messages that are missing now, by meter. */
    Map<String, Long> missing(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        Map<String, Long> missing = new TreeMap<>();
        new Sql(connection).query("SELECT " + SqlTable.METER + ", " + MISSING + " FROM " + TABLE + " WHERE " + MISSING + " > 0",
                row -> missing.put(row.getString(1), row.getLong(2)));
        return missing;
    }

    /** Counts messages that never came as written; returns false when they are no longer missing. */
    boolean writeOff(Connection connection, String meter, long messages) throws SQLException {
        connection.setAutoCommit(true);
        return new Sql(connection).change("UPDATE " + TABLE + " SET messages = messages + ? WHERE " + SqlTable.METER
                + " = ? AND " + MISSING + " >= ?", messages, meter, messages) == 1;
    }
}
