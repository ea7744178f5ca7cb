package org.dbusp1.output.history;

import static org.dbusp1.output.history.Schema.QUARTERS;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Quarter;
import org.dbusp1.meter.Quantity;

/**
 * Writes quarter hours as the ledger knows them, with the extremes of their minutes. A quarter hour that comes again
 * replaces its row; one that follows from an earlier run of the driver is written only where there is no row.
 */
record QuarterRows(MeterRows meterRows) {
    private static final int QUARTERS_AN_HOUR = 4;
    private static final List<Counter> COUNTERS = Schema.COUNTERS.stream().map(QuarterRows::counter).toList();
    private static final int IMP = QUARTERS.place("imp_wh");
    private static final int EXP = QUARTERS.place("exp_wh");
    private static final int AVG = QUARTERS.place("avg_w");
    private static final int PARTIAL = QUARTERS.place("partial");
    private static final int GAP_TS = QUARTERS.place("gap_ts");
    private static final int[] MOVED = places(Schema.MOVED_WH);
    private static final int[] END = places(Schema.END_WH);
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

    /** Writes quarter hours in their order; returns those that were written. */
    Collection<Quarter> write(List<Quarter> quarters) throws SQLException {
        Set<Long> present = present(quarters.stream().filter(Quarter::restored).mapToLong(Quarter::start), "");
        // A part never takes the place of a whole quarter hour.
        Set<Long> whole = present(quarters.stream().filter(QuarterRows::isPartial).mapToLong(Quarter::start), " AND partial = 0");
        Map<Long, Quarter> newest = new LinkedHashMap<>();
        quarters.stream().filter(quarter -> !(quarter.restored() && present.contains(quarter.start()))
                && !(isPartial(quarter) && whole.contains(quarter.start()))).forEach(quarter -> newest.put(quarter.start(), quarter));
        new Sql(meterRows.connection()).changeAll(QUARTERS.insert(meterRows.database(), ROW),
                newest.values().stream().map(this::parameters).toList());
        return newest.values();
    }

    private static boolean isPartial(Quarter quarter) {
        Energy imported = quarter.counters().getOrDefault(Counter.IMPORT, Energy.NONE);
        Energy exported = quarter.counters().getOrDefault(Counter.EXPORT, Energy.NONE);
        return (imported.own().isPresent() ? imported : exported).watts().isEmpty();
    }

    private Set<Long> present(LongStream starts, String condition) throws SQLException {
        long[] all = starts.sorted().toArray();
        return all.length == 0 ? Set.of() : new HashSet<>(meterRows.query(
                "SELECT ts FROM " + QUARTERS.name() + " WHERE meter = ? AND ts >= ? AND ts <= ?" + condition, row -> row.getLong(1), all[0],
                all[all.length - 1]));
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
