package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A row of the minutes as it is stored. */
record MinuteRow(long ts, RowValues cells) {
    private static final int[] READING = Counter.places(Schema.MINUTES, Counter::column);
    private static final int DEVICE = Schema.MINUTES.place("device");

    /** Those from one moment to before another, in the order of time. */
    static List<MinuteRow> between(MeterRows meterRows, long from, long to) throws SQLException {
        return meterRows.rows(Schema.MINUTES, Schema.MINUTES.all(), "ts >= ? AND ts < ? ORDER BY ts",
                rows -> new MinuteRow(rows.getLong(1), Schema.MINUTES.cells(rows, 2)), from, to);
    }

    /** What the counters showed; empty where no message of the minute gave any. */
    Optional<CounterPoint> point() {
        RowValues readings = cells.pick(READING);
        return readings.isEmpty() ? Optional.empty() : Optional.of(new CounterPoint(ts, cells.get(DEVICE), readings));
    }
}
