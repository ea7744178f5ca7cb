package org.dbusp1.energy;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The energy drawn since the newest reading of a counter, by the powers of the messages: until each border, and until
 * now. Energies are in the counter's last decimal.
 */
final class EnergyFromPower {
    private static final int HOUR_SECONDS = 3_600;

    private final int borderSeconds;
    /** The energy until each border since the newest reading, until that reading, and until now. */
    private final TreeMap<Long, Long> atBorder = new TreeMap<>();
    private long atReading;
    private long drawn;
    private long second;
    private int messages;
    /** Whether powers cover the time since the newest reading. */
    private boolean covered;

    EnergyFromPower(int grain) {
        this.borderSeconds = grain;
    }

    /**
     * Accepts the energy by power, before the reading of the same message.
     *
     * @param total       energy drawn since the start
     * @param withoutGaps whether powers cover the time since the previous message
     */
    void accept(long now, long total, boolean withoutGaps) {
        messages++;
        covered &= withoutGaps;
        if (now > second && covered) {
            for (long border = second - second % borderSeconds + borderSeconds; border <= now; border += borderSeconds) {
                atBorder.put(border, drawn + (total - drawn) * (border - second) / (now - second));
            }
        } else if (!covered) {
            atBorder.clear();
        }
        second = covered ? Math.max(now, second) : now;
        drawn = total;
    }

    /** Returns whether a counter that is not in each message shows the value at the end of the hour. */
    boolean endsHour(long from, long to) {
        return messages > 1 && CounterRule.endsHour(covered ? Math.max(from, to - HOUR_SECONDS) : from, to);
    }

    /** Starts again from a reading. @param late whether the reading shows the value at the end of the hour before it */
    void measured(long reading, boolean late) {
        long from = late && atBorder.containsKey(reading - reading % HOUR_SECONDS) ? reading - reading % HOUR_SECONDS : reading;
        atReading = atBorder.getOrDefault(from, drawn);
        if (!atBorder.isEmpty()) {
            atBorder.headMap(from, !late).clear();
        }
        covered = true;
        messages = 0;
    }

    /** Forgets what was drawn, because the clock was set. */
    void clear() {
        covered = false;
        atBorder.clear();
    }

    /** Returns whether the powers since the newest reading show the energy drawn until a border. */
    boolean knows(long border) {
        return covered && atBorder.containsKey(border);
    }

    /** Returns the energy from the newest reading to a known border, else until now. */
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
