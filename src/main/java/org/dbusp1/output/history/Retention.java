package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deletes old rows, in whole days of the meter's calendar: after some days all minutes, and the readings of M-Bus devices except the
 * last of each hour. Quarters, hours and days stay for ever, and so do rows of the future. The present time counts as right
 * only if rows of the days before confirm it, so that a wrong clock after a restart deletes nothing.
 */
public final class Retention {
    /** Number of hours with rows, in each of two days, that confirm a time: a device may run for only some hours a day. */
    private static final int MIN_HOURS_A_DAY = 3;
    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;
    /** Readings of M-Bus devices in one transaction: as many as the minutes of a day. */
    private static final int READINGS_PER_TRANSACTION = 1_440;

    private final int minuteRetentionDays;
    private long now;
    /** The second up to which readings of M-Bus devices are thinned out; each run of the driver reads them once. */
    private long thinned = Long.MIN_VALUE;

    Retention(int minuteRetentionDays) {
        this.minuteRetentionDays = minuteRetentionDays;
    }

    /** @param second the present epoch second */
    void begin(long second) {
        now = second;
    }

    /**
     * An hour with several readings of a device. A reading at the full hour ends the hour before.
     *
     * @param delta the use of the hour; null if no row has it
     */
    private record CrowdedHour(int channel, String kind, long first, long last, @Nullable Long delta) {
    }

    /** Deletes about a day of old rows; returns true if more old rows may remain. */
    boolean run(Statements sql) throws SQLException {
        MeterCalendar calendar = MeterCalendar.of(sql);
        if (calendar == null) {
            return false;
        }
        long keepFrom = calendar.start(calendar.day(now).minusDays(minuteRetentionDays));
        return deleteOldMinutes(sql, keepFrom, calendar) | thin(sql, keepFrom);
    }

    private static boolean deleteOldMinutes(Statements sql, long keepFrom, MeterCalendar calendar) throws SQLException {
        Optional<Long> oldest = sql.firstSecond(Schema.MINUTES, "ts < ? ORDER BY ts", keepFrom);
        if (oldest.isEmpty()) {
            return false;
        }
        long dayAfter = calendar.start(calendar.day(oldest.get()).plusDays(1));
        sql.update("DELETE FROM " + Schema.MINUTES.name() + " WHERE meter = ? AND ts < ?", sql.meter(), dayAfter);
        return dayAfter < keepFrom;
    }

    private boolean thin(Statements sql, long keepFrom) throws SQLException {
        long end = sql.query("SELECT ts FROM " + Schema.MBUS.name() + " WHERE meter = ? AND ts > ? AND ts <= ?"
                + " ORDER BY ts LIMIT 1 OFFSET " + READINGS_PER_TRANSACTION, rows -> rows.getLong(1), sql.meter(), thinned, keepFrom)
                .stream().findFirst().map(last -> Math.min(keepFrom, -Math.floorDiv(-last, HOUR) * HOUR)).orElse(keepFrom);
        List<CrowdedHour> crowds = sql.query("SELECT channel, kind, MIN(ts) AS first_ts, MAX(ts) AS last_ts, SUM(delta) AS delta FROM "
                + Schema.MBUS.name() + " WHERE meter = ? AND ts > ? AND ts <= ?"
                + " GROUP BY channel, kind, ts - 1 - (ts - 1) % 3600 HAVING COUNT(*) > 1", rows ->
                new CrowdedHour(rows.getInt("channel"), rows.getString("kind"), rows.getLong("first_ts"), rows.getLong("last_ts"),
                        SqlTable.number(rows, "delta")), sql.meter(), thinned, end);
        thinned = Math.max(thinned, end);
        for (CrowdedHour crowd : crowds) {
            Optional<MBusRow> lastOfHour = sql.first(Schema.MBUS, MBusRow.COLUMNS, "ts = ? AND channel = ? AND kind = ?",
                    MBusRow::read, crowd.last, crowd.channel, crowd.kind);
            if (lastOfHour.isPresent()) {
                lastOfHour.get().with(crowd.delta).write(sql);
            }
            sql.update("DELETE FROM " + Schema.MBUS.name() + " WHERE meter = ? AND ts >= ? AND ts < ? AND channel = ? AND kind = ?",
                    sql.meter(), crowd.first, crowd.last, crowd.channel, crowd.kind);
        }
        return end < keepFrom;
    }

    /** True if each of the two days before this second has at least three hours with rows. */
    public static boolean isConfirmed(Statements sql, long second) throws SQLException {
        return countHours(sql, second - DAY, second) >= MIN_HOURS_A_DAY
                && countHours(sql, second - 2 * DAY, second - DAY) >= MIN_HOURS_A_DAY;
    }

    private static long countHours(Statements sql, long after, long until) throws SQLException {
        return sql.query("SELECT COUNT(*) FROM " + Schema.HOURS.name() + " WHERE meter = ? AND ts > ? AND ts <= ?", row -> row.getLong(1),
                sql.meter(), after, until).get(0);
    }
}
