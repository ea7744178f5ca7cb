package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hypertables of a PostgreSQL database that has the extension TimescaleDB (2.11 or later): the tables that grow are
 * cut by time into chunks, which are compressed once they are old. This driver never installs the extension itself:
 * that is for the database's owner. Rows of the time before are moved, which locks their table meanwhile.
 */
record Hypertables(Sql sql) {
    private static final Logger LOG = LoggerFactory.getLogger(Hypertables.class);
    private static final long DAY = 86_400;
    /** The age at which a chunk is compressed: a driver that was away for a week has caught up by then. */
    private static final long COMPRESSED_AFTER = 8 * DAY;
    /** The function with the present time, for tables whose time is a number. */
    private static final String NOW = "p1_now";

    /** Seconds in a chunk: some ten million rows of 10,000 meters. */
    private static final Map<SqlTable, Long> CHUNKS =
            Map.of(Schema.MINUTES, DAY, Schema.QUARTERS, 7 * DAY, Schema.MBUS, 7 * DAY,
            Schema.HOURS, 28 * DAY);

    /**
     * Returns the tables that are to become hypertables: no table where the extension is not in this database or where
     * the tables belong to another user.
     */
    List<SqlTable> missing() throws SQLException {
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
    void create(List<SqlTable> wanted) throws SQLException {
        boolean compresses = first("SELECT current_setting('timescaledb.license', true)")
                .equals(Optional.of("timescale"));
        sql.execute("CREATE OR REPLACE FUNCTION " + NOW + "() RETURNS BIGINT LANGUAGE SQL STABLE AS"
                + " 'SELECT CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)'");
        for (SqlTable table : wanted) {
            create(table);
            if (compresses) {
                compress(table);
            }
        }
        LOG.info("history: {} are hypertables of TimescaleDB now{}",
                wanted.stream().map(SqlTable::name).sorted().toList(),
                compresses ? ", compressed after " + COMPRESSED_AFTER / DAY + " days"
                : "; this licence of it has no compression");
    }

    private void create(SqlTable table) throws SQLException {
        sql.execute("SELECT create_hypertable('" + table.name() + "', 'ts', chunk_time_interval => BIGINT '"
                + CHUNKS.get(table)
                + "', create_default_indexes => false, if_not_exists => true, migrate_data => true)");
        sql.execute("SELECT set_integer_now_func('" + table.name() + "', '" + NOW + "', replace_if_exists => true)");
    }

    private void compress(SqlTable table) throws SQLException {
        List<String> order = table.key().stream().map(SqlColumn::name).toList();
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
