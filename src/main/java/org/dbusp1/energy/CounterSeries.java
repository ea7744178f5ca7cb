package org.dbusp1.energy;

import java.util.OptionalLong;

/**
 * Adds up the energy that a counter counted over readings in the order of their times, in watt hours. After a counter
 * fell or jumped, and with another meter, counting starts again: energy is never negative, and never the difference of
 * two meters. Readings of a wrong clock add nothing if true readings follow them: a counter that rises again above its
 * highest value continues there, and a counter that falls to an earlier value continues from that value. The last
 * readings of a period count even if the clock was wrong.
 */
public final class CounterSeries {
    /** If readings are further apart, it is unknown on which side of a border between them the energy was drawn. */
    private static final int GAP_SECONDS = 300;
    /** A reading may be of any second of its minute. */
    private static final int MINUTE = 60;

    private boolean known;
    private boolean moved;
    private long energy;
    private long device;
    private long second;
    private long last;
    /** The value of the counter where counting started again, and the energy until then. */
    private long first;
    private long atFirst;
    /** The highest value of the counter, and the energy until then. */
    private long highest;
    private long atHighest;

    /** Returns whether energy of the time before a border may lie in a reading after it. */
    public static boolean isGap(long before, long border, long reading) {
        return before < border && reading - before > GAP_SECONDS;
    }

    /**
     * Takes the next reading; the first one adds no energy.
     *
     * @param at     epoch second of its minute
     * @param number number of the meter among the meters with this key
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

    /** Returns the energy; absent if no reading followed another. */
    public OptionalLong energy() {
        return moved ? OptionalLong.of(energy) : OptionalLong.empty();
    }
}
