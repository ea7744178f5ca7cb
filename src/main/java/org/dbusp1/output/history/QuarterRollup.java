package org.dbusp1.output.history;

import static org.dbusp1.output.history.Schema.QUARTERS;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.energy.CounterSeries;
import org.dbusp1.meter.Message.QuarterHour;
import org.dbusp1.meter.Quantity;

/**
 * Makes clock quarters from minutes: each counter's reading at the quarter's end and its increase since the reading
 * before, and the quarter's own energy and mean import. A quarter follows from the rows alone, so that it does not
 * matter in which order, in how many pieces or how often minutes come, nor whether earlier minutes are still stored.
 * Hours and days are sums of quarters.
 */
final class QuarterRollup {
    private static final int QUARTER = QuarterHour.SECONDS;
    private static final int HOUR = 3_600;
    /** The most seconds from the last reading before or in a quarter to its ends: slow meters, a lost telegram. */
    private static final int NEAR_SECONDS = 120;
    /** The last part of a quarter: the meter's own mean grows until then, and only the last one is the quarter's. */
    private static final int LAST_SECONDS = 60;
    private static final int QUARTERS_AN_HOUR = 4;
    /** The most energy of a quarter of an hour. */
    private static final long MOST_WATT_HOURS = CounterRule.MOST_WATTS / QUARTERS_AN_HOUR;
    private static final int IMP = QUARTERS.place("imp_wh");
    private static final int EXP = QUARTERS.place("exp_wh");
    private static final int AVG = QUARTERS.place("avg_w");
    private static final int PARTIAL = QUARTERS.place("partial");
    private static final int[] SHOWN = {IMP, EXP, AVG, PARTIAL};
    private static final int[] MOVED = counters(QUARTERS, Schema.MOVED_WH);
    private static final int[] END = counters(QUARTERS, Schema.END_WH);
    private static final int IMPORT = Schema.COUNTERS.indexOf(Quantity.ENERGY_IMPORT);
    private static final int EXPORT = Schema.COUNTERS.indexOf(Quantity.ENERGY_EXPORT);
    private static final int END_TS = QUARTERS.place("end_ts");
    private static final int DEVICE = QUARTERS.place("device");
    private static final int GAP_TS = QUARTERS.place("gap_ts");
    private static final int N = QUARTERS.place("n");
    private static final int MINUTE_N = Schema.MINUTES.place("n");
    private static final int MINUTE_DEVICE = Schema.MINUTES.place("device");
    private static final int[] READING = counters(Schema.MINUTES, Schema.WH);
    private static final int DEMAND = Schema.MINUTES.place("demand_w");
    private static final List<String> LOWEST = List.of("p_min_w", "u_min");
    private static final List<String> HIGHEST = List.of("p_max_w", "u_max");

    private final MeterRows meterRows;
    private final SortedSet<Long> changed = new TreeSet<>();
    private final SortedSet<Long> whole = new TreeSet<>();

    QuarterRollup(MeterRows meterRows) {
        this.meterRows = meterRows;
    }

    /** Readings of the counters of a meter at one time, in watt hours, in the order of {@link Schema#COUNTERS}. */
    private record Readings(long ts, long device, RowValues values) {
        /** Returns the readings of a minute; empty where no message of the minute had a reading. */
        static Optional<Readings> ofMinute(MinuteRow minute) {
            RowValues values = minute.cells.pick(READING);
            return values.isEmpty() ? Optional.empty()
                    : Optional.of(new Readings(minute.ts, minute.cells.get(MINUTE_DEVICE), values));
        }

        /** Returns the readings at the end of a quarter; empty where the quarter has no reading. */
        static Optional<Readings> ofQuarter(RowValues row) {
            return row.has(END_TS) ? Optional.of(new Readings(row.get(END_TS), row.get(DEVICE), row.pick(END)))
                    : Optional.empty();
        }

        /** Returns these readings, completed by earlier readings of the same meter for counters without a reading. */
        Readings after(Readings before) {
            return before.device != device ? this : new Readings(ts, device, before.values.copy().put(values));
        }
    }

