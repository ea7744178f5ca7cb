package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The days of the meter's zone, which have 23, 24 or 25 hours. */
public record MeterCalendar(ZoneId zone) {
    private static final String TABLE = Schema.METERS.name();

    /** Returns the calendar of a meter in the database; null for a meter without rows. */
    public static @Nullable MeterCalendar of(Statements sql) throws SQLException {
        return sql.query("SELECT zone FROM " + TABLE + " WHERE meter = ?",
                rows -> new MeterCalendar(ZoneId.of(rows.getString(1))), sql.meter()).stream().findFirst().orElse(null);
    }

    static List<String> meters(Statements sql) throws SQLException {
        return sql.query("SELECT meter FROM " + TABLE + " ORDER BY meter", row -> row.getString(1));
    }

    void remember(Statements sql) throws SQLException {
        if (!equals(of(sql))) {
            sql.write(Schema.METERS, List.of(Map.of("zone", zone.getId())));
        }
    }

    public LocalDate day(long second) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(second), zone);
    }

    long start(LocalDate day) {
        return day.atStartOfDay(zone).toEpochSecond();
    }
}
