package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The meters of the database, and the zones of their calendars. */
record Meters(MeterRows meterRows) {
    private static final String TABLE = Schema.METERS.name();

    /** Notes the zone, if another one or none is noted. */
    void remember(ZoneId zone) throws SQLException {
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
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT meter FROM " + TABLE + " ORDER BY meter");
                ResultSet rows = statement.executeQuery()) {
            List<String> meters = new ArrayList<>();
            while (rows.next()) {
                meters.add(rows.getString(1));
            }
            return meters;
        }
    }
}
