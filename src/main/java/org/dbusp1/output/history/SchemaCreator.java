package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.output.history.SqlTable.Column;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates missing tables, and refuses tables of another version. Also creates views for people and Grafana: for each table with a time
 * a view NAME_time, which has an additional column "time".
 */
record SchemaCreator(Statements sql) {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaCreator.class);
    private static final String VERSION_TABLE = "p1_version";

    private static final String VIEW_SUFFIX = "_time";
    private static final String DAY = "day";
    private static final String ZONE = "m.zone";
    /** Matches a zone that java.time names by an offset; PostgreSQL reverses the sign of such a name. */
    private static final String OFFSET = "^(UTC|GMT|UT)?[+-]";

    /** @throws SQLException also when another version of this program made the tables, and while another driver creates them */
    void create() throws SQLException {
        // Checked before any change, because a user may have the right to write to tables, but not to create them.
        int version = version();
        if (version == 0) {
            createTables();
            version = version();
        }
        if (version != Schema.VERSION) {
            throw new SQLException("its tables are of version " + version + ", made by another dbus-p1; this one knows "
                    + Schema.VERSION + ": install the other one, or name another database");
        }
        if (!sql.has("VIEW", Schema.timed().get(Schema.timed().size() - 1).name() + VIEW_SUFFIX)) {
            try {
                createViews();
            } catch (SQLException e) {
                if (!DatabaseUrl.lacksPrivilege(e)) {
                    throw e;
                }
                LOG.warn("history: its user may not make the views for Grafana, everything else works: {}", DatabaseUrl.describe(e));
            }
        }
    }

    /** Returns the version of the tables; 0 while none is stored, because the creation was interrupted. */
    private int version() throws SQLException {
        return sql.has("TABLE", VERSION_TABLE) ? sql.query("SELECT MAX(version) FROM " + VERSION_TABLE, row -> row.getInt(1)).get(0) : 0;
    }

    /** Fails if another driver creates the tables at the same time. */
    private void createTables() throws SQLException {
        for (SqlTable table : Schema.TABLES) {
            sql.execute(table.create(sql.dialect()));
        }
        // Last, because without a version all tables are created again after an interruption.
        sql.execute("CREATE TABLE IF NOT EXISTS " + VERSION_TABLE + " (version BIGINT NOT NULL PRIMARY KEY)");
        sql.update("INSERT INTO " + VERSION_TABLE + " (version) VALUES (?)", Schema.VERSION);
    }

    private void createViews() throws SQLException {
        for (SqlTable table : Schema.timed()) {
            sql.execute(view(table));
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
