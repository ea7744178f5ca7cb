package org.dbusp1.metering.energy;

import static org.dbusp1.meter.EnergyUse.QUARTER_SECONDS;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of one counter at the boundaries of the quarter hours of two days, continued over replaced meters. Totals are in
 * 0.1 mWh or litres; times are in seconds since 1970.
 *
 * <table>
 * <caption>Whether the energy between two boundaries is known</caption>
 * <tr><th>the two boundaries</th><th>energy between them</th></tr>
 * <tr><td>are exact, of one meter and one clock</td><td>their difference</td></tr>
 * <tr><td>one boundary is interpolated over a gap</td><td>unknown</td></tr>
 * <tr><td>one boundary is missing</td><td>unknown</td></tr>
 * <tr><td>the meter was replaced, or its counter was reset, between them</td><td>unknown</td></tr>
 * <tr><td>the clock was set between them</td><td>unknown</td></tr>
 * </table>
 */
final class QuarterBoundaries {
    static final int MOST_BOUNDARIES = 2 * DayStarts.SECONDS / QUARTER_SECONDS;

    private final TreeMap<Long, Boundary> boundaries = new TreeMap<>();

    /**
     * The continued counter at a boundary.
     *
     * @param meterEpoch differs between two boundaries if the meter was replaced between them
     * @param clockEpoch differs between two boundaries if the clock was set between them
     * @param exact   false if the total is interpolated over a gap
     */
    record Boundary(long total, int meterEpoch, int clockEpoch, boolean exact) {
    }

    /** Stores a boundary, unless a boundary of a later clock epoch is stored for the second. */
    void put(long second, Boundary boundary) {
        Boundary stored = boundaries.get(second);
        if (stored == null || boundary.clockEpoch() >= stored.clockEpoch()) {
            boundaries.put(second, boundary);
            removeFurthest(boundaries, MOST_BOUNDARIES, second);
        }
    }

    /** Forgets the boundaries from one second, exclusive, to another, inclusive. */
    void forget(long from, long to) {
        boundaries.subMap(from, false, to, true).clear();
    }

    boolean isExact(long second) {
        Boundary boundary = boundaries.get(second);
        return boundary != null && boundary.exact();
    }

    /** Returns the energy in 0.1 mWh, or the litres, of the seconds before a boundary; null if unknown. */
    @Nullable Long energy(long end, int seconds) {
        Boundary to = boundaries.get(end);
        return to == null || !to.exact() ? null : energy(end - seconds, to.total(), to.meterEpoch(), to.clockEpoch());
    }

    /** Returns the energy from a boundary to a total of the given meter epoch and clock epoch; null if unknown. */
    @Nullable Long energy(long start, long total, int meterEpoch, int clockEpoch) {
        Boundary from = boundaries.get(start);
        return from == null || !from.exact() || from.meterEpoch() != meterEpoch || from.clockEpoch() != clockEpoch || total < from.total()
                ? null : (Long) (total - from.total());
    }

    /** Returns the energy of the quarter hour before a boundary, in whole Wh that add up exactly; null if unknown. */
    @Nullable Long quarterWattHours(long end) {
        Boundary from = boundaries.get(end - QUARTER_SECONDS);
        Boundary to = boundaries.get(end);
        return from == null || to == null || energy(end, QUARTER_SECONDS) == null ? null
                : (Long) (Math.floorDiv(to.total(), Timeline.WATT_HOUR) - Math.floorDiv(from.total(), Timeline.WATT_HOUR));
    }

    /** Returns the mean power of the seconds before a boundary, in W; null if the energy is unknown. */
    @Nullable Long mean(long end, int seconds) {
        Long energy = energy(end, seconds);
        return energy == null ? null : (Long) Ledger.watts(energy, seconds);
    }

    /**
     * Removes the entry furthest from the present, which a wrong clock may have left, if there is one more than may be; called after
     * each addition. @return its key; null if none was removed
     */
    static @Nullable Long removeFurthest(NavigableMap<Long, ?> all, int most, long present) {
        if (all.size() <= most) {
            return null;
        }
        Long removed = present - all.firstKey() >= all.lastKey() - present ? all.firstKey() : all.lastKey();
        all.remove(removed);
        return removed;
    }
}
