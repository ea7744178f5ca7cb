package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Deletes rows that are too old, in whole days of the meter's calendar: minutes after some days, and all readings of
 * M-Bus devices but the last of each hour. Quarters, hours and days stay for ever. It also deletes rows of the future.
 *
 * <p>A clock that is wrong for some minutes, the meter's or the machine's, makes the rows of those minutes and no
 * others: only a time that rows lead up to is confirmed. The rows are there after a restart too.
 */
record Retention(MeterRows meterRows) {
    /** The number of hours with rows that confirms a time; fewer may come from a clock that is wrong for a while. */
    private static final int CONFIRMING_HOURS = 12;
    private static final long TWO_DAYS = 2 * 86_400;
    /** The most hours with several readings that one transaction thins out: those of a day or two. */
    private static final int MOST_HOURS = 200;

    /** An hour with several readings of a device. A reading at the full hour ends the hour before. */
    private record Crowd(int channel, String kind, long first, long last, OptionalLong delta) {
    }

    /** Deletes rows of the future and about a day of rows that are too old; returns whether there may be more of them. */
    boolean run(long now, int minutesDays) throws SQLException {
        Optional<MeterCalendar> calendar = MeterCalendar.of(meterRows);
        if (calendar.isEmpty()) {
            return false;
        }
        LocalDate today = calendar.get().day(now);
        deleteFuture(today.plusDays(1), calendar.get());
        long keepFrom = calendar.get().start(today.minusDays(minutesDays));
        return endMinutes(keepFrom, calendar.get()) | thin(keepFrom);
    }

    private boolean endMinutes(long keepFrom, MeterCalendar calendar) throws SQLException {
        Optional<Long> oldest = meterRows.firstSecond(Schema.MINUTES, "ts < ? ORDER BY ts", keepFrom);
        if (oldest.isEmpty()) {
            return false;
        }
        long dayAfter = calendar.start(calendar.day(oldest.get()).plusDays(1));
        meterRows.change("DELETE FROM " + Schema.MINUTES.name() + " WHERE meter = ? AND ts < ?", dayAfter);
        return dayAfter < keepFrom;
    }

    private boolean thin(long keepFrom) throws SQLException {
        List<Crowd> crowds = meterRows.query("SELECT channel, kind, MIN(ts), MAX(ts), SUM(delta) FROM "
                + Schema.MBUS.name() + " WHERE meter = ? AND ts <= ?"
                + " GROUP BY channel, kind, ts - 1 - (ts - 1) % 3600 HAVING COUNT(*) > 1 LIMIT " + MOST_HOURS, rows ->
                new Crowd(rows.getInt(1), rows.getString(2), rows.getLong(3), rows.getLong(4),
                        SqlTable.Type.INTEGER.number(rows, 5)), keepFrom);
        for (Crowd crowd : crowds) {
            Optional<MBusRow> kept = meterRows.first(Schema.MBUS, MBusRow.ALL, "ts = ? AND channel = ? AND kind = ?",
                    MBusRow::read, crowd.last, crowd.channel, crowd.kind);
            if (kept.isPresent()) {
                kept.get().with(crowd.delta).write(meterRows);
            }
            meterRows.change("DELETE FROM " + Schema.MBUS.name()
                    + " WHERE meter = ? AND ts >= ? AND ts < ? AND channel = ? AND kind = ?",
                    crowd.first, crowd.last, crowd.channel, crowd.kind);
        }
        return crowds.size() == MOST_HOURS;
    }

    /** Returns whether half a day of the last two days before this second was recorded. */
    boolean isConfirmed(long second) throws SQLException {
        return hours("ts > ? AND ts <= ?", second - TWO_DAYS, second) >= CONFIRMING_HOURS;
    }

    /**
     * Deletes rows that a clock which was ahead left in the future: those after tomorrow, and no more than some hours
     * of them. Where many rows are in the future, they are right, and the clock is behind.
     */
    private void deleteFuture(LocalDate tomorrow, MeterCalendar calendar) throws SQLException {
        long from = calendar.start(tomorrow.plusDays(1));
        if (hours("ts >= ?", from) >= CONFIRMING_HOURS) {
            return;
        }
        for (SqlTable table : List.of(Schema.MINUTES, Schema.QUARTERS, Schema.HOURS, Schema.MBUS, Schema.EVENTS)) {
            meterRows.change("DELETE FROM " + table.name() + " WHERE meter = ? AND ts >= ?", from);
        }
        for (SqlTable table : List.of(Schema.DAYS, Schema.MBUS_DAYS, Schema.PEAKS)) {
            meterRows.change("DELETE FROM " + table.name() + " WHERE meter = ? AND day > ?", tomorrow.toString());
        }
    }

    /** Returns the number of hours that have rows. */
    private long hours(String condition, Object... parameters) throws SQLException {
        return meterRows.query("SELECT COUNT(*) FROM " + Schema.HOURS.name() + " WHERE meter = ? AND " + condition,
                row -> row.getLong(1), parameters).get(0);
    }
}
