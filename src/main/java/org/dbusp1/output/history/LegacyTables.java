package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.history.HistorySettings.Legacy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two tables of older loggers, for what was built on them: p1_live, a row of each meter that follows it, that of
 * the first meter with sample_nr 1, and p1_log, a row a minute. They have two tariffs of import, and one gas meter.
 * Tables of others that are there already are used as they are: those have no column for the meter, and serve one.
 */
final class LegacyTables {
    private static final Logger LOG = LoggerFactory.getLogger(LegacyTables.class);
    private static final List<String> COLUMNS = List.of("p1_meterreading_in_1", "p1_meterreading_in_2",
            "p1_current_power_in", "p1_current_tariff", "p1_channel_1_meterreading");
    private static final String NAMES = String.join(", ", COLUMNS);
    private static final String DEFINITIONS = "p1_meterreading_in_1 DECIMAL(10,3), p1_meterreading_in_2 DECIMAL(10,3), "
            + "p1_current_power_in DECIMAL(10,3), p1_current_tariff INTEGER, p1_channel_1_meterreading DECIMAL(10,3)";
    private static final String TIME = "p1_timestamp";
    private static final String METER = SqlTable.METER;
    private static final int MINUTE = 60;
    /** By which clocks are changed. */
    private static final int HOUR = 3_600;
    /** Drivers that begin in the same second take the same number, and all but one the next. */
    private static final int MOST_TRIES = 100;

    private final Connection connection;
    private final Database database;
    private final Legacy names;
    private final Sql sql;
    private final Tables tables;
    /** A log that somebody else made may have a time of another name, which it sets by itself. */
    private final boolean ourTime;
    /** A moment as the log shows it: where summer time ends, two moments may be shown as the same time. */
    private final String shown;
    private final boolean meterInLive;
    private final boolean meterInLog;

    LegacyTables(Connection connection, Database database, Legacy names) throws SQLException {
        this.connection = connection;
        this.database = database;
        this.names = names;
        this.sql = new Sql(connection);
        this.tables = new Tables(connection);
        if (!tables.exist(names.live())) {
            sql.execute("CREATE TABLE " + names.live() + " (sample_nr INTEGER PRIMARY KEY, " + DEFINITIONS + ", "
                    + METER + " "
                    + database.keyText() + ")");
            sql.execute("INSERT INTO " + names.live() + " (sample_nr) VALUES (1)");
        }
        if (!tables.exist(names.log())) {
            sql.execute("CREATE TABLE " + names.log() + " (sample_nr " + database.countingKey() + ", " + TIME
                    + " TIMESTAMP DEFAULT CURRENT_TIMESTAMP, " + DEFINITIONS + ", " + METER + " "
                    + database.keyText() + ")");
            sql.execute("CREATE INDEX " + names.log() + "_time ON " + names.log() + " (" + TIME + ")");
        }
        Optional<String> time = tables.columnType(names.log(), TIME);
        this.ourTime = time.isPresent();
        this.shown = time.isPresent() ? database.shownMoment(time.get()) : database.moment();
        this.meterInLive = hasMeter(names.live());
        this.meterInLog = hasMeter(names.log());
    }

    /** Whether a table has a column for the meter; one that an older version made is given it. */
    private boolean hasMeter(String table) throws SQLException {
        if (tables.hasColumn(table, METER)) {
            return true;
        }
        if (!ourTime) {
            return false;
        }
        List<String> meters = Meters.all(connection);
        // A default gives the rows that are there their meter without writing each of them anew, which may be years of
        // minutes.
        String owner = meters.size() == 1 ? " DEFAULT '" + new MeterKey(meters.get(0)).text() + "'" : "";
        try {
            sql.execute("ALTER TABLE " + table + " ADD COLUMN " + METER + " " + database.keyText() + owner);
            return true;
        } catch (SQLException fault) {
            if (DatabaseAccess.isDenied(fault)) {
                LOG.warn("history: {} has no column for the meter, and serves one meter only, until its owner runs:"
                        + " ALTER TABLE {} ADD COLUMN {} {}", table, table, METER, database.keyText());
                return false;
            }
            throw fault;
        }
    }

