package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Deletes old rows, in whole days of the meter's calendar: after some days all minutes, and the readings of M-Bus devices except the
 * last of each hour. Quarters, hours and days stay for ever. Also deletes rows of the future, which come from a clock that was
 * far ahead for a short while. The present time counts as right only if rows of the days before confirm it, so that a wrong
 * clock after a restart deletes nothing.
 */
public final class Retention {
    /**
     * If at least this number of hours in the future have rows, these rows are right; fewer may come from a clock that was wrong for
     * a while.
     */
    private static final int HOURS_PROVING_FUTURE = 12;
    /** Number of hours with rows, in each of two days, that confirm a time: a device may run for only some hours a day. */
    private static final int MIN_HOURS_A_DAY = 3;
    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;
    /** Readings of M-Bus devices in one transaction: as many as the minutes of a day. */
    private static final int READINGS_PER_TRANSACTION = 1_440;

    private final int minuteRetentionDays;
    private long now;
    /** True until rows of the future are deleted. */
    private boolean mayHoldFuture;
    /** The second up to which readings of M-Bus devices are thinned out; each run of the driver reads them once. */
    private long thinned = Long.MIN_VALUE;

    /** @param minuteRetentionDays the days for which minutes are stored */
    Retention(int minuteRetentionDays) {
        this.minuteRetentionDays = minuteRetentionDays;
    }

    /**
     * Begins the deletion of old rows.
     *
     * @param second the present epoch second
     */
    void begin(long second) {
        now = second;
        mayHoldFuture = true;
    }

    /**
     * An hour with several readings of a device. A reading at the full hour ends the hour before.
     *
     * @param delta the use of the hour; null if no row has it
     */
    private record CrowdedHour(int channel, String kind, long first, long last, @Nullable Long delta) {
    }

    /** Deletes the rows of the future once, then about a day of old rows; returns true if more old rows may remain. */
    boolean run(Statements sql) throws SQLException {
        MeterCalendar calendar = MeterCalendar.of(sql);
        if (calendar == null) {
            return false;
        }
        LocalDate today = calendar.day(now);
        if (mayHoldFuture) {
            deleteFuture(sql, today.plusDays(1), calendar);
            mayHoldFuture = false;
        }
        long keepFrom = calendar.start(today.minusDays(minuteRetentionDays));
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
        return countHours(sql, "ts > ? AND ts <= ?", second - DAY, second) >= MIN_HOURS_A_DAY
                && countHours(sql, "ts > ? AND ts <= ?", second - 2 * DAY, second - DAY) >= MIN_HOURS_A_DAY;
    }

    /**
     * Deletes rows after tomorrow, which come from a clock that was ahead; their energy stays. If such rows are many, they are right,
     * and the clock is late.
     */
    private static void deleteFuture(Statements sql, LocalDate tomorrow, MeterCalendar calendar) throws SQLException {
        long from = calendar.start(tomorrow.plusDays(1));
        if (countHours(sql, "ts >= ?", from) >= HOURS_PROVING_FUTURE) {
            return;
        }
        new PeriodSums(sql, calendar).updateForQuarters(carryOver(sql, from));
        for (SqlTable table : List.of(Schema.MINUTES, Schema.QUARTERS, Schema.HOURS, Schema.MBUS, Schema.EVENTS)) {
            sql.update("DELETE FROM " + table.name() + " WHERE meter = ? AND ts >= ?", sql.meter(), from);
        }
        for (SqlTable table : List.of(Schema.DAYS, Schema.MBUS_DAYS, Schema.PEAKS)) {
            sql.update("DELETE FROM " + table.name() + " WHERE meter = ? AND day > ?", sql.meter(), tomorrow.toString());
        }
    }

    /**
     * Adds the energy of the quarter hours from this second on, which will be deleted, to the quarter hour in which the counter
     * continued, as energy of a gap ({@code gap_ts}); after a reset of the counter no row gets the energy. Returns the starts of the
     * changed rows.
     */
    private static SortedSet<Long> carryOver(Statements sql, long from) throws SQLException {
        SortedSet<Long> changed = new TreeSet<>();
        for (Quantity counter : Schema.COUNTERS) {
            String energyColumn = Schema.column(counter, Schema.MOVED_WH);
            String endColumn = Schema.column(counter, Schema.END_WH);
            record Ahead(long energy, long firstReading) {
            }

            Ahead ahead = sql.query("SELECT SUM(" + energyColumn + "), MIN(" + endColumn + " - " + energyColumn + ") FROM "
                    + Schema.QUARTERS.name() + " WHERE meter = ? AND ts >= ?",
                    sums -> new Ahead(sums.getLong(1), sums.getLong(2)), sql.meter(), from).get(0);
            Optional<Long> before = ahead.energy == 0 ? Optional.empty() : sql.firstSecond(Schema.QUARTERS,
                    "ts < ? AND " + endColumn + " <= ? ORDER BY ts DESC", from, ahead.firstReading);
            Optional<Long> after = before.isEmpty() ? before : sql.firstSecond(Schema.QUARTERS,
                    "ts > ? AND ts < ? AND " + energyColumn + " IS NOT NULL ORDER BY ts", before.get(), from);
            if (after.isPresent()) {
                long gap = before.get() + EnergyUse.QUARTER_SECONDS;
                sql.update("UPDATE " + Schema.QUARTERS.name() + " SET " + energyColumn + " = "
                        + energyColumn + " + ?, gap_ts = CASE WHEN ts > ? THEN COALESCE(gap_ts, ?) ELSE gap_ts END"
                        + " WHERE meter = ? AND ts = ?",
                        ahead.energy, gap, gap, sql.meter(), after.get());
                changed.add(after.get());
            }
        }
        return changed;
    }

    private static long countHours(Statements sql, String condition, Object... parameters) throws SQLException {
        return sql.query("SELECT COUNT(*) FROM " + Schema.HOURS.name() + " WHERE meter = ? AND " + condition,
                row -> row.getLong(1), Stream.concat(Stream.of(sql.meter()), Stream.of(parameters)).toArray()).get(0);
    }
}
