package org.dbusp1.metering.energy;

import static org.dbusp1.meter.EnergyUse.QUARTER_SECONDS;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dbusp1.meter.EnergyUse.Energy;
import org.jspecify.annotations.Nullable;

/**
 * The energies of the quarter hours of two days, in whole watt hours. The energy from one {@link LedgerLine.BoundaryValue} to the next
 * counts for the quarter hour that contains the later entry, or ends with it, so that no energy is lost or counted twice, whatever
 * the clock shows. Times are in seconds since 1970.
 */
final class QuarterSums {
    /** Between entries further apart, the side of a boundary on which the energy was drawn is unknown. */
    private static final int GAP_SECONDS = 300;
    private static final int HALF_HOUR_SECONDS = 2 * QUARTER_SECONDS;
    private static final int HOUR_SECONDS = 4 * QUARTER_SECONDS;

    private final QuarterBoundaries boundaries;
    /** Energies by start of the quarter hour. */
    private final TreeMap<Long, Energy> quarters = new TreeMap<>();
    /** Starts of quarter hours that changed, not drained yet. */
    private final TreeSet<Long> changed = new TreeSet<>();
    /** Whether there is an entry: {@link #lastTotal} means something. */
    private boolean begun;
    /** The continued counter at the last entry, in Wh. */
    private long lastTotal;
    /** Time of the last entry. */
    private long lastSecond;

    QuarterSums(QuarterBoundaries boundaries) {
        this.boundaries = boundaries;
    }

    /** Returns the start of the quarter hour that contains a second, or ends with it. */
    static long startBefore(long second) {
        return second - 1 - Math.floorMod(second - 1, (long) QUARTER_SECONDS);
    }

    /**
     * Counts the energy since the previous entry.
     *
     * @param total   the counter at this entry, continued over all meters, in Wh
     * @param reading the present meter's counter, in Wh
     */
    void count(long second, long total, long reading) {
        if (begun) {
            long start = startBefore(second);
            quarters.put(start, with(second, total, reading));
            changed.add(start);
            Long removed = QuarterBoundaries.removeFurthest(quarters, QuarterBoundaries.MOST_BOUNDARIES, second);
            if (removed != null) {
                changed.remove(removed);
            }
        }
        begun = true;
        lastTotal = total;
        lastSecond = second;
    }

    boolean isCounted(long second) {
        return begun && lastSecond == second;
    }

    private Energy with(long second, long total, long reading) {
        long start = startBefore(second);
        long more = total - lastTotal;
        boolean inside = lastSecond >= start && lastSecond <= second;
        Energy before = quarters.getOrDefault(start, Energy.NONE);
        boolean gap = more > 0 && lastSecond < start && second - lastSecond > GAP_SECONDS;
        return new Energy(before.counted() + more,
                inside && before.watts() == null ? Long.valueOf((before.measured() == null ? 0 : before.measured()) + more)
                : before.measured(),
                before.watts(), before.halfHourWatts(), before.hourWatts(), reading,
                gap ? Long.valueOf(Math.min(lastSecond, before.gapStart() == null ? lastSecond : before.gapStart())) : before.gapStart());
    }

    /** Stores the means of the quarter hour, half hour and hour that end with a boundary, if known. */
    void storeMeans(long boundary) {
        long start = boundary - QUARTER_SECONDS;
        quarters.computeIfPresent(start, (key, energy) -> new Energy(energy.counted(),
                known(boundaries.quarterWattHours(boundary), energy.measured()),
                known(boundaries.mean(boundary, QUARTER_SECONDS), energy.watts()),
                known(mean(boundary, HALF_HOUR_SECONDS), energy.halfHourWatts()),
                known(mean(boundary, HOUR_SECONDS), energy.hourWatts()), energy.reading(), energy.gapStart()));
    }

    private @Nullable Long mean(long boundary, int seconds) {
        return boundary % seconds == 0 ? boundaries.mean(boundary, seconds) : null;
    }

    private static @Nullable Long known(@Nullable Long now, @Nullable Long before) {
        return now == null ? before : now;
    }

    /** Forgets the means of the quarter hours that end after a second; the next entries change their energies. */
    void retract(long second) {
        SortedMap<Long, Energy> wrong = quarters.tailMap(second - QUARTER_SECONDS, false);
        wrong.replaceAll((start, energy) -> new Energy(energy.counted(), energy.measured(), null,
                null, null, energy.reading(), energy.gapStart()));
        changed.addAll(wrong.keySet());
    }

    /** Returns the starts of changed quarter hours before a second, each once. */
    List<Long> drainChanged(long second) {
        List<Long> drained = List.copyOf(changed.headSet(second));
        changed.removeAll(drained);
        return drained;
    }

    @Nullable Energy quarter(long start) {
        return quarters.get(start);
    }

    /** Returns the energies of a quarter hour up to a reading that is no entry; null if none is known. */
    @Nullable Energy running(long start, long second, long total, long reading) {
        boolean more = begun && startBefore(second) == start && (second > lastSecond || total > lastTotal);
        return more ? with(second, total, reading) : quarter(start);
    }
}
