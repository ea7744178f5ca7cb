package org.dbusp1.output.history;

import static org.dbusp1.output.history.Schema.QUARTERS;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Quarter;
import org.dbusp1.meter.EnergyUse.Quarter.Origin;
import org.dbusp1.meter.Quantity;

/**
 * Writes quarter hours as the ledger knows them, with the extremes of their minutes. A quarter hour that comes again
 * replaces its row; one that follows from an earlier run of the driver is written only where there is no row.
 *
 * @param starting whether these are the first that this process writes
 */
record QuarterRows(MeterRows meterRows, boolean starting) {
    private static final int QUARTERS_AN_HOUR = 4;
    private static final List<Counter> COUNTERS = Schema.COUNTERS.stream().map(QuarterRows::counter).toList();
    private static final int IMP = QUARTERS.place("imp_wh");
    private static final int EXP = QUARTERS.place("exp_wh");
    private static final int AVG = QUARTERS.place("avg_w");
    private static final int PARTIAL = QUARTERS.place("partial");
    static final int GAP_TS = QUARTERS.place("gap_ts");
    static final int[] MOVED = places(Schema.MOVED_WH);
    static final int[] END = places(Schema.END_WH);
    /** The last columns are made of the minutes. */
    private static final String OF_MINUTES = "MIN(p_min_w), MAX(p_max_w), MIN(u_min), MAX(u_max), COALESCE(SUM(n), 0)";
    private static final int GIVEN = QUARTERS.place("p_min_w");
    private static final String ROW = "SELECT ?, ?" + ", ?".repeat(GIVEN) + ", " + OF_MINUTES + " FROM "
            + Schema.MINUTES.name() + " WHERE meter = ? AND ts >= ? AND ts < ?";

    private static Counter counter(Quantity quantity) {
        return Arrays.stream(Counter.values()).filter(one -> one.quantity().equals(Optional.of(quantity))).findFirst().orElseThrow();
    }

    private static int[] places(String ending) {
        return Schema.COUNTERS.stream().mapToInt(counter -> QUARTERS.place(Schema.column(counter, ending))).toArray();
    }

    /** Writes quarter hours in their order; returns the starts of the rows that changed. */
    SortedSet<Long> write(List<Quarter> quarters) throws SQLException {
        SortedSet<Long> starts = quarters.stream().map(Quarter::start).collect(Collectors.toCollection(TreeSet::new));
        if (starts.isEmpty()) {
            return starts;
        }
        Map<Long, RowValues> there = stored(starts);
        Map<Long, Quarter> newest = new LinkedHashMap<>();
        for (Quarter quarter : quarters) {
            if (!there.containsKey(quarter.start()) || replaces(quarter, there.get(quarter.start()))) {
                newest.put(quarter.start(), quarter);
                there.put(quarter.start(), values(quarter));
            }
        }
        new Sql(meterRows.connection()).changeAll(QUARTERS.insert(meterRows.database(), ROW),
                newest.values().stream().map(this::parameters).toList());
        starts.retainAll(newest.keySet());
        boolean played = quarters.stream().anyMatch(quarter -> quarter.origin() == Origin.PLAYED);
        if (!starts.isEmpty() && (played || starting)) {
            starts.addAll(join(starts, played));
        }
        return starts;
    }

    /** A part never takes the place of a whole quarter hour, and a part that a log has not that of a longer one. */
    private static boolean replaces(Quarter quarter, RowValues stored) {
        return switch (quarter.origin()) {
            case CONTINUED -> !isWhole(stored) || !isPartial(quarter);
            case RESTORED -> false;
            case PLAYED -> !isPartial(quarter) || !isWhole(stored) && own(stored) <= own(values(quarter));
        };
    }

    static boolean isWhole(RowValues row) {
        return row.has(PARTIAL) && row.get(PARTIAL) == 0;
    }

    /** Returns whether a counter is that of all tariffs, which has quarter hours: only its time without readings is a gap. */
    static boolean isTotal(int counter) {
        return COUNTERS.get(counter) == Counter.IMPORT || COUNTERS.get(counter) == Counter.EXPORT;
    }

    private static long own(RowValues row) {
        return row.find(IMP).orElse(0) + row.find(EXP).orElse(0);
    }

