package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.dbusp1.output.history.HistorySettings.Legacy;

/**
 * The two tables of older loggers, for what was built on them: p1_live, one row that follows the meter, and p1_log, a
 * row a minute. They know one meter, two tariffs of import, and one gas meter. Tables that are there already are used
 * as they are.
 */
final class LegacyTables {
    private static final List<String> COLUMNS = List.of("p1_meterreading_in_1", "p1_meterreading_in_2",
            "p1_current_power_in", "p1_current_tariff", "p1_channel_1_meterreading");
    private static final String NAMES = String.join(", ", COLUMNS);
    private static final String DEFINITIONS = "p1_meterreading_in_1 DECIMAL(10,3), p1_meterreading_in_2 DECIMAL(10,3), "
            + "p1_current_power_in DECIMAL(10,3), p1_current_tariff INTEGER, p1_channel_1_meterreading DECIMAL(10,3)";
    private static final String TIME = "p1_timestamp";
    private static final int MINUTE = 60;

    private final Connection connection;
    private final Database database;
    private final Legacy names;
    /** A log that somebody else made may have a time of another name, which it sets by itself. */
    private final boolean ourTime;

    LegacyTables(Connection connection, Database database, Legacy names) throws SQLException {
        this.connection = connection;
        this.database = database;
        this.names = names;
        Tables tables = new Tables(connection);
        if (!tables.exist(names.live())) {
            tables.execute("CREATE TABLE " + names.live() + " (sample_nr INTEGER PRIMARY KEY, " + DEFINITIONS + ")");
            tables.execute("INSERT INTO " + names.live() + " (sample_nr) VALUES (1)");
        }
        if (!tables.exist(names.log())) {
            tables.execute("CREATE TABLE " + names.log() + " (sample_nr " + database.countingKey() + ", " + TIME
                    + " TIMESTAMP DEFAULT CURRENT_TIMESTAMP, " + DEFINITIONS + ")");
            tables.execute("CREATE INDEX " + names.log() + "_time ON " + names.log() + " (" + TIME + ")");
        }
        this.ourTime = tables.hasColumn(names.log(), TIME);
    }

    /** Minutes are over, and the meter says something new. */
    void write(List<Minute> minutes, Optional<LegacyRow> newest) throws SQLException {
        for (Minute minute : minutes) {
            log(minute);
        }
        if (newest.isPresent()) {
            live(newest.get());
        }
    }

    private void live(LegacyRow row) throws SQLException {
        String assignments = String.join(" = ?, ", COLUMNS) + " = ?";
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE " + names.live() + " SET " + assignments + " WHERE sample_nr = 1")) {
            bind(statement, 1, row);
            statement.executeUpdate();
        }
    }

    /** One without any power is left out; one that is there already is not written twice. */
    private void log(Minute minute) throws SQLException {
        LegacyRow row = LegacyRow.of(minute);
        long time = minute.ts() + MINUTE;
        if (row.power().isEmpty() || ourTime && isLogged(time)) {
            return;
        }
        String sql = "INSERT INTO " + names.log() + " (" + NAMES + (ourTime ? ", " + TIME : "")
                + ") VALUES (?, ?, ?, ?, ?" + (ourTime ? ", " + database.moment() : "") + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = bind(statement, 1, row);
            if (ourTime) {
                statement.setLong(next, time);
            }
            statement.executeUpdate();
        }
    }

    private boolean isLogged(long time) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM " + names.log() + " WHERE " + TIME + " = " + database.moment())) {
            statement.setLong(1, time);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** @return the number of the parameter after the last */
    private static int bind(PreparedStatement statement, int first, LegacyRow row) throws SQLException {
        int parameter = first;
        for (Optional<BigDecimal> column : row.columns()) {
            if (column.isPresent()) {
                statement.setBigDecimal(parameter++, column.get());
            } else {
                statement.setNull(parameter++, Types.NUMERIC);
            }
        }
        return parameter;
    }
}
