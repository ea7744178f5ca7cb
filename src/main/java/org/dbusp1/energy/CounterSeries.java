package org.dbusp1.energy;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The energy that a counter counted over readings in the order of their times, in watt hours, where a clock that was
 * wrong put some of them into the wrong place. After a counter jumped, and with another meter, counting starts again:
 * energy is never negative, and never the difference of two meters.
 *
 * <p>A counter that falls and continues from an earlier value shows that readings are from another time: those above
 * that value, or those below if the counter later rises above its highest value. Those that cover less time are not
 * credible, since a clock is wrong for a while; their energy counts where the next credible reading is. A counter that
 * falls without either was reset.
 */
public final class CounterSeries {
    /** If readings are further apart, it is unknown on which side of a border between them the energy was drawn. */
    private static final int GAP_SECONDS = 300;
    /** A reading may be of any second of its minute. */
    private static final int MINUTE = 60;
    private static final Sum NONE = new Sum(0, 0, 0);

    /** The credible readings by their places, with the sum until each. */
    private NavigableMap<Integer, Sum> credible = new TreeMap<>();
    /** The credible readings before the counter fell; none while it is at its highest value. */
    private NavigableMap<Integer, Sum> beforeFall = Collections.emptyNavigableMap();
    /** The place of the first reading since counting started again, and of the first reading after the counter fell. */
    private int begin;
    private int fall;
    /** True if the counter fell below its first value. */
    private boolean fellBelowFirst;
    private boolean known;
    private long device;
    private long second;
    private long last;
    private Sum sum = NONE;
    /** The value of the counter where counting started again, and the energy until then. */
    private long first;
    private long atFirst;
    /** The highest value of the counter, and the energy until then. */
    private long highest;
    private long atHighest;

    /**
     * The energy until a reading.
     *
     * @param steps number of readings until then that followed another
     * @param at    time of the reading
     */
    private record Sum(long energy, int steps, long at) {
    }

    /** Returns whether energy of the time before a border may lie in a reading after it. */
    public static boolean isGap(long before, long border, long reading) {
        return before < border && reading - before > GAP_SECONDS;
    }

    /**
     * Takes the next reading; the first one adds no energy.
     *
     * @param place  place of the reading among all readings, higher than that of the reading before
     * @param at     epoch second of its minute
     * @param number number of the meter among the meters with this key
     */
    public void add(int place, long at, long number, long wattHours) {
        boolean follows = known && number == device
                && !CounterRule.WATT_HOURS.jumps(last, wattHours, at - second + MINUTE);
        boolean rises = follows && wattHours >= highest;
        boolean returns = follows && wattHours >= first;
        long energy = rises ? atHighest + wattHours - highest : returns ? atFirst + wattHours - first : sum.energy;
        if (follows && !rises) {
            fall(place, returns);
        }
        while (!credible.isEmpty() && credible.lastEntry().getValue().energy > energy) {
            credible.pollLastEntry();
        }
        if (rises || !follows) {
            if (rises && isMinority()) {
                credible = beforeFall;
            }
            beforeFall = Collections.emptyNavigableMap();
            highest = wattHours;
            atHighest = energy;
        }
        if (!returns) {
            first = wattHours;
            atFirst = energy;
        }
        begin = follows ? begin : place;
        sum = new Sum(energy, sum.steps + (returns ? 1 : 0), at);
        credible.put(place, sum);
        known = true;
        device = number;
        second = at;
        last = wattHours;
    }

    private void fall(int place, boolean returns) {
        if (beforeFall.isEmpty()) {
            beforeFall = new TreeMap<>(credible);
            fall = place;
            fellBelowFirst = false;
        }
        fellBelowFirst |= !returns;
    }

    /** Returns whether the readings since the fall take less time than those before it which they contradict. */
    private boolean isMinority() {
        if (beforeFall.isEmpty()) {
            return false;
        }
        Integer agreed = fellBelowFirst ? Integer.valueOf(begin - 1) : credible.lowerKey(fall);
        return seconds(credible.tailMap(fall, true)) < seconds(agreed == null ? beforeFall : beforeFall.tailMap(agreed, false));
    }

    private static long seconds(NavigableMap<Integer, Sum> readings) {
        return readings.isEmpty() ? -1 : readings.lastEntry().getValue().at - readings.firstEntry().getValue().at;
    }

    /** Ends the readings: a few last ones above an earlier value but below the highest one are not credible either. */
    public void end() {
        if (!fellBelowFirst && isMinority()) {
            credible = beforeFall;
        }
    }

    /** Returns whether no later reading shows that the one at a place was taken with a wrong clock. */
    public boolean isCredible(int place) {
        return credible.containsKey(place);
    }

    /**
     * Returns the energy between two places; absent if no reading followed another between them.
     *
     * @param from place of the first reading; below 0: before all readings
     */
    public OptionalLong between(int from, int to) {
        Sum start = at(from);
        Sum end = at(to);
        return start.steps == end.steps ? OptionalLong.empty() : OptionalLong.of(end.energy - start.energy);
    }

    private Sum at(int place) {
        Map.Entry<Integer, Sum> found = credible.floorEntry(place);
        return found == null ? NONE : found.getValue();
    }
}
