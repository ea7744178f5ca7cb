package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Views that people and Grafana read: for each table with a time a view NAME_time with a column "time" before its own,
 * and on servers an index by time, for questions about many meters. A file holds few meters, which its key finds, and
 * has no such index.
 */
record TimeViews(Sql sql, Database database) {
    private static final String SUFFIX = "_time";
    private static final String DAY = "day";
    private static final String ZONE = "m.zone";
    /**
     * A zone that is an offset, as java.time names it; PostgreSQL counts the hours of such a name the other way round.
     */
    private static final String OFFSET = "^(UTC|GMT|UT)?[+-]";

    /** Returns the tables whose rows have a time; its column is the first of their key. */
    static List<SqlTable> timed() {
        return Schema.TABLES.stream()
                .filter(table -> table.key().stream().findFirst().filter(first -> isTime(first.name())).isPresent())
                .toList();
    }

    private static boolean isTime(String column) {
        return column.equals("ts") || column.equals(DAY);
    }

    /** Returns whether the last of the views is not there. */
    boolean areMissing() throws SQLException {
        List<SqlTable> timed = timed();
        return !sql.hasView(timed.get(timed.size() - 1).name() + SUFFIX);
    }

    /** Makes the views and indexes that are not there yet. */
    void create() throws SQLException {
        for (SqlTable table : timed()) {
            sql.execute(view(table));
            if (!database.isFile()) {
                String time = table.time().name();
                index(table, table.name() + "_" + time, time);
                if (database == Database.POSTGRESQL && !time.equals(DAY)) {
                    // For conditions on the view's column, which the index on the seconds does not serve.
                    index(table, table.name() + SUFFIX + "_index", "to_timestamp(" + time + ")");
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
        table.all().stream().filter(SqlColumn::isShown)
                .forEach(column -> columns.add("t." + column.name()));
        String start = database == Database.SQLITE ? "CREATE VIEW IF NOT EXISTS " : "CREATE OR REPLACE VIEW ";
        boolean byDay = table.time().name().equals(DAY);
        return start + table.name() + SUFFIX + " AS SELECT " + (byDay ? dayStart() : moment()) + " AS time, "
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
}
