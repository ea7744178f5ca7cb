package org.dbusp1.fleet;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.output.history.DatabaseUrl;
import org.dbusp1.output.history.Schema;
import org.dbusp1.output.history.SqlDialect;
import org.dbusp1.output.history.SqlTable;
import org.dbusp1.output.history.SqlTable.Column;
import org.dbusp1.output.history.Statements;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extends the tables of a history for many meters: adds a table of the numbers of each driver's messages; on database
 * servers an index by time; and in a PostgreSQL database with TimescaleDB 2.11 or later, which its owner installs,
 * hypertables whose old chunks are compressed. The table is locked while existing rows are moved into a hypertable.
 */
final class FleetTables {
    /**
     * The name of a table with, for each meter, the numbers that the driver gave its messages, and the number of written
     * messages. All collectors of a fleet share this table, since each collector gets a part of the messages. A message that
     * arrives twice stands for one that is missing at that time, if there is one: the number of missing messages may be too low by as many,
     * but never too high. If none is missing, the next message corrects the count.
     */
    static final String SENDERS = "p1_senders";

    private static final Logger LOG = LoggerFactory.getLogger(FleetTables.class);
    private static final String SECONDS = "ts";
    private static final long DAY_SECONDS = 86_400;
    /** The age at which a chunk is compressed: a driver that was away for a week has caught up by then. */
    private static final long COMPRESSED_AFTER = 8 * DAY_SECONDS;
    /** The SQL function that returns the present time in seconds, for tables whose time column is a number. */
    private static final String NOW = "p1_now";

    /** Seconds in a chunk of each table, so that the rows of 10,000 meters are some ten million. */
    private static final Map<SqlTable, Long> CHUNKS =
            Map.of(Schema.MINUTES, DAY_SECONDS, Schema.QUARTERS, 7 * DAY_SECONDS, Schema.MBUS, 7 * DAY_SECONDS,
            Schema.HOURS, 28 * DAY_SECONDS);

    private static final String MARIADB_LOCK = "CONCAT('p1_schema.', DATABASE())";
    /** The longest time of a change, which may move years of rows of many meters, or build an index; and of the wait for it. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(6);

    private final Statements sql;

    FleetTables(Statements sql) {
        this.sql = sql;
    }

    private interface Change {
        void run() throws SQLException;
    }

    /** Creates missing tables and indexes. If nothing is missing, the user needs no right to create tables. */
    void create() throws SQLException {
        if (!sql.has("TABLE", SENDERS)) {
            sql.execute("CREATE TABLE IF NOT EXISTS " + SENDERS + " (" + SqlTable.METER + " " + sql.dialect().keyTextType()
                    + " NOT NULL, driver VARCHAR(32) NOT NULL, first_number BIGINT NOT NULL,"
                    + " newest_number BIGINT NOT NULL, messages BIGINT NOT NULL, PRIMARY KEY (" + SqlTable.METER + "))");
        }
        if (!sql.dialect().isFile()) {
            createIndexes();
        }
        if (sql.dialect() == SqlDialect.POSTGRESQL && !missingHypertables().isEmpty()) {
            exclusively(this::createHypertables);
        }
    }

    private void createIndexes() throws SQLException {
        List<Index> missing = new ArrayList<>();
        for (SqlTable table : Schema.timed()) {
            for (Index index : indexes(table)) {
                if (!hasIndex(table.name(), index.name)) {
                    missing.add(index);
                }
            }
        }
        try {
            if (!missing.isEmpty()) {
                exclusively(() -> createIndexes(missing));
            }
        } catch (SQLException e) {
            if (!DatabaseUrl.lacksPrivilege(e)) {
                throw e;
            }
            LOG.warn("collect: its user may not make indexes by time, everything else works: {}", DatabaseUrl.describe(e));
        }
    }

