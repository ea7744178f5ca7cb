package org.dbusp1.output.history;

import static org.dbusp1.output.history.Schema.QUARTERS;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;

/**
 * Writes quarter hours of the ledger, with the extremes of their minutes, so that each energy counts once; {@link #replacement} decides
 * between a stored row and a new row. A quarter hour after a gap has the energy of the gap. The part of this energy that logs have
 * filled is subtracted; a log that is replayed later adds means within the gap, but no energy.
 *
 * @param replayed the starts of the rows that this run has written from its log; changed by {@link #write}
 */
record QuarterRows(Statements sql, Set<Long> replayed) {
    private static final int QUARTERS_AN_HOUR = 4;
    private static final List<Counter> COUNTERS = Schema.COUNTERS.stream().map(QuarterRows::counter).toList();
    private static final int IMP = QUARTERS.columnIndex("imp_wh");
    private static final int EXP = QUARTERS.columnIndex("exp_wh");
    private static final int AVG = QUARTERS.columnIndex("avg_w");
    private static final int PARTIAL = QUARTERS.columnIndex("partial");
    private static final int GAP_TS = QUARTERS.columnIndex("gap_ts");
    private static final int HALF_HOUR = QUARTERS.columnIndex("half_hour_w");
    private static final int HOUR = QUARTERS.columnIndex("hour_w");
    private static final int REPLAYED = QUARTERS.columnIndex("replayed");
    /** Columns of values that were measured in the quarter hour itself. */
    private static final int[] OWN = {IMP, EXP, AVG, PARTIAL, HALF_HOUR, HOUR};
    /** Columns of the energy that counts for the quarter hour, in the order of {@link #COUNTERS}. */
    private static final int[] MOVED = positions(Schema.MOVED_WH);
    /** Columns of the reading at the end of the quarter hour, in the order of {@link #COUNTERS}. */
    private static final int[] END = positions(Schema.END_WH);
    /** The last columns of a row, which are made from the minutes. */
    private static final String OF_MINUTES = "MIN(p_min_w), MAX(p_max_w), MIN(u_min), MAX(u_max), COALESCE(SUM(n), 0)";
    /** Number of columns that a quarter hour gives; the columns behind them are made from the minutes. */
    private static final int GIVEN_COLUMNS = QUARTERS.columnIndex("p_min_w");
    private static final String SELECT_ROW = "SELECT ?, ?" + ", ?".repeat(GIVEN_COLUMNS) + ", " + OF_MINUTES + " FROM "
            + Schema.MINUTES.name() + " WHERE meter = ? AND ts >= ? AND ts < ?";
    private static final String SELECT_FILLED = "SELECT " + Schema.COUNTERS.stream()
            .map(counter -> "SUM(" + Schema.column(counter, Schema.MOVED_WH) + ")").collect(Collectors.joining(", "))
            + " FROM " + QUARTERS.name() + " WHERE meter = ? AND ts >= ? AND ts < ?";

    private record Written(Quarter quarter, RowValues row) {
    }

    private static Counter counter(Quantity quantity) {
        return Arrays.stream(Counter.values()).filter(counter -> counter.quantity() == quantity).findFirst()
                .orElseThrow();
    }

    private static int[] positions(String ending) {
        return Schema.COUNTERS.stream().mapToInt(counter -> QUARTERS.columnIndex(Schema.column(counter, ending))).toArray();
    }

    /** Writes quarter hours in order; returns the starts of the rows that changed. */
    SortedSet<Long> write(List<Quarter> quarters) throws SQLException {
        SortedMap<Long, Written> written = new TreeMap<>();
        for (Quarter quarter : quarters) {
            long start = quarter.start();
            Written earlier = written.get(start);
            // A query for each quarter: with a wrong clock, years of rows may lie between two quarters.
            RowValues stored = earlier != null ? earlier.row
                    : sql.first(QUARTERS, QUARTERS.columns(), "ts = ?", row -> QUARTERS.cells(row, 1), start).orElse(null);
            RowValues row = stored == null ? values(quarter) : replacement(quarter, stored);
            if (row != null) {
                written.put(start, new Written(quarter, row));
                if (quarter.origin() == Origin.REPLAYED) {
                    replayed.add(start);
                }
            }
        }
        List<Object[]> parameters = new ArrayList<>();
        for (Written one : written.values()) {
            parameters.add(parameters(one.quarter, countedOnce(one.quarter, one.row)));
        }
        sql.updateBatch(QUARTERS.insert(sql.dialect(), SELECT_ROW), parameters);
        return new TreeSet<>(written.keySet());
    }

