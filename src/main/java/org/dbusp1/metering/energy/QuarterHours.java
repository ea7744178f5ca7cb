package org.dbusp1.metering.energy;

import static org.dbusp1.metering.EnergyUse.QUARTER_SECONDS;
import static org.dbusp1.metering.EnergyUse.WATT_HOUR;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.energy.Ledger.WindowReceiver;
import org.jspecify.annotations.Nullable;

/**
 * The energies of the quarter hours of two days, of one counter. Each rise counts once, for the quarter hour in which the later point lies,
 * whatever the clock shows. A mean is the energy between two marks, which are totals at boundaries; there are only marks since the last
 * break. Totals are in 0.1 mWh, energies in whole Wh that add up; times are in seconds since 1970.
 * <pre>
 *   the point before lies            counted    measured                            gapStart
 *   in the same quarter hour         rises      rises, until the mean is known      stays
 *   before it (after a gap)          rises      stays                               the point before, if more than 0
 *   after the point (clock set)      rises      stays                               stays
 *   mark at the end of it            stays      the difference, with one at start   stays
 * </pre>
 */
final class QuarterHours {
    private static final int MOST = 2 * 96;
    private static final int HOUR_SECONDS = 3_600;

    private final int windowSeconds;
    private final WindowReceiver windows;
    private final Set<Long> changed;
    private final TreeMap<Long, Long> marks = new TreeMap<>();
    /** By start of the quarter hour, in the order in which they began. */
    private final Map<Long, Energy> energies = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Energy> eldest) {
            return size() > MOST;
        }
    };
    /** Time and total of the point up to which all is counted; the time means nothing before the first. */
    private long countedSecond;
    private @Nullable Long countedTotal;
    /** What the newest reading changed, as it was before: the energies by start of their quarter hour, and the counted point. */
    private final Map<Long, Energy> energiesBefore = new HashMap<>();
    private long countedSecondBefore;
    private @Nullable Long countedTotalBefore;

    /**
     * @param windowSeconds length of the windows to report; 0: none
     * @param changed receives the starts of quarter hours whose energy or mean changed
     */
    QuarterHours(int windowSeconds, WindowReceiver windows, Set<Long> changed) {
        this.windowSeconds = windowSeconds;
        this.windows = windows;
        this.changed = changed;
    }

    /** Returns the start of the quarter hour that contains a second, or ends with it. */
    static long startBefore(long second) {
        return second - 1 - Math.floorMod(second - 1, (long) QUARTER_SECONDS);
    }

    /** Called before the points of a reading, which {@link #retract} takes back together. */
    void beginReading() {
        energiesBefore.clear();
        countedSecondBefore = countedSecond;
        countedTotalBefore = countedTotal;
    }

    private void put(long start, Energy energy) {
        Energy before = energies.put(start, energy);
        energiesBefore.putIfAbsent(start, Objects.requireNonNullElse(before, Energy.NONE));
    }

    /** Counts the rise up to a point. @param reading what the present meter shows, in 0.1 mWh */
    void count(long second, long total, long reading) {
        long start = startBefore(second);
        if (countedTotal != null) {
            Energy before = energies.getOrDefault(start, Energy.NONE);
            long more = wattHours(total) - wattHours(countedTotal);
            boolean isInside = countedSecond >= start && countedSecond <= second && before.watts() == null;
            boolean isAfterGap = more > 0 && countedSecond < start && before.gapStart() == null;
            put(start, new Energy(before.counted() + more,
                    isInside ? Long.valueOf((before.measured() == null ? 0 : before.measured()) + more) : before.measured(),
                    before.watts(), before.halfHourWatts(), before.hourWatts(), reading / WATT_HOUR,
                    isAfterGap ? Long.valueOf(countedSecond) : before.gapStart()));
            changed.add(start);
        }
        countedSecond = second;
        countedTotal = total;
    }

    private static long wattHours(long total) {
        return Math.floorDiv(total, WATT_HOUR);
    }

    void mark(long end, long total) {
        marks.put(end, total);
        if (marks.size() > MOST) {
            marks.pollFirstEntry();
        }
        long start = end - QUARTER_SECONDS;
        Energy energy = energies.get(start);
        if (energy != null) {
            put(start, new Energy(energy.counted(),
                    marks.containsKey(start) ? Long.valueOf(wattHours(total) - wattHours(marks.get(start))) : energy.measured(),
                    known(mean(end, QUARTER_SECONDS), energy.watts()), known(mean(end, 2 * QUARTER_SECONDS), energy.halfHourWatts()),
                    known(mean(end, HOUR_SECONDS), energy.hourWatts()), energy.reading(), energy.gapStart()));
        }
        Long watts = windowSeconds == 0 ? null : mean(end, windowSeconds);
        if (watts != null) {
            windows.accept(end - windowSeconds, watts);
        }
    }

    private static @Nullable Long known(@Nullable Long now, @Nullable Long before) {
        return now == null ? before : now;
    }

    void forgetMarks() {
        marks.clear();
    }

    /**
     * Retracts the points of the newest reading, as if it had not come. A quarter hour that began with them has counted nothing.
     *
     * @param second  time of the reading before it
     * @param reading what the meter showed then, in 0.1 mWh
     */
    void retract(long second, long reading) {
        Energy nothing = new Energy(0, null, null, null, null, reading / WATT_HOUR, null);
        energiesBefore.forEach((start, energy) -> {
            energies.put(start, energy.equals(Energy.NONE) ? nothing : energy);
            changed.add(start);
        });
        energiesBefore.clear();
        countedSecond = countedSecondBefore;
        countedTotal = countedTotalBefore;
        NavigableMap<Long, Long> wrong = marks.tailMap(second, false);
        wrong.keySet().stream().filter(end -> windowSeconds > 0 && end % windowSeconds == 0)
                .forEach(end -> windows.accept(end - windowSeconds, null));
        wrong.clear();
    }

    /** Returns the energy between the boundary so many seconds before another one and that one, in 0.1 mWh; null if unknown. */
    @Nullable Long between(long end, int seconds) {
        Long from = marks.get(end - seconds);
        Long to = marks.get(end);
        return from == null || to == null ? null : to - from;
    }

    private @Nullable Long mean(long end, int seconds) {
        Long energy = end % seconds == 0 ? between(end, seconds) : null;
        return energy == null ? null : Ledger.watts(energy, seconds);
    }

    /** Returns the total at a boundary; null if unknown. */
    @Nullable Long total(long boundary) {
        return marks.get(boundary);
    }

    /** Returns the energies of a quarter hour; null if none is known. */
    @Nullable Energy energy(long start) {
        return energies.get(start);
    }
}
