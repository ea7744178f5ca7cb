package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dbusp1.meter.QuarterHour;

/**
 * Makes clock quarters of minutes: the energy from the last reading before the quarter to the last one in it, and the
 * mean import, which is the meter's own where it gives one. A quarter is partial while it runs, and stays so where
 * minutes at its ends are missing.
 */
final class QuarterRollup {
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

    private final MeterRows meterRows;

    QuarterRollup(MeterRows meterRows) {
        this.meterRows = meterRows;
    }

    /** Brings the quarters of these minutes up to date; tells which whole ones are others than before. */
    List<Long> update(List<Long> minutes) throws SQLException {
        List<Long> whole = new ArrayList<>();
        SortedSet<Long> quarters = new TreeSet<>();
        for (long minute : minutes) {
            quarters.add(quarter(minute));
            quarters.add(quarter(minute + NEAR_SECONDS));
        }
        try (Upsert upsert = meterRows.upsert(Schema.QUARTERS)) {
            for (long quarter : quarters) {
                if (update(quarter, upsert)) {
                    whole.add(quarter);
                }
            }
            upsert.send();
        }
        return whole;
    }

    /**
     * Writes a quarter as the meter itself recorded it: it counts instead of what minutes tell. Energies that no
     * connection carries in a quarter are no record. Tells whether a whole quarter is another than before: its start.
     */
    List<Long> record(QuarterHour recorded) throws SQLException {
        Cells quarter = new Cells(Schema.QUARTERS.columns().size()).set(PARTIAL, recorded.complete() ? 0 : 1);
        if (recorded.importWh().isPresent()) {
            quarter.set(IMP, recorded.importWh().getAsLong())
                    .set(AVG, recorded.importWh().getAsLong() * QUARTERS_AN_HOUR);
        }
        if (recorded.exportWh().isPresent()) {
            quarter.set(EXP, recorded.exportWh().getAsLong());
        }
        if (Math.max(recorded.importWh().orElse(0), recorded.exportWh().orElse(0)) > MOST_WATT_HOURS) {
            return List.of();
        }
        long start = recorded.end().epochSecond() - QUARTER;
        Optional<Cells> present = meterRows.first(Schema.QUARTERS, Schema.QUARTERS.columns(), "ts = ?",
                found -> Upsert.read(found, 1, Schema.QUARTERS.columns()), start);
        if (!present.equals(Optional.of(quarter))) {
            try (Upsert upsert = meterRows.upsert(Schema.QUARTERS)) {
                upsert.add(meterRows.meter(), List.of(start), quarter);
                upsert.send();
            }
            return recorded.complete() && quarter.has(AVG) ? List.of(start) : List.of();
        }
        return List.of();
    }

    private static long quarter(long ts) {
        return Math.floorDiv(ts, QUARTER) * QUARTER;
    }

    private boolean update(long start, Upsert upsert) throws SQLException {
        List<MinuteRow> rows = MinuteRow.between(meterRows, start - NEAR_SECONDS, start + QUARTER);
        Cells quarter = quarter(start, rows);
        if (!quarter.has(IMP) && !quarter.has(EXP) && !quarter.has(AVG)) {
            return false;
        }
        Optional<Cells> present = meterRows.first(Schema.QUARTERS, Schema.QUARTERS.columns(), "ts = ?",
                found -> Upsert.read(found, 1, Schema.QUARTERS.columns()), start);
        boolean lesser = present.isPresent() && present.get().get(PARTIAL) < quarter.get(PARTIAL);
        if (!lesser && !present.equals(Optional.of(quarter))) {
            upsert.add(meterRows.meter(), List.of(start), quarter);
            return quarter.get(PARTIAL) == 0;
        }
        return false;
    }

    /** The columns of a quarter from the minutes in it and just before it, in the order of time. */
    static Cells quarter(long start, List<MinuteRow> rows) {
        List<MinuteRow> own = rows.stream().filter(row -> row.ts() >= start).toList();
        Optional<Point> begin = rows.stream().filter(row -> row.ts() < start).flatMap(row -> row.point().stream())
                .reduce((earlier, later) -> later);
        EnergyFold fold = new EnergyFold(begin);
        own.forEach(row -> row.point().ifPresent(fold::add));
        boolean whole = begin.isPresent()
                && fold.last().filter(end -> end.ts() >= start + QUARTER - NEAR_SECONDS).isPresent();
        Optional<MinuteRow> demand = own.stream().filter(row -> row.cells().has(DEMAND))
                .reduce((earlier, later) -> later);
        boolean wholeDemand = demand.filter(row -> row.ts() >= start + QUARTER - LAST_SECONDS).isPresent();
        Cells quarter = new Cells(Schema.QUARTERS.columns().size());
        Cells energy = fold.energy();
        if (energy.has(Counter.IMP.ordinal())) {
            quarter.set(IMP, energy.get(Counter.IMP.ordinal()));
            quarter.set(AVG, energy.get(Counter.IMP.ordinal()) * QUARTERS_AN_HOUR);
        }
        if (energy.has(Counter.EXP.ordinal())) {
            quarter.set(EXP, energy.get(Counter.EXP.ordinal()));
        }
        if (wholeDemand || !quarter.has(AVG)) {
            demand.ifPresent(row -> quarter.set(AVG, row.cells().get(DEMAND)));
        }
        return quarter.set(PARTIAL, whole || wholeDemand ? 0 : 1);
    }
}
