package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.output.history.SqlTable.Column;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates missing tables, and refuses tables of another version, or without one of their columns. Also creates views for people and
 * Grafana: for each table with a time a view NAME_time, which has an additional column "time".
 */
record SchemaCreator(Statements sql) {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaCreator.class);
    private static final String VERSION_TABLE = "p1_version";

    private static final String VIEW_SUFFIX = "_time";
    private static final String DAY = "day";
    private static final String ZONE = "m.zone";
    /** Matches a zone that java.time names by an offset; PostgreSQL reverses the sign of such a name. */
    private static final String OFFSET = "^(UTC|GMT|UT)?[+-]";

    /**
     * Creates what is missing. What is there is not changed.
     *
     * @throws SQLException also when another version of this program made the tables, when a column is missing, and while another
     *                      driver creates them
     */
    void create() throws SQLException {
        // Checked before any change, because a user may have the right to write to tables, but not to create them.
        int version = version();
        if (version != 0 && version != Schema.VERSION) {
            throw new SQLException("its tables are of version " + version + ", made by another dbus-p1; this one knows "
                    + Schema.VERSION + ": install the other one, or name another database");
        }
        List<SqlTable> missing = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (SqlTable table : Schema.TABLES) {
            Set<String> columns = sql.columns(table.name());
            if (columns.isEmpty()) {
                missing.add(table);
            } else {
                Stream.concat(Stream.of(SqlTable.METER), table.all().stream().map(Column::name))
                        .filter(column -> !columns.contains(column)).forEach(column -> lost.add(table.name() + "." + column));
            }
        }
        if (!lost.isEmpty()) {
            throw new SQLException("it has lost the columns " + String.join(", ", lost)
                    + ": put back a backup, or name another database");
        }
        createTables(missing, version == 0);
        try {
            createViews();
        } catch (SQLException e) {
            if (!DatabaseUrl.lacksPrivilege(e)) {
                throw e;
            }
            LOG.warn("history: its user may not make the views for Grafana, everything else works: {}", DatabaseUrl.describe(e));
        }
    }

    /** Returns the version of the tables; 0 while none is stored, because the creation was interrupted. */
    private int version() throws SQLException {
        return sql.has("TABLE", VERSION_TABLE) ? sql.query("SELECT MAX(version) FROM " + VERSION_TABLE, row -> row.getInt(1)).get(0) : 0;
    }

    /** Fails if another driver creates the tables at the same time. */
    private void createTables(List<SqlTable> missing, boolean withVersion) throws SQLException {
        for (SqlTable table : missing) {
            sql.execute(table.create(sql.dialect()));
        }
        if (withVersion) {
            // Last, because without a version the creation was interrupted.
            sql.execute("CREATE TABLE IF NOT EXISTS " + VERSION_TABLE + " (version BIGINT NOT NULL PRIMARY KEY)");
            sql.update("INSERT INTO " + VERSION_TABLE + " (version) VALUES (?)", Schema.VERSION);
        } else if (!missing.isEmpty()) {
            LOG.warn("history: tables were lost and are made again, empty: {}",
                    missing.stream().map(SqlTable::name).collect(Collectors.joining(", ")));
        }
    }

    /** Creates those that are missing: in PostgreSQL a view goes with its table. */
    private void createViews() throws SQLException {
        for (SqlTable table : Schema.timed()) {
            if (!sql.has("VIEW", table.name() + VIEW_SUFFIX)) {
                sql.execute(view(table));
            }
        }
    }

    private String view(SqlTable table) {
        List<String> columns = new ArrayList<>(List.of("t." + SqlTable.METER));
        table.all().stream().filter(Column::isShown).forEach(column -> columns.add("t." + column.name()));
        String start = sql.dialect() == SqlDialect.SQLITE ? "CREATE VIEW IF NOT EXISTS " : "CREATE OR REPLACE VIEW ";
        boolean byDay = table.time().name().equals(DAY);
        return start + table.name() + VIEW_SUFFIX + " AS SELECT " + (byDay ? dayStartExpression() : timeExpression()) + " AS time, "
                + String.join(", ", columns) + " FROM " + table.name() + " t"
                + (byDay ? " LEFT JOIN " + Schema.METERS.name() + " m ON m.meter = t.meter" : "") + " WHERE " + table.shownCondition();
    }

    /** The time of a row as an SQL expression: in PostgreSQL with a time zone, in SQLite and MariaDB in UTC. */
    private String timeExpression() {
        return switch (sql.dialect()) {
            case SQLITE -> "strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch')";
            case MARIADB -> "TIMESTAMPADD(SECOND, t.ts, TIMESTAMP'1970-01-01 00:00:00')";
            case POSTGRESQL -> "to_timestamp(t.ts)";
        };
    }

    /**
     * The start of a day as an SQL expression: in PostgreSQL the moment by the meter's zone; in SQLite, which has no zones, and in
     * MariaDB, which may have no table of zones, only the date.
     */
    private String dayStartExpression() {
        return switch (sql.dialect()) {
            case SQLITE -> "t.day";
            case MARIADB -> "CAST(t.day AS DATE)";
            case POSTGRESQL -> "CASE WHEN " + ZONE + " ~ '" + OFFSET + "' THEN t.day::timestamp AT TIME ZONE substring("
                    + ZONE + " from '[+-].*')::interval ELSE t.day::timestamp AT TIME ZONE coalesce(" + ZONE + ", 'UTC') END";
        };
    }
}
