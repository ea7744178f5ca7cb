package org.dbusp1.output.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.output.history.Minute.DeviceReading;
import org.dbusp1.output.history.SqlTable.Column;

/** A reading of a gas, water or heat meter as it is stored. */
record MBusRow(long ts, int channel, String kind, int device, OptionalLong litres, OptionalLong kilojoules,
               OptionalLong delta) {
    static final List<Column> ALL = Schema.MBUS.all();
    private static final int FIRST_COLUMN = Schema.MBUS.key().size() + 1;
    private static final int LITRES = Schema.MBUS.place("reading_l");
    private static final int KILOJOULES = Schema.MBUS.place("reading_kj");
    private static final int DELTA = Schema.MBUS.place("delta");
    private static final int DEVICE = Schema.MBUS.place("device");

    static MBusRow of(DeviceReading reading, int device) {
        return new MBusRow(reading.ts(), reading.channel(), reading.kind().name().toLowerCase(Locale.ROOT), device,
                reading.litres(), reading.kilojoules(), OptionalLong.empty());
    }

    /** Reads a row of {@link #ALL}. */
    static MBusRow read(ResultSet rows) throws SQLException {
        RowValues cells = Schema.MBUS.cells(rows, FIRST_COLUMN);
        return new MBusRow(rows.getLong(1), rows.getInt(2), rows.getString(3), (int) cells.get(DEVICE),
                cells.find(LITRES), cells.find(KILOJOULES), cells.find(DELTA));
    }

    /** A row that was written, and the next row of its channel. */
    record Written(MBusRow row, Optional<MBusRow> after) {
        private boolean isBefore(MBusRow other) {
            return row.ts < other.ts && after.filter(next -> next.ts <= other.ts).isEmpty();
        }

        /** Returns the times of the readings that now have another delta. */
        List<Long> changed() {
            return Stream.concat(Stream.of(row), after.stream()).map(MBusRow::ts).toList();
        }
    }

    /**
     * Writes this row, and writes the next reading's row again with its new delta, where there is such a row already.
     *
     * @param last the row of this channel that was written before this one in the same transaction; readings of a log
     *             follow one another, so that their neighbours need not be looked for among years of other devices
     */
    Written writeBetween(MeterRows meterRows, Optional<Written> last) throws SQLException {
        Optional<Written> near = last.filter(written -> written.isBefore(this));
        Optional<MBusRow> before = near.isPresent() ? near.map(Written::row)
                : neighbour(meterRows, "ts < ? AND channel = ? ORDER BY ts DESC");
        Optional<MBusRow> after = near.isPresent() ? near.get().after
                : neighbour(meterRows, "ts > ? AND channel = ? ORDER BY ts");
        since(before).write(meterRows);
        if (after.isPresent()) {
            after.get().since(Optional.of(this)).write(meterRows);
        }
        return new Written(this, after);
    }

    private Optional<MBusRow> neighbour(MeterRows meterRows, String condition) throws SQLException {
        return meterRows.first(Schema.MBUS, ALL, condition, MBusRow::read, ts, channel);
    }

    void write(MeterRows meterRows) throws SQLException {
        meterRows.write(Schema.MBUS, List.of(ts, channel, kind), new RowValues(Schema.MBUS.columns().size())
                .set(DEVICE, device).set(LITRES, litres).set(KILOJOULES, kilojoules).set(DELTA, delta));
    }

    /** Returns this row with another delta. */
    MBusRow with(OptionalLong newDelta) {
        return new MBusRow(ts, channel, kind, device, litres, kilojoules, newDelta);
    }

    /**
     * Returns this row with the consumption since the reading before it; without a delta where the devices differ, or
     * the counter fell or jumped.
     */
    private MBusRow since(Optional<MBusRow> before) {
        Optional<MBusRow> same = before.filter(row -> row.device == device);
        if (same.isEmpty()) {
            return with(OptionalLong.empty());
        }
        long seconds = ts - same.get().ts;
        OptionalLong volume = moved(CounterRule.LITRES, same.get().litres, litres, seconds);
        return with(volume.isPresent() ? volume
                : moved(CounterRule.KILOJOULES, same.get().kilojoules, kilojoules, seconds));
    }

    private static OptionalLong moved(CounterRule rule, OptionalLong before, OptionalLong now, long seconds) {
        return before.isPresent() && now.isPresent() ? rule.moved(before.getAsLong(), now.getAsLong(), seconds)
                : OptionalLong.empty();
    }
}