    private record MinuteRow(long ts, RowValues cells) {
    }

    /** Returns the places of the columns of all counters in a table. */
    private static int[] counters(SqlTable table, String ending) {
        return Schema.COUNTERS.stream().mapToInt(counter -> table.place(Schema.column(counter, ending))).toArray();
    }

    /** Updates the quarters of these minutes. */
    void update(List<Long> minutes) throws SQLException {
        SortedSet<Long> hours = new TreeSet<>();
        for (long minute : minutes) {
            hours.add(hour(minute));
            hours.add(hour(minute) - HOUR);
        }
        for (long hour : hours) {
            update(hour);
        }
        // Later quarters that had the energy of quarters which now have their own readings.
        for (long hour : hours) {
            Optional<Long> next = hours.contains(hour + HOUR) ? Optional.empty()
                    : meterRows.firstSecond(QUARTERS, "ts >= ? ORDER BY ts", hour + HOUR);
            if (next.isPresent() && !hours.contains(hour(next.get()))) {
                update(hour(next.get()));
            }
        }
    }

    /**
     * Writes a quarter as the meter itself recorded it: its energies count instead of those of the minutes. A record
     * with more energy than a connection can carry in a quarter is ignored.
     */
    void record(QuarterHour recorded) throws SQLException {
        if (Math.max(recorded.importWh().orElse(0), recorded.exportWh().orElse(0)) <= MOST_WATT_HOURS) {
            long start = recorded.end().epochSecond() - QUARTER;
            Map<Long, RowValues> present = present(start, start + 1);
            RowValues row = present.containsKey(start) ? present.get(start).copy()
                    : new RowValues(QUARTERS.columns().size()).set(N, 0);
            show(row, recorded.importWh(), recorded.exportWh());
            write(present, Map.of(start, row.set(PARTIAL, recorded.complete() ? 0 : 1)));
        }
    }

    /** Returns the starts of the quarters that have changed. */
    SortedSet<Long> changed() {
        return changed;
    }

    /** Returns the starts of the changed quarters that are complete. */
    SortedSet<Long> whole() {
        return whole;
    }

    private static long quarter(long ts) {
        return Math.floorDiv(ts, QUARTER) * QUARTER;
    }

    private static long hour(long ts) {
        return Math.floorDiv(ts, HOUR) * HOUR;
    }

    /** Writes changed rows at once: the next quarters begin with the readings at the end of these. */
    private void write(Map<Long, RowValues> before, Map<Long, RowValues> after) throws SQLException {
        Map<List<Object>, RowValues> rows = new LinkedHashMap<>();
        after.forEach((start, row) -> {
            Optional<RowValues> present = Optional.ofNullable(before.get(start));
            if (!present.equals(Optional.of(row))) {
                rows.put(List.of(start), row);
                changed.add(start);
                if (row.has(AVG) && row.get(PARTIAL) == 0
                        && !present.map(there -> there.pick(SHOWN)).equals(Optional.of(row.pick(SHOWN)))) {
                    whole.add(start);
                }
            }
        });
        meterRows.write(QUARTERS, rows);
    }

    private SortedMap<Long, RowValues> present(long from, long to) throws SQLException {
        SortedMap<Long, RowValues> present = new TreeMap<>();
        meterRows.rows(QUARTERS, QUARTERS.all(), "ts >= ? AND ts < ?",
                rows -> present.put(rows.getLong(1), QUARTERS.cells(rows, 2)), from, to);
        return present;
    }

