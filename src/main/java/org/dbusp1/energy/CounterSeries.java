package org.dbusp1.energy;

import java.util.OptionalLong;

/**
 * Adds up what a counter moved over readings in the order of their times, in watt hours. A counter that fell, one that
 * jumped, and another meter begin anew: energy is never negative, and never the difference of two meters. Readings of a
 * clock that was wrong add nothing where true ones follow them: a counter that rises again above all that it showed
 * goes on there, and one that falls to what it showed before goes on from there. As the last ones of a period they
 * still count.
 */
public final class CounterSeries {
    /** Readings further apart leave it unknown on which side of a border between them the energy was drawn. */
    private static final int GAP_SECONDS = 300;
    /** A reading is of any second of its minute. */
    private static final int MINUTE = 60;

    private boolean known;
    private boolean moved;
    private long energy;
    private long device;
    private long second;
    private long last;
    /** What the counter showed where it began anew, and its energy until then. */
    private long first;
    private long atFirst;
    /** The highest that it showed, and its energy until then. */
    private long highest;
    private long atHighest;

    /** Returns whether energy of the time before a border may lie in a reading after it. */
    public static boolean isGap(long before, long border, long reading) {
        return before < border && reading - before > GAP_SECONDS;
    }

    /**
     * Takes the next reading; the first one moves nothing.
     *
     * @param at     epoch second of its minute
     * @param number of the meter among those that had the key
     */
    public void add(long at, long number, long wattHours) {
        boolean follows = known && number == device
                && !CounterRule.WATT_HOURS.jumps(last, wattHours, at - second + MINUTE);
        boolean rises = follows && wattHours >= highest;
        moved |= rises || follows && wattHours >= first;
        if (rises) {
            energy = atHighest + wattHours - highest;
        } else if (follows && wattHours >= first) {
            energy = atFirst + wattHours - first;
        } else {
            first = wattHours;
            atFirst = energy;
        }
        if (rises || !follows) {
            highest = wattHours;
            atHighest = energy;
        }
        known = true;
        device = number;
        second = at;
        last = wattHours;
    }

    /** Returns the energy; absent where no reading followed another. */
    public OptionalLong energy() {
        return moved ? OptionalLong.of(energy) : OptionalLong.empty();
    }
}