    /** Null if the stored row stays. */
    private @Nullable RowValues replacement(Quarter quarter, RowValues stored) {
        RowValues row = values(quarter);
        return switch (quarter.origin()) {
            // Values of a part never replace the values of the whole quarter hour.
            case CONTINUED -> {
                boolean part = !quarter.whole() && stored.has(PARTIAL) && stored.get(PARTIAL) == 0;
                boolean ofLog = stored.has(REPLAYED) && stored.get(REPLAYED) == 1;
                for (int position : part && ofLog ? OWN : new int[0]) {
                    row.set(position, stored.find(position));
                }
                yield part && !ofLog ? null : row;
            }
            case CORRECTED -> row;
            // The stored row ends earlier if the driver was stopped within the quarter hour, and killed later.
            case RESTORED -> Arrays.stream(END).filter(stored::has).anyMatch(position ->
                    row.has(position) && row.get(position) > stored.get(position)) ? row : null;
            // A log replaces only rows that this run has written from it.
            case REPLAYED -> replayed.contains(quarter.start()) ? row : null;
        };
    }

    /** Without the energy that other rows have. */
    private RowValues countedOnce(Quarter quarter, RowValues row) throws SQLException {
        boolean log = quarter.origin() == Origin.REPLAYED;
        if (log && sql.firstSecond(QUARTERS, "ts > ? AND gap_ts < ? AND replayed = 0", quarter.start(),
                quarter.start() + EnergyUse.QUARTER_SECONDS).isPresent()) {
            Arrays.stream(MOVED).filter(row::has).forEach(position -> row.set(position, 0));
            return row;
        }
        if (row.has(GAP_TS)) {
            RowValues filled = sql.query(SELECT_FILLED + (log ? "" : " AND replayed = 1"), sums -> {
                RowValues found = new RowValues(MOVED.length);
                for (int i = 0; i < MOVED.length; i++) {
                    found.set(i, SqlTable.Type.INTEGER.number(sums, 1 + i));
                }
                return found;
            }, sql.meter(), row.get(GAP_TS), quarter.start()).get(0);
            for (int i = 0; i < MOVED.length; i++) {
                if (row.has(MOVED[i]) && filled.has(i)) {
                    row.set(MOVED[i], Math.max(0, row.get(MOVED[i]) - filled.get(i)));
                }
            }
        }
        return row;
    }

    private Object[] parameters(Quarter quarter, RowValues row) {
        List<Object> parameters = new ArrayList<>(List.of(sql.meter(), quarter.start()));
        for (int position = 0; position < GIVEN_COLUMNS; position++) {
            parameters.add(QUARTERS.columns().get(position).type().value(row.find(position)));
        }
        parameters.addAll(List.of(sql.meter(), quarter.start(), quarter.start() + EnergyUse.QUARTER_SECONDS));
        return parameters.toArray();
    }

    private static RowValues values(Quarter quarter) {
        RowValues row = new RowValues(QUARTERS.columns().size());
        for (int i = 0; i < COUNTERS.size(); i++) {
            Energy energy = quarter.energies().get(COUNTERS.get(i));
            if (energy != null) {
                row.set(MOVED[i], energy.counted()).set(END[i], energy.reading());
            }
        }
        Energy imported = quarter.energies().getOrDefault(Counter.IMPORT, Energy.NONE);
        Energy exported = quarter.energies().getOrDefault(Counter.EXPORT, Energy.NONE);
        row.set(IMP, imported.measured()).set(EXP, exported.measured()).set(AVG, imported.watts())
                .set(HALF_HOUR, imported.halfHourWatts()).set(HOUR, imported.hourWatts())
                .set(REPLAYED, quarter.origin() == Origin.REPLAYED ? 1 : 0);
        if (imported.measured() != null && imported.watts() == null) {
            row.set(AVG, imported.measured() * QUARTERS_AN_HOUR);
        }
        if (imported.measured() != null || exported.measured() != null) {
            row.set(PARTIAL, quarter.whole() ? 0 : 1);
        }
        return row.set(GAP_TS, imported.gapStart() != null ? imported.gapStart() : exported.gapStart());
    }
}
