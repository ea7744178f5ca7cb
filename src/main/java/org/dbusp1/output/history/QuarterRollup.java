package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dbusp1.meter.QuarterHour;

/**
 * Makes clock quarters of minutes: the energy from the last reading before the quarter to the last one in it, and the
 * mean import, which is the meter's own where it gives one. A quarter is partial while it runs, and stays so where
 * minutes at its ends are missing.
 */
record QuarterRollup(MeterRows meterRows) {
    private static final int QUARTER = QuarterHour.SECONDS;
    /** The last reading before and the last in a quarter may be so far from its ends: slow meters, a lost telegram. */
    private static final int NEAR_SECONDS = 120;
    /** The meter's own mean grows until the end: only that of the last minute is the quarter's. */
    private static final int LAST_SECONDS = 60;
    private static final int QUARTERS_AN_HOUR = 4;
    /** 1 MW for a quarter of an hour. */
    private static final long MOST_WATT_HOURS = 250_000;
    private static final int IMP = Schema.QUARTERS.place("imp_wh");
    private static final int EXP = Schema.QUARTERS.place("exp_wh");
    private static final int AVG = Schema.QUARTERS.place("avg_w");
    private static final int PARTIAL = Schema.QUARTERS.place("partial");
    private static final int DEMAND = Schema.MINUTES.place("demand_w");

    /** Brings the quarters of these minutes up to date; tells which whole ones are others than before. */
    List<Long> update(List<Long> minutes) throws SQLException {
        List<Long> whole = new ArrayList<>();
        SortedSet<Long> quarters = new TreeSet<>();
        for (long minute : minutes) {
            quarters.add(quarter(minute));
            quarters.add(quarter(minute + NEAR_SECONDS));
        }
        Map<List<Object>, RowValues> rows = new LinkedHashMap<>();
        for (long quarter : quarters) {
            if (update(quarter, rows)) {
                whole.add(quarter);
            }
        }
        meterRows.write(Schema.QUARTERS, rows);
        return whole;
    }

    /**
     * Writes a quarter as the meter itself recorded it: it counts instead of what minutes tell. Energies that no
     * connection carries in a quarter are no record. Tells whether a whole quarter is another than before: its start.
     */
    List<Long> record(QuarterHour recorded) throws SQLException {
        RowValues quarter = energy(recorded.importWh(), recorded.exportWh()).set(PARTIAL, recorded.complete() ? 0 : 1);
        if (Math.max(recorded.importWh().orElse(0), recorded.exportWh().orElse(0)) > MOST_WATT_HOURS) {
            return List.of();
        }
        long start = recorded.end().epochSecond() - QUARTER;
        if (present(start).equals(Optional.of(quarter))) {
            return List.of();
        }
        meterRows.write(Schema.QUARTERS, List.of(start), quarter);
        return recorded.complete() && quarter.has(AVG) ? List.of(start) : List.of();
    }

    private Optional<RowValues> present(long start) throws SQLException {
        return meterRows.firstCells(Schema.QUARTERS, "ts = ?", start);
    }

    private static long quarter(long ts) {
        return Math.floorDiv(ts, QUARTER) * QUARTER;
    }

    private boolean update(long start, Map<List<Object>, RowValues> written) throws SQLException {
        List<MinuteRow> rows = MinuteRow.between(meterRows, start - NEAR_SECONDS, start + QUARTER);
        RowValues quarter = quarter(start, rows);
        if (!quarter.has(IMP) && !quarter.has(EXP) && !quarter.has(AVG)) {
            return false;
        }
        Optional<RowValues> present = present(start);
        boolean lesser = present.isPresent() && present.get().get(PARTIAL) < quarter.get(PARTIAL);
        if (!lesser && !present.equals(Optional.of(quarter))) {
            written.put(List.of(start), quarter);
            return quarter.get(PARTIAL) == 0;
        }
        return false;
    }

    /** The columns of a quarter from the minutes in it and just before it, in the order of time. */
    static RowValues quarter(long start, List<MinuteRow> rows) {
        List<MinuteRow> own = rows.stream().filter(row -> row.ts() >= start).toList();
        Optional<CounterPoint> begin = rows.stream().filter(row -> row.ts() < start)
                .flatMap(row -> row.point().stream()).reduce((earlier, later) -> later);
        EnergyFold fold = new EnergyFold(begin);
        own.forEach(row -> row.point().ifPresent(fold::add));
        boolean whole = begin.isPresent()
                && fold.last().filter(end -> end.ts() >= start + QUARTER - NEAR_SECONDS).isPresent();
        Optional<MinuteRow> demand = own.stream().filter(row -> row.cells().has(DEMAND))
                .reduce((earlier, later) -> later);
        boolean wholeDemand = demand.filter(row -> row.ts() >= start + QUARTER - LAST_SECONDS).isPresent();
        RowValues quarter = energy(fold.energy().find(Counter.IMP.ordinal()),
                fold.energy().find(Counter.EXP.ordinal()));
        if (wholeDemand || !quarter.has(AVG)) {
            demand.ifPresent(row -> quarter.set(AVG, row.cells().get(DEMAND)));
        }
        return quarter.set(PARTIAL, whole || wholeDemand ? 0 : 1);
    }

    /** A quarter of these energies in Wh, with the mean import. */
    private static RowValues energy(OptionalLong imported, OptionalLong exported) {
        RowValues quarter = new RowValues(Schema.QUARTERS.columns().size()).set(IMP, imported).set(EXP, exported);
        imported.ifPresent(wattHours -> quarter.set(AVG, wattHours * QUARTERS_AN_HOUR));
        return quarter;
    }
}
