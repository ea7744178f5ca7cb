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
    /** The table that held the version before the first release. */
    private static final String UNRELEASED = "p1_schema";
    /** The time that a step may take: it may move years of rows of many meters, or sort them into a new index. */
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
        // Checked first: a user may write tables that another user made, without the right to make tables.
        if (!sql.hasTable(TABLE)) {
            if (sql.hasTable(UNRELEASED)) {
                throw new SQLException("""
                        its tables were made by a dbus-p1 before its first release: save them with "dbus-p1 history export" \
                        of that program, name another database, and fill it with "dbus-p1 history import" from raw logs""");
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
     * Runs a step in one transaction where the database can; else a step that was interrupted is made again from its
     * start. Of several drivers of a server one at a time runs its step, for as long as it takes.
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

    /** Ends a step: other drivers may go on, and a server has as much time to answer as before the step. */
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

    /** Makes the tables, unless another driver has made them meanwhile. */
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
        // Last: without this table all tables are made again.
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
