package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes readings of gas, water and heat meters, each with what went through since the one before. */
record MBusWriter(MeterRows meterRows) {
    /**
     * Writes a reading, and anew what went through until the next one where that is known already.
     *
     * @return when the readings were that now have another delta
     */
    List<Long> write(MBusRow row) throws SQLException {
        Optional<MBusRow> before = neighbour(row, "ts < ? AND channel = ? ORDER BY ts DESC");
        Optional<MBusRow> after = neighbour(row, "ts > ? AND channel = ? ORDER BY ts");
        row.since(before).write(meterRows);
        if (after.isPresent()) {
            after.get().since(Optional.of(row)).write(meterRows);
        }
        return Stream.concat(Stream.of(row), after.stream()).map(MBusRow::ts).toList();
    }

    private Optional<MBusRow> neighbour(MBusRow row, String condition) throws SQLException {
        return meterRows.first(Schema.MBUS, MBusRow.ALL, condition, MBusRow::read, row.ts(), row.channel());
    }
}