    /**
     * Updates the quarters of an hour. They are made together with the readings of the hour after: where a clock was
     * wrong, the readings of one quarter alone do not show which of them are true.
     */
    private void update(long hour) throws SQLException {
        SortedMap<Long, RowValues> present = present(hour, hour + HOUR);
        List<MinuteRow> minutes = meterRows.rows(Schema.MINUTES, Schema.MINUTES.all(), "ts >= ? AND ts < ? ORDER BY ts",
                rows -> new MinuteRow(rows.getLong(1), Schema.MINUTES.cells(rows, 2)), hour, hour + 2 * HOUR);
        TreeMap<Long, Readings> readings = new TreeMap<>();
        Stream.concat(minutes.stream().map(Readings::ofMinute), present.values().stream().map(Readings::ofQuarter))
                .flatMap(Optional::stream).forEach(reading -> readings.putIfAbsent(reading.ts, reading));
        meterRows.first(QUARTERS, QUARTERS.columns(), "ts < ? AND end_ts IS NOT NULL ORDER BY ts DESC",
                row -> QUARTERS.cells(row, 1), hour).flatMap(Readings::ofQuarter).ifPresent(anchor -> {
                    readings.headMap(anchor.ts).clear();
                    readings.put(anchor.ts, anchor);
                });
        Map<Long, List<MinuteRow>> own = minutes.stream().collect(Collectors.groupingBy(minute -> quarter(minute.ts)));
        Map<Long, RowValues> rows = energies(hour, List.copyOf(readings.values()), minutes, own.keySet());
        for (long start = hour; start < hour + HOUR; start += QUARTER) {
            List<MinuteRow> mine = own.getOrDefault(start, List.of());
            // Of a quarter whose minutes are deleted, only the energy of a gap before it can still change.
            if (mine.isEmpty() && present.containsKey(start) && !present.get(start).has(GAP_TS)) {
                rows.remove(start);
            } else if (!mine.isEmpty() || rows.containsKey(start)) {
                RowValues row = rows.computeIfAbsent(start, none -> new RowValues(QUARTERS.columns().size()));
                long telegrams = 0;
                for (MinuteRow minute : mine) {
                    widen(minute.cells, Schema.MINUTES, row);
                    telegrams += minute.cells.get(MINUTE_N);
                }
                row.set(N, telegrams);
                mean(start, mine, row);
                if (present.containsKey(start)) {
                    keep(present.get(start), !mine.isEmpty(), row);
                }
            }
        }
        write(present, rows);
    }

    /**
     * Returns the energies of the quarters of an hour: the increases of the counters and their readings at the end, and
     * for quarters with minutes the energy and mean from the reading just before the quarter to the last one in it.
     *
     * @param minutes the minutes of the hour, and of the hour after
     * @param own     starts of the quarters with minutes
     */
    private static Map<Long, RowValues> energies(long hour, List<Readings> readings, List<MinuteRow> minutes, Set<Long> own) {
        CounterSeries[] series = series(readings);
        Map<Long, RowValues> rows = new TreeMap<>();
        int before = -1;
        int begin = -1;
        int last = -1;
        Optional<Readings> newest = Optional.empty();
        for (int place = 0; place < readings.size(); place++) {
            Readings reading = readings.get(place);
            long start = quarter(endsHour(readings, place, minutes) ? reading.ts - CounterRule.LATE_SECONDS : reading.ts);
            if (start >= hour + HOUR) {
                break;
            }
            if (!isCredible(series, reading, place)) {
                continue;
            }
            Optional<Readings> earlier = newest;
            newest = Optional.of(newest.map(reading::after).orElse(reading));
            if (start >= hour) {
                RowValues row = rows.get(start);
                if (row == null) {
                    row = new RowValues(QUARTERS.columns().size());
                    rows.put(start, row);
                    before = last;
                    begin = earlier.filter(there -> there.ts >= start - NEAR_SECONDS && there.ts < start).isPresent() ? last : place;
                    if (earlier.isPresent() && CounterSeries.isGap(earlier.get().ts, start, reading.ts)) {
                        row.set(GAP_TS, earlier.get().ts);
                    }
                }
                row.set(END_TS, newest.get().ts).set(DEVICE, newest.get().device).put(END, newest.get().values);
                for (int counter = 0; counter < series.length; counter++) {
                    if (reading.values.has(counter)) {
                        row.replace(MOVED[counter], series[counter].between(before, place));
                    }
                }
                if (own.contains(start) && reading.ts < start + QUARTER) {
                    show(row, series[IMPORT].between(begin, place), series[EXPORT].between(begin, place));
                    boolean whole = readings.get(begin).ts < start && !row.has(GAP_TS)
                            && reading.ts >= start + QUARTER - NEAR_SECONDS;
                    row.set(PARTIAL, whole ? 0 : 1);
                }
            }
            last = place;
        }
        return rows;
    }

