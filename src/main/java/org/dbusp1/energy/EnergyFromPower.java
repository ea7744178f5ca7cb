package org.dbusp1.energy;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The energy drawn since the newest reading of a counter, by the powers of the messages: until each border, and until
 * now. Energies are in 0.1 mWh; times are in seconds since 1970.
 */
final class EnergyFromPower {
    private static final int HOUR_SECONDS = 3_600;

    private final int boundaryPeriodSeconds;
    /**
     * By border since the newest reading: energy drawn until that border, counted from the same origin as {@code total} of
     * {@link #accept}.
     */
    private final TreeMap<Long, Long> atBorder = new TreeMap<>();
    /** Energy drawn until the newest reading, counted from the same origin. */
    private long atReading;
    /** Energy drawn until the last message, counted from the same origin. */
    private long drawn;
    /** Time of the last message. */
    private long second;
    /** Number of messages since the newest reading. */
    private int messages;
    /** Whether powers cover the time since the newest reading. */
    private boolean covered;

    EnergyFromPower(int boundaryPeriodSeconds) {
        this.boundaryPeriodSeconds = boundaryPeriodSeconds;
    }

    /**
     * Accepts the energy by power, before the reading of the same message.
     *
     * @param total       energy drawn since the first reading ({@link RunningCounter#energyByPower})
     * @param withoutGaps whether powers cover the time since the previous message
     */
    void accept(long now, long total, boolean withoutGaps) {
        messages++;
        covered &= withoutGaps;
        if (now > second && covered) {
            long first = second - second % boundaryPeriodSeconds + boundaryPeriodSeconds;
            for (long border = first; border <= now; border += boundaryPeriodSeconds) {
                atBorder.put(border, drawn + (total - drawn) * (border - second) / (now - second));
            }
        } else if (!covered) {
            atBorder.clear();
        }
        second = covered ? Math.max(now, second) : now;
        drawn = total;
    }

    /**
     * Returns whether a reading shows the counter at the full hour before the reading. False if each message holds the counter.
     *
     * @param from time of the reading before
     * @param to time of the reading
     */
    boolean endsHour(long from, long to) {
        return messages > 1 && CounterRule.endsHour(covered ? Math.max(from, to - HOUR_SECONDS) : from, to);
    }

    /**
     * Starts again from a reading.
     *
     * @param readingSecond time of the reading
     * @param late whether the reading shows the counter at the full hour before the reading
     */
    void measured(long readingSecond, boolean late) {
        long from = late && atBorder.containsKey(readingSecond - readingSecond % HOUR_SECONDS)
                ? readingSecond - readingSecond % HOUR_SECONDS : readingSecond;
        atReading = atBorder.getOrDefault(from, drawn);
        if (!atBorder.isEmpty()) {
            atBorder.headMap(from, !late).clear();
        }
        covered = true;
        messages = 0;
    }

    /** Forgets the energy at borders, because the clock was set. */
    void clear() {
        covered = false;
        atBorder.clear();
    }

    /** Returns whether the powers since the newest reading show the energy drawn until a border. */
    boolean knows(long border) {
        return covered && atBorder.containsKey(border);
    }

    /** Returns the energy from the newest reading to a border; until now if the border is unknown. */
    long until(long border) {
        return atBorder.getOrDefault(border, drawn) - atReading;
    }

    /** Returns the energy from a border to now; null if unknown. */
    @Nullable Long since(long border) {
        Long before = atBorder.get(border);
        return covered && before != null ? (Long) Math.max(0, drawn - before) : null;
    }

    /** Returns the energy from the newest reading to now; null if powers do not cover that time. */
    @Nullable Long sinceReading() {
        return covered ? drawn - atReading : null;
    }
}
