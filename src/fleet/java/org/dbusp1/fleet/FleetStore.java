package org.dbusp1.fleet;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.output.history.DatabaseUrl;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.Schema;
import org.dbusp1.output.history.SqlDialect;
import org.dbusp1.output.history.SqlTable;
import org.dbusp1.output.history.Statements;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of many meters into the tables of a history, a batch in one transaction. A row replaces the row of the
 * same meter and time, and writing the same rows again changes no row; how far that is so of the count of messages, see
 * {@link FleetTables#SENDERS}. Rows are written in the order of tables and keys, so that several collectors do not wait for one
 * another in a circle. Used by one thread; connects when needed.
 */
public final class FleetStore implements Closeable {
    /** The most meters whose time zone is remembered as written; beyond that number all zones are forgotten and written again. */
    private static final int MOST_ZONES = 1_000_000;
    private static final String MISSING = "newest_number - first_number + 1 - messages";

    private final DatabaseUrl url;
    private final Map<String, String> zones = new HashMap<>();
    private @Nullable Connection connection;

    /** Thrown when the database cannot be used now; the message is one line with the reason. */
    public static final class Unavailable extends IOException {
        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Thrown when the database refuses the rows themselves: a second attempt fails too. */
    public static final class Refused extends Exception {
        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public static final class NoDriver extends Exception {
        NoDriver(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @throws IllegalArgumentException when the URL names no database that this program supports */
    public FleetStore(HistoryConfig settings) {
        this.url = new DatabaseUrl(settings);
    }

    /**
     * Writes all rows or none; an empty batch connects and makes the tables.
     *
     * @throws Unavailable when the database is away: the caller may write the same rows again
     * @throws Refused when the database refuses the rows
     */
    public void write(List<FleetRows> batch) throws Unavailable, Refused, NoDriver {
        boolean isOpen = false;
        try {
            Connection open = connect();
            isOpen = true;
            open.setAutoCommit(false);
            Map<String, String> newZones = zones(batch);
            for (Map.Entry<SqlTable, Map<String, Line>> table : sorted(batch, newZones).entrySet()) {
                new Statements(open, url.dialect()).updateBatch(table.getKey().upsert(url.dialect()), table.getValue().values().stream()
                        .map(line -> Stream.concat(Stream.of(line.meter), Arrays.stream(line.row.values())).toArray()).toList());
            }
            count(open, batch);
            open.commit();
            if (zones.size() + newZones.size() > MOST_ZONES) {
                zones.clear();
            }
            zones.putAll(newZones);
        } catch (SqlDialect.JdbcDriverMissingException e) {
            close();
            throw new NoDriver(url + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            close();
            // Two collectors may make the tables at the same time: the second attempt finds the tables.
            if (isOpen && DatabaseUrl.isDataRefused(e)) {
                throw new Refused(DatabaseUrl.describe(e), e);
            }
            throw new Unavailable(url + " cannot be written: " + DatabaseUrl.describe(e), e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Returns by meter the number of messages that its driver has sent and no collector has written yet: such messages wait
     * in the session of a collector, or were lost.
     */
    public Map<String, Long> missing() throws Unavailable {
        return ask("read", open -> {
            Map<String, Long> missing = new TreeMap<>();
            open.query("SELECT " + SqlTable.METER + ", " + MISSING + " FROM " + FleetTables.SENDERS + " WHERE " + MISSING + " > 0",
                    row -> missing.put(row.getString(1), row.getLong(2)));
            return missing;
        });
    }

    /**
     * Counts missing messages of a meter as lost, so that {@link #missing} no longer returns them.
     *
     * @return false if another collector has counted them before
     * @throws Unavailable when the database is away
     */
    public boolean writeOff(String meter, long messages) throws Unavailable {
        return ask("written", open -> open.update("UPDATE " + FleetTables.SENDERS + " SET messages = messages + ? WHERE "
                + SqlTable.METER + " = ? AND " + MISSING + " >= ?", messages, meter, messages) == 1);
    }

    private <T> T ask(String done, Statements.SqlFunction<Statements, T> question) throws Unavailable {
        try {
            Connection open = connect();
            open.setAutoCommit(true);
            return question.apply(new Statements(open, url.dialect()));
        } catch (SQLException e) {
            close();
            throw new Unavailable(url + " cannot be " + done + ": " + DatabaseUrl.describe(e), e);
        }
    }

    private record Line(String meter, FleetRows.Row row) {
    }

    /** The messages of one meter's driver in a batch. */
    private record Sender(String driver, long first, long newest, long messages) {
        Sender and(Sender other) {
            int order = driver.compareTo(other.driver);
            return order > 0 ? this : order < 0 ? other : new Sender(driver, Math.min(first, other.first),
                    Math.max(newest, other.newest), messages + other.messages);
        }
    }

    private void count(Connection open, List<FleetRows> batch) throws SQLException {
        Map<String, Sender> senders = new TreeMap<>();
        for (FleetRows rows : batch) {
            Long number = rows.number();
            if (number != null) {
                senders.merge(rows.meter().text(), new Sender(rows.driver(), number, number, 1), Sender::and);
            }
        }
        // A late message of a driver that was replaced changes nothing: a driver that was set up later has the greater text.
        // The column messages is assigned first and driver last: MariaDB evaluates an expression with the new values of columns assigned
        // before it.
        String same = " = CASE WHEN p1_senders.driver = new.driver";
        String replaced = " WHEN p1_senders.driver > new.driver THEN p1_senders.";
        String numbers = "p1_senders.newest_number - p1_senders.first_number + 1";
        new Statements(open, url.dialect()).updateBatch("INSERT INTO " + FleetTables.SENDERS + " (" + SqlTable.METER
                + ", driver, first_number, newest_number, messages) VALUES (?, ?, ?, ?, ?) "
                + url.dialect().onConflict(SqlTable.METER,
                "messages" + same + " AND p1_senders.messages > " + numbers + " THEN " + numbers + " + new.messages"
                + " WHEN p1_senders.driver = new.driver THEN p1_senders.messages + new.messages"
                + replaced + "messages ELSE new.messages END,"
                + " first_number" + same + " AND p1_senders.first_number < new.first_number"
                + " THEN p1_senders.first_number" + replaced + "first_number ELSE new.first_number END,"
                + " newest_number" + same + " AND p1_senders.newest_number > new.newest_number"
                + " THEN p1_senders.newest_number" + replaced + "newest_number ELSE new.newest_number END,"
                + " driver = CASE WHEN p1_senders.driver > new.driver THEN p1_senders.driver ELSE new.driver END"),
                senders.entrySet().stream().map(sender -> new Object[] {sender.getKey(), sender.getValue().driver(),
                    sender.getValue().first(), sender.getValue().newest(), sender.getValue().messages()}).toList());
    }

    /** Returns the rows by table and key; of several rows with one key only the last. */
    private static Map<SqlTable, Map<String, Line>> sorted(List<FleetRows> batch, Map<String, String> zones) {
        Map<SqlTable, Map<String, Line>> tables = new TreeMap<>(Comparator.comparing(SqlTable::name));
        for (FleetRows rows : batch) {
            String meter = rows.meter().text();
            rows.rows().forEach(row -> tables.computeIfAbsent(row.table(), key -> new TreeMap<>())
                    .put(meter + ' ' + row.key(), new Line(meter, row)));
        }
        zones.forEach((meter, zone) -> tables.computeIfAbsent(Schema.METERS, key -> new TreeMap<>())
                .put(meter, new Line(meter, new FleetRows.Row(Schema.METERS, new Object[] {zone}))));
        return tables;
    }

    private Map<String, String> zones(List<FleetRows> batch) {
        Map<String, String> others = new TreeMap<>();
        for (FleetRows rows : batch) {
            String meter = rows.meter().text();
            if (rows.size() > 0 && !rows.zone().getId().equals(zones.get(meter))) {
                others.put(meter, rows.zone().getId());
            }
        }
        return others;
    }

    private Connection connect() throws SQLException {
        if (connection == null) {
            connection = url.connectForWriting();
            new FleetTables(new Statements(connection, url.dialect())).create();
        }
        return connection;
    }

    @Override
    public String toString() {
        return url.toString();
    }

    /** Disconnects; the next use connects again. */
    @Override
    public void close() {
        if (connection != null) {
            url.close(connection);
            connection = null;
        }
    }
}