    private static boolean isPartial(Quarter quarter) {
        Energy imported = quarter.counters().getOrDefault(Counter.IMPORT, Energy.NONE);
        Energy exported = quarter.counters().getOrDefault(Counter.EXPORT, Energy.NONE);
        return (imported.own().isPresent() ? imported : exported).watts().isEmpty();
    }

    /** Returns rows by their start: of each by its key, since where a clock was wrong years of rows may lie between two. */
    private SortedMap<Long, RowValues> stored(SortedSet<Long> starts) throws SQLException {
        SortedMap<Long, RowValues> stored = new TreeMap<>();
        for (long start : starts) {
            meterRows.first(QUARTERS, QUARTERS.columns(), "ts = ?", row -> QUARTERS.cells(row, 1), start)
                    .ifPresent(row -> stored.put(start, row));
        }
        return stored;
    }

    /** Each counter has neighbours of its own: that of a tariff is in one row of an hour. */
    private SortedSet<Long> join(SortedSet<Long> written, boolean played) throws SQLException {
        List<Long> exchanges = meterRows.query("SELECT since_ts FROM " + Schema.DEVICES.name() + " WHERE meter = ? AND channel = 0",
                row -> row.getLong(1));
        SortedMap<Long, RowValues> rows = stored(written);
        SortedSet<Long> joined = new TreeSet<>();
        for (int counter = 0; counter < END.length; counter++) {
            SortedSet<Long> near = near(written, rows, counter);
            SortedSet<Long> more = new TreeSet<>(near);
            more.removeAll(rows.keySet());
            rows.putAll(stored(more));
            joined.addAll(new QuarterSeams(rows, near, written, played).join(exchanges, counter));
        }
        Map<List<Object>, RowValues> changed = new LinkedHashMap<>();
        joined.forEach(start -> changed.put(List.of(start), rows.get(start)));
        meterRows.write(QUARTERS, changed);
        return joined;
    }

    /** Returns the starts of the written rows that have a reading of a counter, and of those before and after each that have. */
    private SortedSet<Long> near(SortedSet<Long> written, Map<Long, RowValues> rows, int counter) throws SQLException {
        String read = " AND " + QUARTERS.columns().get(END[counter]).name() + " IS NOT NULL ORDER BY ts";
        SortedSet<Long> near = new TreeSet<>();
        for (long start : written) {
            if (rows.get(start).has(END[counter])) {
                near.add(start);
                meterRows.firstSecond(QUARTERS, "ts < ?" + read + " DESC", start).ifPresent(near::add);
                meterRows.firstSecond(QUARTERS, "ts > ?" + read, start).ifPresent(near::add);
            }
        }
        return near;
    }

    private Object[] parameters(Quarter quarter) {
        RowValues row = values(quarter);
        List<Object> parameters = new ArrayList<>(List.of(meterRows.meter(), quarter.start()));
        for (int place = 0; place < GIVEN; place++) {
            parameters.add(QUARTERS.columns().get(place).type().value(row.find(place)));
        }
        parameters.addAll(List.of(meterRows.meter(), quarter.start(), quarter.start() + EnergyUse.QUARTER_SECONDS));
        return parameters.toArray();
    }

    private static RowValues values(Quarter quarter) {
        RowValues row = new RowValues(QUARTERS.columns().size());
        for (int i = 0; i < COUNTERS.size(); i++) {
            Energy energy = quarter.counters().get(COUNTERS.get(i));
            if (energy != null) {
                row.set(MOVED[i], energy.counted()).set(END[i], energy.reading());
            }
        }
        Energy imported = quarter.counters().getOrDefault(Counter.IMPORT, Energy.NONE);
        Energy exported = quarter.counters().getOrDefault(Counter.EXPORT, Energy.NONE);
        row.set(IMP, imported.own()).set(EXP, exported.own()).set(AVG, imported.watts());
        if (imported.own().isPresent() && imported.watts().isEmpty()) {
            row.set(AVG, imported.own().getAsLong() * QUARTERS_AN_HOUR);
        }
        if (imported.own().isPresent() || exported.own().isPresent()) {
            row.set(PARTIAL, isPartial(quarter) ? 1 : 0);
        }
        return row.set(GAP_TS, imported.since().isPresent() ? imported.since() : exported.since());
    }
}
