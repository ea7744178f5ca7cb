package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes days of hours, by the meter's calendar: of 24 hours, or of 23 or 25 where the clock was changed. */
record DayRollup(MeterRows meterRows, MeterCalendar calendar) {
    private static final int[] ENERGY = Counter.places(Schema.DAYS, Counter::column);
    private static final int[] END = Counter.places(Schema.DAYS, Counter::endColumn);
    private static final int[] HOUR_ENERGY = Counter.places(Schema.HOURS, Counter::column);
    private static final int[] HOUR_END = Counter.places(Schema.HOURS, Counter::endColumn);
    private static final int N = Schema.DAYS.place("n");
    private static final int GAP = Schema.DAYS.place("gap");
    private static final int PEAK = Schema.DAYS.place("peak_quarter_w");
    private static final int PEAK_TS = Schema.DAYS.place("peak_quarter_ts");
    private static final int HOUR_N = Schema.HOURS.place("n");
    private static final int HOUR_GAP = Schema.HOURS.place("gap");
    private static final MinMaxColumns EXTREMES = MinMaxColumns.between(Schema.HOURS, Schema.DAYS);

    /** Brings the days of these hours up to date. */
    void update(SortedSet<Long> hours) throws SQLException {
        SortedSet<LocalDate> days = new TreeSet<>();
        hours.forEach(hour -> days.add(calendar.day(hour)));
        Map<List<Object>, RowValues> rows = new LinkedHashMap<>();
        for (LocalDate day : days) {
            update(day, rows);
        }
        meterRows.write(Schema.DAYS, rows);
    }

    private void update(LocalDate day, Map<List<Object>, RowValues> rows) throws SQLException {
        long from = calendar.start(day);
        long to = calendar.start(day.plusDays(1));
        List<RowValues> hours = meterRows.cells(Schema.HOURS, "ts >= ? AND ts < ? ORDER BY ts", from, to);
        if (hours.isEmpty()) {
            return;
        }
        RowValues row = new RowValues(Schema.DAYS.columns().size());
        for (RowValues hour : hours) {
            add(hour, row);
        }
        // A gap within the day takes nothing from it; only one that reaches over its start does.
        if (hours.get(0).has(HOUR_GAP)) {
            row.set(GAP, 1);
        }
        peak(from, to, row);
        if (!meterRows.firstCells(Schema.DAYS, "day = ?", day.toString()).equals(Optional.of(row))) {
            rows.put(List.of(day.toString()), row);
        }
    }

    private static void add(RowValues hour, RowValues row) {
        for (int counter = 0; counter < ENERGY.length; counter++) {
            if (hour.has(HOUR_ENERGY[counter])) {
                row.add(ENERGY[counter], hour.get(HOUR_ENERGY[counter]));
            }
        }
        row.put(END, hour.pick(HOUR_END));
        EXTREMES.widen(hour, row);
        row.add(N, hour.get(HOUR_N));
    }

    private void peak(long from, long to, RowValues row) throws SQLException {
        meterRows.first(Schema.QUARTERS, List.of(SqlColumn.integer("ts", SqlColumn.Fold.APART),
                        SqlColumn.integer("avg_w", SqlColumn.Fold.HIGHEST)),
                "ts >= ? AND ts < ? AND partial = 0 AND avg_w IS NOT NULL ORDER BY avg_w DESC, ts",
                rows -> new long[] {rows.getLong(1), rows.getLong(2)}, from, to)
                .ifPresent(peak -> row.set(PEAK_TS, peak[0]).set(PEAK, peak[1]));
    }
}
