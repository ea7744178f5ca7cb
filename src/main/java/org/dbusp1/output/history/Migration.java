package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tables where there are none, and brings those of an older version forward. */
final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final String TABLE = "p1_schema";
    /** Years of rows of many meters may be moved or sorted into a new index. */
    private static final int PATIENCE_MILLIS = (int) Duration.ofHours(6).toMillis();

    private final Connection connection;
    private final Database database;
    private final Sql sql;
    private final Tables tables;

    Migration(Connection connection, Database database) {
        this.connection = connection;
        this.database = database;
        this.sql = new Sql(connection);
        this.tables = new Tables(connection);
    }

    /** @throws SQLException also when a newer version of this program wrote the tables */
    void run() throws SQLException {
        // Asked first: a user may write tables that somebody else made, without the right to make some.
        if (!tables.exist(TABLE) || version() < Schema.VERSION) {
            alone(this::bring);
        }
        int version = version();
        if (version > Schema.VERSION) {
            throw new SQLException("its tables are of version " + version + ", made by a newer dbus-p1; this one knows "
                    + Schema.VERSION + ": install the newer one, or name another database");
        }
        TimeViews views = new TimeViews(sql, tables, database);
        if (views.areMissing()) {
            try {
                alone(views::create);
            } catch (SQLException fault) {
                if (!DatabaseAccess.isDenied(fault)) {
                    throw fault;
                }
                LOG.warn("history: its user may not make the views and indexes for Grafana, everything else works: {}",
                        DatabaseAccess.line(fault));
            }
        }
        if (database == Database.POSTGRESQL && !new Hypertables(sql).missing().isEmpty()) {
            alone(this::cut);
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    /**
     * In one transaction where the database can; else a step that was cut short is made again from its start. Of
     * several drivers of a server one at a time, and with all the time that it takes.
     */
    private void alone(Step step) throws SQLException {
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

    /** Other drivers may go on, and a server has no more time to answer than before. */
    private void finish(int usual) throws SQLException {
        connection.setAutoCommit(true);
        all(database.unlock());
        if (!database.isFile()) {
            connection.setNetworkTimeout(Runnable::run, usual);
        }
    }

    private void all(List<String> statements) throws SQLException {
        for (String statement : statements) {
            sql.execute(statement);
        }
    }

    private void bring() throws SQLException {
        if (!tables.exist(TABLE)) {
            create();
        }
        int from = version();
        if (from < Schema.VERSION) {
            forward(from);
        }
    }

    private void cut() throws SQLException {
        Hypertables hypertables = new Hypertables(sql);
        List<SqlTable> missing = hypertables.missing();
        if (!missing.isEmpty()) {
            hypertables.create(missing);
        }
    }

    private void forward(int from) throws SQLException {
        if (from < 2) {
            addMBusDays();
        }
        if (from < 3) {
            addSixthTariff();
        }
        if (from < 4) {
            // Version 4: peaks of months. They are filled when the meter is written next, by the tariff that holds
            // then.
            sql.execute(Schema.PEAKS.create(database));
        }
        // Version 5: views with times, and indexes by them, which are made wherever they are missing.
        remember(Schema.VERSION);
        LOG.info("history: the tables were brought from version {} to {}", from, Schema.VERSION);
    }

    /** Version 2: days of gas, water and heat, so that a year of them is no matter of every single reading. */
    private void addMBusDays() throws SQLException {
        sql.execute(Schema.MBUS_DAYS.create(database));
        for (String meter : Meters.all(connection)) {
            MeterRows meterRows = new MeterRows(connection, database, meter);
            Optional<ZoneId> zone = Meters.zone(meterRows);
            if (zone.isPresent()) {
                List<Long> read = meterRows.rows(Schema.MBUS, Schema.MBUS.key(), "ts >= 0", rows -> rows.getLong(1));
                new MBusDayRollup(meterRows, new MeterCalendar(zone.get())).update(read);
            }
        }
    }

    /**
     * Version 3: the sixth tariff of import, that of red days in Tempo. A step that was cut short finds some of its
     * columns.
     */
    private void addSixthTariff() throws SQLException {
        for (SqlTable table : List.of(Schema.MINUTES, Schema.HOURS, Schema.DAYS)) {
            for (SqlColumn column : table.columns()) {
                if (List.of(Counter.IMP_T6.column(), Counter.IMP_T6.endColumn()).contains(column.name())
                        && !tables.hasColumn(table.name(), column.name())) {
                    sql.execute("ALTER TABLE " + table.name() + " ADD COLUMN " + column.name() + " "
                            + column.type().sql());
                }
            }
        }
    }

    private void create() throws SQLException {
        for (SqlTable table : Schema.TABLES) {
            sql.execute(table.create(database));
        }
        // Last: without it all is made again.
        sql.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (version BIGINT NOT NULL PRIMARY KEY)");
        remember(Schema.VERSION);
    }

    private int version() throws SQLException {
        return sql.query("SELECT MAX(version) FROM " + TABLE, row -> row.getInt(1)).get(0);
    }

    private void remember(int version) throws SQLException {
        sql.change("INSERT INTO " + TABLE + " (version) VALUES (?)", version);
    }
}
