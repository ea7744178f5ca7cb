package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tables where there are none, and refuses those of another version. */
final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final String TABLE = "p1_version";
    /** The place of the version before the first release. */
    private static final String UNRELEASED = "p1_schema";
    /** Years of rows of many meters may be moved or sorted into a new index. */
    private static final int PATIENCE_MILLIS = (int) Duration.ofHours(6).toMillis();

    private final Connection connection;
    private final Database database;
    private final Sql sql;

    Migration(Connection connection, Database database) {
        this.connection = connection;
        this.database = database;
        this.sql = new Sql(connection);
    }

    /** @throws SQLException also when another version of this program wrote the tables */
    void run() throws SQLException {
        // Asked first: a user may write tables that somebody else made, without the right to make some.
        if (!sql.hasTable(TABLE)) {
            if (sql.hasTable(UNRELEASED)) {
                throw new SQLException("its tables were made by a dbus-p1 before its first release: save them with"
                        + " \"dbus-p1 history export\" of that program, name another database, and fill it with"
                        + " \"dbus-p1 history import\" from raw logs");
            }
            alone(this::createMissing);
        }
        int version = version();
        if (version > Schema.VERSION) {
            throw new SQLException("its tables are of version " + version + ", made by a newer dbus-p1; this one knows "
                    + Schema.VERSION + ": install the newer one, or name another database");
        }
        TimeViews views = new TimeViews(sql, database);
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

    /** Another driver may have made them meanwhile. */
    private void createMissing() throws SQLException {
        if (!sql.hasTable(TABLE)) {
            create();
        }
    }

    private void cut() throws SQLException {
        Hypertables hypertables = new Hypertables(sql);
        List<SqlTable> missing = hypertables.missing();
        if (!missing.isEmpty()) {
            hypertables.create(missing);
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
