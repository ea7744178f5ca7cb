package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Days by the meter's zone: of 24 hours, or of 23 or 25 where the clock was changed. */
record MeterCalendar(ZoneId zone) {
    private static final String TABLE = Schema.METERS.name();

    /** Returns the calendar of a meter in the database; empty when the meter has no rows. */
    static Optional<MeterCalendar> of(MeterRows meterRows) throws SQLException {
        return meterRows.query("SELECT zone FROM " + TABLE + " WHERE meter = ?",
                rows -> new MeterCalendar(ZoneId.of(rows.getString(1)))).stream().findFirst();
    }

    /** Returns the keys of all meters of the database. */
    static List<String> meters(Connection connection) throws SQLException {
        return new Sql(connection).query("SELECT meter FROM " + TABLE + " ORDER BY meter", row -> row.getString(1));
    }

    /** Stores this calendar as that of a meter. */
    void remember(MeterRows meterRows) throws SQLException {
        if (!of(meterRows).equals(Optional.of(this))) {
            meterRows.change(Schema.METERS.upsert(meterRows.database()), zone.getId());
        }
    }

    /** Returns the day of a moment in epoch seconds. */
    LocalDate day(long second) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(second), zone);
    }

    /** Returns the epoch second at which a day begins. */
    long start(LocalDate day) {
        return day.atStartOfDay(zone).toEpochSecond();
    }
}
