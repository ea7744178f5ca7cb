package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sums hours and days from quarters, and days from the readings of M-Bus devices, with one SQL statement for each period. Days are
 * those of the meter's calendar, of 23, 24 or 25 hours.
 */
record PeriodSums(Statements sql, MeterCalendar calendar) {
    private static final int HOUR_SECONDS = 3_600;
    // A query with a join ends with WHERE 1 = 1: else SQLite takes ON CONFLICT for the join's condition (lang_upsert.html, 2.2).
    private static final String WHERE_PERIOD = " WHERE meter = ? AND ts >= ? AND ts < ?";
    /** The sums of a period; gap is 1 if they include the energy of a gap that began before the period. */
    private static final String SUMS = "SELECT MIN(meter) AS meter, ? AS period, "
            + Schema.COUNTERS.stream().map(counter -> "SUM(" + Schema.column(counter, Schema.MOVED_WH) + ")")
            .collect(Collectors.joining(", "))
            + ", MIN(p_min_w), MAX(p_max_w), MIN(u_min), MAX(u_max), SUM(n), MAX(CASE WHEN gap_ts < ? THEN 1 END)"
            + " FROM p1_quarters" + WHERE_PERIOD + " HAVING COUNT(*) > 0";
    private static final String AND_HAS_READING = " AND COALESCE("
            + Schema.COUNTERS.stream().map(counter -> Schema.column(counter, Schema.END_WH))
            .collect(Collectors.joining(", ")) + ") IS NOT NULL";
    /** The sums of a day, with the readings at its end and its highest quarter. */
    private static final String DAY_SUMS = "SELECT s.*, "
            + Schema.COUNTERS.stream().map(counter -> "e." + Schema.column(counter, Schema.END_WH))
            .collect(Collectors.joining(", "))
            + ", k.avg_w, k.ts FROM (" + SUMS + ") s LEFT JOIN p1_quarters e ON e.meter = s.meter AND e.ts ="
            + " (SELECT MAX(ts) FROM p1_quarters" + WHERE_PERIOD + AND_HAS_READING + ")"
            + " LEFT JOIN p1_quarters k ON k.meter = s.meter AND k.ts = (SELECT ts FROM p1_quarters" + WHERE_PERIOD
            + " AND partial = 0 AND avg_w IS NOT NULL ORDER BY avg_w DESC, ts LIMIT 1) WHERE 1 = 1";
    /** The sums of M-Bus devices for a day; a reading at midnight ends the previous day. */
    private static final String MBUS_SUMS = "SELECT s.meter, ?, s.channel, s.kind, e.reading_l, e.reading_kj, s.delta"
            + " FROM (SELECT meter, channel, kind, MAX(ts) AS ts, SUM(delta) AS delta FROM p1_mbus"
            + " WHERE meter = ? AND ts > ? AND ts <= ? GROUP BY meter, channel, kind) s JOIN p1_mbus e"
            + " ON e.meter = s.meter AND e.ts = s.ts AND e.channel = s.channel AND e.kind = s.kind WHERE 1 = 1";

    void updateForQuarters(Collection<Long> quarters) throws SQLException {
        SortedSet<Long> hours = new TreeSet<>();
        quarters.forEach(quarter -> hours.add(Math.floorDiv(quarter, HOUR_SECONDS) * HOUR_SECONDS));
        String meter = sql.meter();
        write(Schema.HOURS, SUMS, hours.stream().map(hour -> new Object[] {hour, hour, meter, hour, hour + HOUR_SECONDS}).toList());
        write(Schema.DAYS, DAY_SUMS, days(quarters).stream().map(day -> {
            long from = calendar.start(day);
            long to = calendar.start(day.plusDays(1));
            return new Object[] {day.toString(), from, meter, from, to, meter, from, to, meter, from, to};
        }).toList());
    }

    void updateForReadings(Collection<Long> readings) throws SQLException {
        write(Schema.MBUS_DAYS, MBUS_SUMS, days(readings.stream().map(second -> second - 1).toList()).stream()
                .map(day -> new Object[] {day.toString(), sql.meter(), calendar.start(day),
                    calendar.start(day.plusDays(1))}).toList());
    }

    private SortedSet<LocalDate> days(Collection<Long> seconds) {
        return seconds.stream().map(calendar::day).collect(Collectors.toCollection(TreeSet::new));
    }

    private void write(SqlTable table, String sums, List<Object[]> periods) throws SQLException {
        sql.updateBatch(table.insert(sql.dialect(), sums), periods);
    }
}
