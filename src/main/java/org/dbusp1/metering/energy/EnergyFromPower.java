package org.dbusp1.metering.energy;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The energy since the newest reading of a counter, by the powers of the messages: until each boundary of two periods, such as
 * quarter hours, and until now. "Drawn" means exported for the counter of exported energy. Energies are in 0.1 mWh; times are in
 * seconds since 1970.
 */
final class EnergyFromPower {
    private static final int HOUR_SECONDS = 3_600;

    private final int boundaryPeriodSeconds;
    /**
     * By boundary since the newest reading: energy drawn until that boundary, counted from the same origin as {@code total} of
     * {@link #accept}.
     */
    private final TreeMap<Long, Long> atBoundary = new TreeMap<>();
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
            for (long boundary = first; boundary <= now; boundary += boundaryPeriodSeconds) {
                atBoundary.put(boundary, drawn + (total - drawn) * (boundary - second) / (now - second));
            }
        } else if (!covered) {
            atBoundary.clear();
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
        long from = late && atBoundary.containsKey(readingSecond - readingSecond % HOUR_SECONDS)
                ? readingSecond - readingSecond % HOUR_SECONDS : readingSecond;
        atReading = atBoundary.getOrDefault(from, drawn);
        if (!atBoundary.isEmpty()) {
            atBoundary.headMap(from, !late).clear();
        }
        covered = true;
        messages = 0;
    }

    /** Forgets the energy at boundaries, because the clock was set. */
    void clear() {
        covered = false;
        atBoundary.clear();
    }

    /** Returns whether the powers since the newest reading show the energy drawn until a boundary. */
    boolean knows(long boundary) {
        return covered && atBoundary.containsKey(boundary);
    }

    /** Returns the energy from the newest reading to a boundary; until now if the boundary is unknown. */
    long until(long boundary) {
        return atBoundary.getOrDefault(boundary, drawn) - atReading;
    }

    /** Returns the energy from a boundary to now; null if unknown. */
    @Nullable Long since(long boundary) {
        Long before = atBoundary.get(boundary);
        return covered && before != null ? (Long) Math.max(0, drawn - before) : null;
    }

    /** Returns the energy from the newest reading to now; null if powers do not cover that time. */
    @Nullable Long sinceReading() {
        return covered ? drawn - atReading : null;
    }
}
