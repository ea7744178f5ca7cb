package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Whether a time is borne out by the rows that lead up to it. A clock that is wrong for some minutes, the meter's or
 * the machine's, makes the rows of those minutes and no others; the rows are there after a restart too. Those of the
 * future are ended.
 */
record TimeCheck(MeterRows meterRows) {
    /** Hours with rows that bear a time out; fewer are of a clock that is wrong for a while. */
    private static final int HOURS = 12;
    private static final long TWO_DAYS = 2 * 86_400;

    /** Whether half a day of the last two days before this second was recorded. */
    boolean bearsOut(long second) throws SQLException {
        return hours("ts > ? AND ts <= ?", second - TWO_DAYS, second) >= HOURS;
    }

    /**
     * Ends what a clock that was ahead left in the future: after tomorrow, and no more than some hours. Much that lies
     * in the future is true, and the clock is behind.
     */
    void deleteFuture(Instant now) throws SQLException {
        Optional<ZoneId> zone = Meters.zone(meterRows);
        if (zone.isEmpty()) {
            return;
        }
        MeterCalendar calendar = new MeterCalendar(zone.get());
        LocalDate tomorrow = calendar.day(now.getEpochSecond()).plusDays(1);
        long from = calendar.start(tomorrow.plusDays(1));
        if (hours("ts >= ?", from) >= HOURS) {
            return;
        }
        for (SqlTable table : List.of(Schema.MINUTES, Schema.QUARTERS, Schema.HOURS, Schema.MBUS, Schema.EVENTS)) {
            meterRows.change("DELETE FROM " + table.name() + " WHERE meter = ? AND ts >= ?", from);
        }
        for (SqlTable table : List.of(Schema.DAYS, Schema.MBUS_DAYS, Schema.PEAKS)) {
            meterRows.change("DELETE FROM " + table.name() + " WHERE meter = ? AND day > ?", tomorrow.toString());
        }
    }

    /** How many hours have rows. */
    private long hours(String condition, Object... parameters) throws SQLException {
        return meterRows.query("SELECT COUNT(*) FROM " + Schema.HOURS.name() + " WHERE meter = ? AND " + condition,
                row -> row.getLong(1), parameters).get(0);
    }
}
