package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dbusp1.output.history.SqlTable.Column;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tables where there are none, and refuses those of another version. Beside the tables it makes:
 * <ul>
 * <li>Views that people and Grafana read: for each table with a time a view NAME_time with a column "time" before its
 * own, and on servers an index by time, for questions about many meters. A file holds few meters, which its key finds,
 * and has no such index.
 * <li>Hypertables of a PostgreSQL database that has the extension TimescaleDB (2.11 or later): the tables that grow are
 * cut by time into chunks, which are compressed once they are old. This driver never installs the extension itself:
 * that is for the database's owner. Rows of the time before are moved, which locks their table meanwhile.
 * </ul>
 */
final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final String TABLE = "p1_version";
    /** The table that held the version before the first release. */
    private static final String UNRELEASED = "p1_schema";
    /** The time that a step may take: it may move years of rows of many meters, or sort them into a new index. */
    private static final int PATIENCE_MILLIS = (int) Duration.ofHours(6).toMillis();

    private static final String VIEW = "_time";
    private static final String DAY = "day";
    private static final String ZONE = "m.zone";
    /**
     * A zone that is an offset, as java.time names it; PostgreSQL counts the hours of such a name the other way round.
     */
    private static final String OFFSET = "^(UTC|GMT|UT)?[+-]";
    private static final long DAY_SECONDS = 86_400;
    /** The age at which a chunk is compressed: a driver that was away for a week has caught up by then. */
    private static final long COMPRESSED_AFTER = 8 * DAY_SECONDS;
    /** The function with the present time, for tables whose time is a number. */
    private static final String NOW = "p1_now";

    /** Seconds in a chunk: some ten million rows of 10,000 meters. */
    private static final Map<SqlTable, Long> CHUNKS =
            Map.of(Schema.MINUTES, DAY_SECONDS, Schema.QUARTERS, 7 * DAY_SECONDS, Schema.MBUS, 7 * DAY_SECONDS,
            Schema.HOURS, 28 * DAY_SECONDS);

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
        if (!sql.has("TABLE", TABLE)) {
            if (sql.has("TABLE", UNRELEASED)) {
                throw new SQLException("""
                        its tables were made by a dbus-p1 before its first release: save them with "dbus-p1 history export" \
                        of that program, name another database, and fill it with "dbus-p1 history import" from raw logs""");
            }
            alone(this::createTables);
        }
        int version = sql.query("SELECT MAX(version) FROM " + TABLE, row -> row.getInt(1)).get(0);
        if (version > Schema.VERSION) {
            throw new SQLException("its tables are of version " + version + ", made by a newer dbus-p1; this one knows "
                    + Schema.VERSION + ": install the newer one, or name another database");
        }
        if (!sql.has("VIEW", timed().get(timed().size() - 1).name() + VIEW)) {
            try {
                alone(this::createViews);
            } catch (SQLException fault) {
                if (!DatabaseAccess.isDenied(fault)) {
                    throw fault;
                }
                LOG.warn("history: its user may not make the views and indexes for Grafana, everything else works: {}",
                        DatabaseAccess.line(fault));
            }
        }
        if (database == Database.POSTGRESQL && !missingHypertables().isEmpty()) {
            alone(this::createHypertables);
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
    private void createTables() throws SQLException {
        if (sql.has("TABLE", TABLE)) {
            return;
        }
        for (SqlTable table : Schema.TABLES) {
            sql.execute(table.create(database));
        }
        // Last: without this table all tables are made again.
        sql.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (version BIGINT NOT NULL PRIMARY KEY)");
        sql.change("INSERT INTO " + TABLE + " (version) VALUES (?)", Schema.VERSION);
    }

    /** Returns the tables whose rows have a time; its column is the first of their key. */
    static List<SqlTable> timed() {
        return Schema.TABLES.stream()
                .filter(table -> table.key().stream().findFirst().filter(first -> isTime(first.name())).isPresent())
                .toList();
    }

    private static boolean isTime(String column) {
        return column.equals("ts") || column.equals(DAY);
    }

    /** Makes the views and indexes that are not there yet. */
    private void createViews() throws SQLException {
        for (SqlTable table : timed()) {
            sql.execute(view(table));
            if (!database.isFile()) {
                String time = table.time().name();
                index(table, table.name() + "_" + time, time);
                if (database == Database.POSTGRESQL && !time.equals(DAY)) {
                    // For conditions on the view's column, which the index on the seconds does not serve.
                    index(table, table.name() + VIEW + "_index", "to_timestamp(" + time + ")");
                }
            }
        }
    }

    private void index(SqlTable table, String name, String on) throws SQLException {
        if (!sql.hasIndex(table.name(), name)) {
            sql.execute("CREATE INDEX " + name + " ON " + table.name() + " (" + on + ")");
        }
    }

    private String view(SqlTable table) {
        List<String> columns = new ArrayList<>(List.of("t." + SqlTable.METER));
        table.all().stream().filter(Column::isShown)
                .forEach(column -> columns.add("t." + column.name()));
        String start = database == Database.SQLITE ? "CREATE VIEW IF NOT EXISTS " : "CREATE OR REPLACE VIEW ";
        boolean byDay = table.time().name().equals(DAY);
        return start + table.name() + VIEW + " AS SELECT " + (byDay ? dayStart() : moment()) + " AS time, "
                + String.join(", ", columns) + " FROM " + table.name() + " t"
                + (byDay ? " LEFT JOIN " + Schema.METERS.name() + " m ON m.meter = t.meter" : "")
                + " WHERE " + table.shown();
    }

    /** Returns the expression for the time of a row: with its zone where the database has such a type, else in UTC. */
    private String moment() {
        return switch (database) {
            case SQLITE -> "strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch')";
            case MARIADB -> "TIMESTAMPADD(SECOND, t.ts, TIMESTAMP'1970-01-01 00:00:00')";
            case POSTGRESQL -> "to_timestamp(t.ts)";
        };
    }

    /** Returns the expression for the start of a day by the meter's calendar; its date where zones may be missing. */
    private String dayStart() {
        return switch (database) {
            case SQLITE -> "t.day";
            case MARIADB -> "CAST(t.day AS DATE)";
            case POSTGRESQL -> "CASE WHEN " + ZONE + " ~ '" + OFFSET + "' THEN t.day::timestamp AT TIME ZONE substring("
                    + ZONE + " from '[+-].*')::interval ELSE t.day::timestamp AT TIME ZONE coalesce(" + ZONE
                    + ", 'UTC') END";
        };
    }

    /**
     * Returns the tables that are to become hypertables: no table where the extension is not in this database or where
     * the tables belong to another user.
     */
    private List<SqlTable> missingHypertables() throws SQLException {
        if (first("SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'").isEmpty()) {
            return List.of();
        }
        List<SqlTable> missing = new ArrayList<>();
        for (SqlTable table : CHUNKS.keySet()) {
            boolean ours =
                    first("SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND pg_has_role(relowner, 'USAGE')",
                            table.name())
                    .isPresent();
            boolean done =
                    first("SELECT 1 FROM timescaledb_information.hypertables h JOIN pg_namespace n ON n.nspname = h.hypertable_schema"
                    + " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = h.hypertable_name WHERE c.oid ="
                    + " to_regclass(?)", table.name())
                    .isPresent();
            if (ours && !done) {
                missing.add(table);
            }
        }
        return missing;
    }

    /** Makes hypertables, with the policy that compresses old chunks where the extension's licence has compression. */
    private void createHypertables() throws SQLException {
        List<SqlTable> wanted = missingHypertables();
        if (wanted.isEmpty()) {
            return; // another driver has made them meanwhile
        }
        boolean compresses = first("SELECT current_setting('timescaledb.license', true)")
                .equals(Optional.of("timescale"));
        sql.execute("CREATE OR REPLACE FUNCTION " + NOW + "() RETURNS BIGINT LANGUAGE SQL STABLE AS"
                + " 'SELECT CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)'");
        for (SqlTable table : wanted) {
            createHypertable(table);
            if (compresses) {
                compress(table);
            }
        }
        LOG.info("history: {} are hypertables of TimescaleDB now{}",
                wanted.stream().map(SqlTable::name).sorted().toList(),
                compresses ? ", compressed after " + COMPRESSED_AFTER / DAY_SECONDS + " days"
                : "; this licence of it has no compression");
    }

    private void createHypertable(SqlTable table) throws SQLException {
        sql.execute("SELECT create_hypertable('" + table.name() + "', 'ts', chunk_time_interval => BIGINT '"
                + CHUNKS.get(table)
                + "', create_default_indexes => false, if_not_exists => true, migrate_data => true)");
        sql.execute("SELECT set_integer_now_func('" + table.name() + "', '" + NOW + "', replace_if_exists => true)");
    }

    private void compress(SqlTable table) throws SQLException {
        List<String> order = table.key().stream().map(Column::name).toList();
        sql.execute("ALTER TABLE " + table.name() + " SET (timescaledb.compress, timescaledb.compress_segmentby = '"
                + SqlTable.METER
                + "', timescaledb.compress_orderby = '" + String.join(", ", order) + "')");
        sql.execute("SELECT add_compression_policy('" + table.name() + "', BIGINT '" + COMPRESSED_AFTER
                + "', if_not_exists => true)");
    }

    private Optional<String> first(String query, Object... parameters) throws SQLException {
        return sql.query(query, row -> row.getString(1), parameters).stream().filter(Objects::nonNull).findFirst();
    }
}
