package org.dbusp1.output.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.CounterRule.Counted;
import org.dbusp1.output.history.Minute.DeviceReading;
import org.dbusp1.output.history.SqlTable.Column;
import org.jspecify.annotations.Nullable;

/**
 * A reading of a gas, water or heat meter as it is stored, with the number that {@link DeviceNumbers} gave the device.
 *
 * @param ts         in epoch seconds
 * @param litres     null for a device that counts energy
 * @param kilojoules null for a device that counts volume
 * @param delta      the use since the reading before, in l or kJ; null if unknown
 */
record MBusRow(long ts, int channel, String kind, int deviceNumber, @Nullable Long litres,
        @Nullable Long kilojoules, @Nullable Long delta) {
    static final List<Column> COLUMNS = Schema.MBUS.all();
    private static final long CUBIC_METRE = 1_000;
    private static final long GIGAJOULE = 1_000_000;

    static MBusRow of(DeviceReading reading, int deviceNumber) {
        return new MBusRow(reading.ts(), reading.channel(), reading.kind().name().toLowerCase(Locale.ROOT), deviceNumber,
                reading.litres(), reading.kilojoules(), null);
    }

    static MBusRow read(ResultSet row) throws SQLException {
        return new MBusRow(row.getLong("ts"), row.getInt("channel"), row.getString("kind"), row.getInt("device"),
                SqlTable.number(row, "reading_l"), SqlTable.number(row, "reading_kj"), SqlTable.number(row, "delta"));
    }

    /**
     * Returns this row a second later if another device's reading has the same time. A device that replaced another device on its
     * channel begins with such a reading, from which its use counts.
     */
    MBusRow afterAnother(Statements sql) throws SQLException {
        boolean isTied = sql.first(Schema.MBUS, COLUMNS, "ts = ? AND channel = ? AND kind = ?", MBusRow::read, ts, channel, kind)
                .filter(row -> row.deviceNumber != deviceNumber).isPresent();
        return isTied ? new MBusRow(ts + 1, channel, kind, deviceNumber, litres, kilojoules, delta) : this;
    }

    /** Writes this row, and the next reading with its new delta; returns the times of the readings with a new delta. */
    List<Long> writeBetween(Statements sql) throws SQLException {
        since(neighbour(sql, "ts < ? AND channel = ? ORDER BY ts DESC")).write(sql);
        MBusRow after = neighbour(sql, "ts > ? AND channel = ? ORDER BY ts");
        if (after == null) {
            return List.of(ts);
        }
        after.since(this).write(sql);
        return List.of(ts, after.ts);
    }

    private @Nullable MBusRow neighbour(Statements sql, String condition) throws SQLException {
        return sql.first(Schema.MBUS, COLUMNS, condition, MBusRow::read, ts, channel).orElse(null);
    }

    void write(Statements sql) throws SQLException {
        Map<String, @Nullable Object> columns = new HashMap<>(Map.of("ts", ts, "channel", channel, "kind", kind, "device", deviceNumber));
        columns.put("reading_l", litres);
        columns.put("reading_kj", kilojoules);
        columns.put("delta", delta);
        sql.write(Schema.MBUS, List.of(columns));
    }

    MBusRow with(@Nullable Long newDelta) {
        return new MBusRow(ts, channel, kind, deviceNumber, litres, kilojoules, newDelta);
    }

    /** With the use since the reading before; without a delta if that is another device's, or the counter fell or jumped. */
    private MBusRow since(@Nullable MBusRow before) {
        if (before == null || before.deviceNumber != deviceNumber) {
            return with(null);
        }
        Long volume = increase(before.litres, litres, CUBIC_METRE, ts - before.ts);
        return with(volume != null ? volume : increase(before.kilojoules, kilojoules, GIGAJOULE, ts - before.ts));
    }

    private static @Nullable Long increase(@Nullable Long before, @Nullable Long now, long one, long seconds) {
        return before != null && now != null && CounterRule.mayFollow(Counted.DEVICE, before, now, one, seconds)
                ? now - before : null;
    }
}