    /** Minutes are over, and the meter says something new. */
    void write(List<Minute> minutes, Optional<Snapshot> newest) throws SQLException {
        for (Minute minute : minutes) {
            log(minute);
        }
        if (newest.isPresent()) {
            live(newest.get().key().text(), LegacyRow.of(newest.get()));
        }
    }

    private void live(String meter, LegacyRow row) throws SQLException {
        String update = "UPDATE " + names.live() + " SET " + String.join(" = ?, ", COLUMNS) + " = ? WHERE "
                + (meterInLive ? METER + " = ?" : "sample_nr = 1");
        Object[] values = parameters(row, meterInLive ? List.of(meter) : List.of());
        for (int tries = 0; sql.change(update, values) == 0 && meterInLive; tries++) {
            if (tries == MOST_TRIES) {
                throw new SQLException("no row of " + names.live() + " could be had for this meter");
            }
            take(meter);
        }
    }

    /** Takes the row that is nobody's yet, else a new one; another driver may be faster. */
    private void take(String meter) throws SQLException {
        if (sql.change("UPDATE " + names.live() + " SET " + METER + " = ? WHERE sample_nr = 1 AND " + METER
                + " IS NULL", meter) == 0) {
            sql.change("INSERT INTO " + names.live() + " (" + METER
                    + ", sample_nr) SELECT ?, COALESCE(MAX(l.sample_nr), 0) + 1 FROM "
                    + names.live() + " l WHERE 1 = 1 " + database.onConflict("sample_nr", List.of("sample_nr")), meter);
        }
    }

    /** One without any power is left out; one that is there already is not written twice. */
    private void log(Minute minute) throws SQLException {
        LegacyRow row = LegacyRow.of(minute);
        long time = minute.ts() + MINUTE;
        String meter = minute.key().text();
        if (row.power().isEmpty() || ourTime && isLogged(meter, time)) {
            return;
        }
        List<Object> ends = new ArrayList<>();
        if (ourTime) {
            ends.add(time);
        }
        if (meterInLog) {
            ends.add(meter);
        }
        sql.change("INSERT INTO " + names.log() + " (" + NAMES + (ourTime ? ", " + TIME : "")
                + (meterInLog ? ", " + METER : "")
                + ") VALUES (?, ?, ?, ?, ?" + (ourTime ? ", " + database.moment() : "")
                + (meterInLog ? ", ?" : "") + ")", parameters(row, ends));
    }

    /** Whether there is a row of this time; where two minutes are shown as the same time, one of each. */
    private boolean isLogged(String meter, long time) throws SQLException {
        String query = "SELECT COUNT(*) FROM " + names.log() + " WHERE " + TIME + " = " + shown;
        long rows = meterInLog ? count(query + " AND " + METER + " = ?", time, meter) : count(query, time);
        return rows > 0 && rows > twins(meter, time);
    }

    /** Minutes an hour before and after that have a row of the same time too. */
    private long twins(String meter, long time) throws SQLException {
        return count("SELECT COUNT(*) FROM " + Schema.MINUTES.name() + " WHERE " + METER + " = ? AND ts IN (?, ?) AND "
                + LegacyRow.POWER_COLUMN + " IS NOT NULL AND " + shown.replace("?", "ts + " + MINUTE) + " = " + shown,
                meter, time - MINUTE - HOUR, time - MINUTE + HOUR, time);
    }

    private long count(String query, Object... parameters) throws SQLException {
        return sql.query(query, row -> row.getLong(1), parameters).get(0);
    }

    /** The columns of a row, null where one is absent, and what follows them. */
    private static Object[] parameters(LegacyRow row, List<Object> ends) {
        return Stream.concat(row.columns().stream().map(column -> column.orElse(null)), ends.stream()).toArray();
    }
}
