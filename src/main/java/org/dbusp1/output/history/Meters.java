package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The meters of the database, and the zones of their calendars. */
final class Meters {
    private static final String TABLE = Schema.METERS.name();

    private Meters() {
    }

    /** Notes the zone, if another one or none is noted. */
    static void remember(MeterRows meterRows, ZoneId zone) throws SQLException {
        if (!zone(meterRows).equals(Optional.of(zone))) {
            meterRows.change("DELETE FROM " + TABLE + " WHERE meter = ?");
            meterRows.change("INSERT INTO " + TABLE + " (meter, zone) VALUES (?, ?)", zone.getId());
        }
    }

    /** The zone of a meter's calendar; empty when it has no rows. */
    static Optional<ZoneId> zone(MeterRows meterRows) throws SQLException {
        return meterRows.query("SELECT zone FROM " + TABLE + " WHERE meter = ?", rows -> ZoneId.of(rows.getString(1)))
                .stream().findFirst();
    }

    /** All meters. */
    static List<String> all(Connection connection) throws SQLException {
        return new Sql(connection).query("SELECT meter FROM " + TABLE + " ORDER BY meter", row -> row.getString(1));
    }
}
