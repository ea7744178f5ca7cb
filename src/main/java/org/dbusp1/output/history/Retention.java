package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Ends what is too old: minutes after some days, and of the readings of M-Bus devices all but the last of each hour.
 * Whole days by the meter's calendar; hours and days stay for ever.
 */
record Retention(MeterRows meterRows, int minutesDays) {
    /** Hours with several readings that one transaction thins: those of a day or two. */
    private static final int MOST_HOURS = 200;

    /** An hour with several readings of a device. A reading at the full hour ends the hour before. */
    private record Crowd(int channel, String kind, long first, long last, OptionalLong delta) {
    }

    /** Ends about a day of what is too old; tells whether there may be more. */
    boolean run(Instant now) throws SQLException {
        Optional<ZoneId> zone = Meters.zone(meterRows);
        if (zone.isEmpty()) {
            return false;
        }
        MeterCalendar calendar = new MeterCalendar(zone.get());
        long keepFrom = calendar.start(calendar.day(now.getEpochSecond()).minusDays(minutesDays));
        return endMinutes(keepFrom, calendar) | thin(keepFrom);
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
                        SqlColumn.Type.INTEGER.number(rows, 5)), keepFrom);
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
}
