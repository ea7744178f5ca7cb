package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Makes hours of minutes. An hour follows from the rows alone, so that it does not matter in which order, in how many
 * pieces or how often minutes come, nor whether those of before are still kept.
 */
record HourRollup(MeterRows meterRows) {
    private static final int[] ENERGY = Counter.places(Schema.HOURS, Counter::column);
    private static final int[] END = Counter.places(Schema.HOURS, Counter::endColumn);
    private static final int END_TS = Schema.HOURS.place("end_ts");
    private static final int DEVICE = Schema.HOURS.place("device");
    private static final int GAP = Schema.HOURS.place("gap");
    private static final int N = Schema.HOURS.place("n");
    private static final int MINUTE_N = Schema.MINUTES.place("n");
    private static final MinMaxColumns OF_MINUTES = MinMaxColumns.between(Schema.MINUTES, Schema.HOURS);
    private static final MinMaxColumns OF_HOURS = MinMaxColumns.between(Schema.HOURS, Schema.HOURS);

    /** Brings the hours of these minutes up to date; tells which hours it looked at. */
    SortedSet<Long> update(List<Long> minutes) throws SQLException {
        SortedSet<Long> hours = new TreeSet<>();
        for (long minute : minutes) {
            hours.add(HourFold.hour(minute));
            hours.add(HourFold.hour(minute - HourFold.LATE_SECONDS));
        }
        for (long hour : hours) {
            update(hour);
        }
        List<Long> after = rowsAfter(hours);
        for (long hour : after) {
            update(hour);
        }
        hours.addAll(after);
        return hours;
    }

    /** Rows that had taken the energy of hours which now have their own. */
    private List<Long> rowsAfter(SortedSet<Long> hours) throws SQLException {
        List<Long> after = new ArrayList<>();
        for (long hour : hours) {
            if (!hours.contains(hour + HourFold.HOUR)) {
                meterRows.firstSecond(Schema.HOURS, "ts > ? ORDER BY ts", hour)
                        .filter(next -> !hours.contains(next))
                        .ifPresent(after::add);
            }
        }
        return after;
    }

    private void update(long start) throws SQLException {
        Optional<RowValues> present = meterRows.firstCells(Schema.HOURS, "ts = ?", start);
        List<MinuteRow> minutes = MinuteRow.between(meterRows, start,
                start + HourFold.HOUR + HourFold.LATE_SECONDS);
        List<MinuteRow> own = minutes.stream().filter(minute -> minute.ts() < start + HourFold.HOUR).toList();
        // Of an hour whose minutes are gone only that energy is open which came from a gap before it.
        if (own.isEmpty() && present.isPresent() && !present.get().has(GAP)) {
            return;
        }
        HourFold fold = fold(start, minutes, present);
        if (own.isEmpty() && !fold.taken()) {
            return;
        }
        RowValues row = row(fold, own);
        boolean gap = fold.gap();
        if (present.isPresent()) {
            OF_HOURS.widen(present.get(), row);
            // Fewer minutes than made the row: what looks like a gap are those that went.
            gap = !own.isEmpty() && row.get(N) < present.get().get(N) ? present.get().has(GAP) : gap;
            row.raise(N, present.get().get(N));
        }
        if (gap) {
            row.set(GAP, 1);
        }
        if (!present.equals(Optional.of(row))) {
            // At once: the next hour begins with what this one ended with.
            meterRows.write(Schema.HOURS, List.of(start), row);
        }
    }

    private HourFold fold(long start, List<MinuteRow> minutes, Optional<RowValues> present) throws SQLException {
        List<CounterPoint> points = new ArrayList<>();
        minutes.forEach(minute -> minute.point().ifPresent(points::add));
        present.flatMap(HourRollup::end).ifPresent(points::add);
        points.sort(Comparator.comparingLong(CounterPoint::ts));
        HourFold fold = new HourFold(start, meterRows.firstCells(Schema.HOURS,
                "ts < ? AND end_ts IS NOT NULL ORDER BY ts DESC", start).flatMap(HourRollup::end));
        points.forEach(fold::add);
        return fold;
    }

    private static RowValues row(HourFold fold, List<MinuteRow> own) {
        RowValues row = new RowValues(Schema.HOURS.columns().size());
        long telegrams = 0;
        for (MinuteRow minute : own) {
            OF_MINUTES.widen(minute.cells(), row);
            telegrams += minute.cells().get(MINUTE_N);
        }
        row.set(N, telegrams).put(ENERGY, fold.energy());
        fold.end().ifPresent(end -> row.set(END_TS, end.ts()).set(DEVICE, end.device()).put(END, end.readings()));
        return row;
    }

    private static Optional<CounterPoint> end(RowValues row) {
        return row.has(END_TS)
                ? Optional.of(new CounterPoint(row.get(END_TS), row.get(DEVICE), row.pick(END)))
                : Optional.empty();
    }
}
