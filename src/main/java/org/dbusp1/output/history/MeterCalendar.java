package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The days of the meter's zone, which have 23, 24 or 25 hours. */
public record MeterCalendar(ZoneId zone) {
    private static final String TABLE = Schema.METERS.name();

    /** Returns the calendar of a meter in the database; null for a meter without rows. */
    public static @Nullable MeterCalendar of(MeterRows meterRows) throws SQLException {
        return meterRows.query("SELECT zone FROM " + TABLE + " WHERE meter = ?",
                rows -> new MeterCalendar(ZoneId.of(rows.getString(1)))).stream().findFirst().orElse(null);
    }

    static List<String> meters(Connection connection) throws SQLException {
        return new Sql(connection).query("SELECT meter FROM " + TABLE + " ORDER BY meter", row -> row.getString(1));
    }

    /** Stores this calendar as that of a meter. */
    void remember(MeterRows meterRows) throws SQLException {
        if (!equals(of(meterRows))) {
            meterRows.update(Schema.METERS.upsert(meterRows.database()), zone.getId());
        }
    }

    public LocalDate day(long second) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(second), zone);
    }

    long start(LocalDate day) {
        return day.atStartOfDay(zone).toEpochSecond();
    }
}
