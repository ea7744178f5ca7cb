package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.output.history.SqlTable.Column;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates missing tables, and refuses those of another version. Creates views for people and Grafana: for each table with a time
 * a view NAME_time with an additional column "time".
 */
final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final String VERSION_TABLE = "p1_version";

    private static final String VIEW_SUFFIX = "_time";
    private static final String DAY = "day";
    private static final String ZONE = "m.zone";
    /** A zone that is an offset, as java.time names it; PostgreSQL reverses the sign of such a name. */
    private static final String OFFSET = "^(UTC|GMT|UT)?[+-]";

    private final Database database;
    private final Sql sql;
    private final ExclusiveChange changes;

    Migration(Connection connection, Database database) {
        this.database = database;
        this.sql = new Sql(connection);
        this.changes = new ExclusiveChange(connection, database);
    }

    /** @throws SQLException also when another version of this program wrote the tables */
    void run() throws SQLException {
        // First: a user may write to existing tables without the right to create any.
        if (!sql.has("TABLE", VERSION_TABLE)) {
            changes.run(this::createTables);
        }
        int version = sql.query("SELECT MAX(version) FROM " + VERSION_TABLE, row -> row.getInt(1)).get(0);
        if (version != Schema.VERSION) {
            throw new SQLException("its tables are of version " + version + ", made by another dbus-p1; this one knows "
                    + Schema.VERSION + ": install the other one, or name another database");
        }
        if (!sql.has("VIEW", Schema.timed().get(Schema.timed().size() - 1).name() + VIEW_SUFFIX)) {
            try {
                changes.run(this::createViews);
            } catch (SQLException e) {
                if (!DatabaseAccess.isDenied(e)) {
                    throw e;
                }
                LOG.warn("history: its user may not make the views for Grafana, everything else works: {}", DatabaseAccess.line(e));
            }
        }
    }

    /** Creates the tables, unless another driver has done so meanwhile. */
    private void createTables() throws SQLException {
        if (sql.has("TABLE", VERSION_TABLE)) {
            return;
        }
        for (SqlTable table : Schema.TABLES) {
            sql.execute(table.create(database));
        }
        // Last: without this table all tables are created again.
        sql.execute("CREATE TABLE IF NOT EXISTS " + VERSION_TABLE + " (version BIGINT NOT NULL PRIMARY KEY)");
        sql.change("INSERT INTO " + VERSION_TABLE + " (version) VALUES (?)", Schema.VERSION);
    }

    private void createViews() throws SQLException {
        for (SqlTable table : Schema.timed()) {
            sql.execute(view(table));
        }
    }

    private String view(SqlTable table) {
        List<String> columns = new ArrayList<>(List.of("t." + SqlTable.METER));
        table.all().stream().filter(Column::isShown).forEach(column -> columns.add("t." + column.name()));
        String start = database == Database.SQLITE ? "CREATE VIEW IF NOT EXISTS " : "CREATE OR REPLACE VIEW ";
        boolean byDay = table.time().name().equals(DAY);
        return start + table.name() + VIEW_SUFFIX + " AS SELECT " + (byDay ? dayStart() : moment()) + " AS time, "
                + String.join(", ", columns) + " FROM " + table.name() + " t"
                + (byDay ? " LEFT JOIN " + Schema.METERS.name() + " m ON m.meter = t.meter" : "") + " WHERE " + table.shown();
    }

    /** Returns the expression for the time of a row: with its zone if the database has such a type, else in UTC. */
    private String moment() {
        return switch (database) {
            case SQLITE -> "strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch')";
            case MARIADB -> "TIMESTAMPADD(SECOND, t.ts, TIMESTAMP'1970-01-01 00:00:00')";
            case POSTGRESQL -> "to_timestamp(t.ts)";
        };
    }

    /** Returns the expression for the start of a day by the meter's calendar; its date if zones may be missing. */
    private String dayStart() {
        return switch (database) {
            case SQLITE -> "t.day";
            case MARIADB -> "CAST(t.day AS DATE)";
            case POSTGRESQL -> "CASE WHEN " + ZONE + " ~ '" + OFFSET + "' THEN t.day::timestamp AT TIME ZONE substring("
                    + ZONE + " from '[+-].*')::interval ELSE t.day::timestamp AT TIME ZONE coalesce(" + ZONE + ", 'UTC') END";
        };
    }
}
