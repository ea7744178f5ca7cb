package org.dbusp1.output.history;

import static org.dbusp1.meter.EnergyUse.QUARTER_SECONDS;
import static org.dbusp1.output.history.QuarterRows.END;
import static org.dbusp1.output.history.QuarterRows.GAP_TS;
import static org.dbusp1.output.history.QuarterRows.MOVED;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.EnergyUse;

/**
 * The places where quarter hours of a log meet others, of which the log's ledger knows nothing. The later ones may have
 * the energy of the log already, as that of a gap. Each row has the energy between two readings of a counter: here the
 * later row is made to begin with the reading at which the earlier one ends. So all rows together have what the counter
 * moved, in whatever order logs are played.
 *
 * @param rows    rows by their start; changed in place
 * @param near    the starts of the rows with a reading of the counter that are looked at, in the order of time
 * @param written the starts of the rows that were written now
 * @param played  whether these are of a log; else a log may have been played before, and only energy that is in two rows
 *                is taken from one
 */
record QuarterSeams(Map<Long, RowValues> rows, SortedSet<Long> near, SortedSet<Long> written, boolean played) {
    /**
     * Joins the rows that were written with those before and after them; returns the starts of rows that may have changed.
     *
     * @param exchanges the times from which on the meter is another
     * @param counter   the place of the counter in {@link Schema#COUNTERS}
     */
    SortedSet<Long> join(List<Long> exchanges, int counter) {
        SortedSet<Long> joined = new TreeSet<>();
        List<Long> starts = List.copyOf(near);
        for (int row = 1; row < starts.size(); row++) {
            long earlier = starts.get(row - 1);
            long later = starts.get(row);
            long end = earlier + QUARTER_SECONDS;
            if (written.contains(earlier) != written.contains(later)
                    && exchanges.stream().noneMatch(second -> second >= end && second < later + QUARTER_SECONDS)) {
                join(earlier, later, counter);
                joined.addAll(List.of(earlier, later));
            }
        }
        return joined;
    }

    private void join(long start, long next, int counter) {
        int moved = MOVED[counter];
        int end = END[counter];
        RowValues earlier = rows.get(start);
        RowValues later = rows.get(next);
        long hole = later.get(end) - later.get(moved) - earlier.get(end);
        if (hole < 0 && played && written.contains(next) && !QuarterRows.isWhole(earlier) && earlier.get(moved) + hole >= 0) {
            // Before a gap the ledger interpolates the end of a quarter hour; the log knows it.
            earlier.set(moved, earlier.get(moved) + hole).set(end, earlier.get(end) + hole);
        } else if ((hole < 0 || hole > 0 && played)
                && CounterRule.EXACT_ENERGY.follows(0, (later.get(moved) + hole) * EnergyUse.WATT_HOUR, next - start)) {
            later.set(moved, later.get(moved) + hole);
            if (QuarterRows.isTotal(counter)) {
                later.set(GAP_TS, start + QUARTER_SECONDS);
            }
        }
    }
}