    /**
     * Returns whether a reading shows the counters at the end of the hour: they come once an hour, and between them come
     * messages without them, or no messages at all.
     */
    private static boolean endsHour(List<Readings> readings, int place, List<MinuteRow> minutes) {
        if (place == 0 || quarter(readings.get(place).ts) % HOUR != 0) {
            return false;
        }
        long now = readings.get(place).ts;
        long before = readings.get(place - 1).ts;
        boolean silent = minutes.stream().anyMatch(minute -> minute.ts > before && minute.ts < now);
        return CounterRule.endsHour(silent ? Math.max(before, now - HOUR) : before, now) && (silent
                || minutes.stream().noneMatch(minute -> minute.ts > now && minute.ts < now + QUARTER));
    }

    private static CounterSeries[] series(List<Readings> readings) {
        CounterSeries[] series = new CounterSeries[MOVED.length];
        for (int counter = 0; counter < series.length; counter++) {
            series[counter] = new CounterSeries();
            for (int place = 0; place < readings.size(); place++) {
                Readings reading = readings.get(place);
                if (reading.values.has(counter)) {
                    series[counter].add(place, reading.ts, reading.device, reading.values.get(counter));
                }
            }
            series[counter].end();
        }
        return series;
    }

    private static boolean isCredible(CounterSeries[] series, Readings reading, int place) {
        return IntStream.range(0, series.length)
                .allMatch(counter -> !reading.values.has(counter) || series[counter].isCredible(place));
    }

    /** Completes a quarter's mean by the one that the meter itself sends. */
    private static void mean(long start, List<MinuteRow> own, RowValues row) {
        Optional<MinuteRow> demand = own.stream().filter(minute -> minute.cells.has(DEMAND))
                .reduce((earlier, later) -> later);
        boolean whole = demand.filter(minute -> minute.ts >= start + QUARTER - LAST_SECONDS).isPresent();
        if (whole || !row.has(AVG)) {
            demand.ifPresent(minute -> row.set(AVG, minute.cells.get(DEMAND)));
        }
        if (whole || !row.has(PARTIAL)) {
            row.set(PARTIAL, whole ? 0 : 1);
        }
        if (!row.has(IMP) && !row.has(EXP) && !row.has(AVG)) {
            row.replace(PARTIAL, OptionalLong.empty());
        }
    }

    private static void show(RowValues row, OptionalLong imported, OptionalLong exported) {
        row.replace(IMP, imported).replace(EXP, exported).replace(AVG, imported.isPresent()
                ? OptionalLong.of(imported.getAsLong() * QUARTERS_AN_HOUR) : OptionalLong.empty());
    }

    /** Keeps the values of a row that fewer minutes, or no minutes, do not show again. */
    private static void keep(RowValues present, boolean hasMinutes, RowValues row) {
        widen(present, QUARTERS, row);
        long telegrams = present.find(N).orElse(0);
        // Fewer minutes than when the row was made: an apparent gap is that of the deleted minutes.
        if (hasMinutes && row.get(N) < telegrams) {
            row.replace(GAP_TS, present.find(GAP_TS));
        }
        row.raise(N, telegrams);
        if (present.has(PARTIAL) && (!row.has(PARTIAL) || present.get(PARTIAL) < row.get(PARTIAL))) {
            for (int place : SHOWN) {
                row.replace(place, present.find(place));
            }
        }
    }

    /** Widens the extremes of a row by those of another. */
    private static void widen(RowValues from, SqlTable table, RowValues row) {
        for (String column : LOWEST) {
            from.find(table.place(column)).ifPresent(value -> row.lower(QUARTERS.place(column), value));
        }
        for (String column : HIGHEST) {
            from.find(table.place(column)).ifPresent(value -> row.raise(QUARTERS.place(column), value));
        }
    }
}