    /**
     * Runs a change of the tables of a server while no other collector changes them: in one transaction in PostgreSQL; MariaDB commits
     * each statement.
     */
    private void exclusively(Change change) throws SQLException {
        Connection connection = sql.connection();
        int usualTimeoutMillis = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, (int) LONGEST_CHANGE.plusMinutes(1).toMillis());
        connection.setAutoCommit(false);
        try {
            lock();
            change.run();
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(usualTimeoutMillis, e);
            throw e;
        }
        unlock(usualTimeoutMillis);
    }

    private void rollBack(int usualTimeoutMillis, Throwable cause) {
        try {
            sql.connection().rollback();
            unlock(usualTimeoutMillis);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void lock() throws SQLException {
        if (sql.dialect() == SqlDialect.POSTGRESQL) {
            // Each number is "p1" in ASCII; the lock ends with the transaction.
            sql.execute("SELECT pg_advisory_xact_lock(28721, 28721)");
        } else if (!sql.query("SELECT GET_LOCK(" + MARIADB_LOCK + ", ?)", row -> row.getInt(1), LONGEST_CHANGE.toSeconds())
                .equals(List.of(1))) {
            throw new SQLException("another program changes its tables");
        }
    }

    private void unlock(int usualTimeoutMillis) throws SQLException {
        Connection connection = sql.connection();
        connection.setAutoCommit(true);
        if (sql.dialect() == SqlDialect.MARIADB) {
            sql.execute("SELECT RELEASE_LOCK(" + MARIADB_LOCK + ")");
        }
        connection.setNetworkTimeout(Runnable::run, usualTimeoutMillis);
    }

    private boolean hasIndex(String table, String index) throws SQLException {
        Connection open = sql.connection();
        try (ResultSet indexes = open.getMetaData().getIndexInfo(open.getCatalog(), open.getSchema(), table, false, true)) {
            while (indexes.next()) {
                if (index.equalsIgnoreCase(indexes.getString("INDEX_NAME"))) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Index(SqlTable table, String name, String on) {
    }

    private List<Index> indexes(SqlTable table) {
        String time = table.time().name();
        Index byTime = new Index(table, table.name() + "_" + time, time);
        // For conditions on the view's time column, for which the index on the seconds is not used.
        return sql.dialect() == SqlDialect.POSTGRESQL && time.equals(SECONDS)
                ? List.of(byTime, new Index(table, table.name() + "_time_index", "to_timestamp(" + time + ")")) : List.of(byTime);
    }

    private void createIndexes(List<Index> indexes) throws SQLException {
        for (Index index : indexes) {
            // Another collector may have made the index meanwhile.
            if (!hasIndex(index.table.name(), index.name)) {
                sql.execute("CREATE INDEX " + index.name + " ON " + index.table.name() + " (" + index.on + ")");
            }
        }
    }

    /**
     * Returns the tables that are to become hypertables: empty without the extension in this database, and if the tables
     * belong to another user.
     */
    private List<SqlTable> missingHypertables() throws SQLException {
        if (first("SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'") == null) {
            return List.of();
        }
        List<SqlTable> missing = new ArrayList<>();
        for (SqlTable table : CHUNKS.keySet()) {
            boolean ours = first("SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND pg_has_role(relowner, 'USAGE')",
                    table.name()) != null;
            boolean done = first("SELECT 1 FROM timescaledb_information.hypertables h"
                    + " JOIN pg_namespace n ON n.nspname = h.hypertable_schema"
                    + " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = h.hypertable_name WHERE c.oid = to_regclass(?)",
                    table.name()) != null;
            if (ours && !done) {
                missing.add(table);
            }
        }
        return missing;
    }

    /** Makes hypertables, with the policy that compresses old chunks if the licence of the extension includes compression. */
    private void createHypertables() throws SQLException {
        List<SqlTable> wanted = missingHypertables();
        if (wanted.isEmpty()) {
            return; // another collector has made the hypertables meanwhile
        }
        boolean compresses = "timescale".equals(first("SELECT current_setting('timescaledb.license', true)"));
        sql.execute("CREATE OR REPLACE FUNCTION " + NOW + "() RETURNS BIGINT LANGUAGE SQL STABLE AS"
                + " 'SELECT CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)'");
        for (SqlTable table : wanted) {
            createHypertable(table);
            if (compresses) {
                compress(table);
            }
        }
        LOG.info("collect: {} are hypertables of TimescaleDB now{}",
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

    private @Nullable String first(String query, Object... parameters) throws SQLException {
        return sql.query(query, row -> row.getString(1), parameters).stream().filter(Objects::nonNull).findFirst().orElse(null);
    }
}
