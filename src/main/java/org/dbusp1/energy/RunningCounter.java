package org.dbusp1.energy;

import org.jspecify.annotations.Nullable;

/**
 * Continues by power an energy counter that a meter sends once an hour, because the VRM portal reads it each quarter
 * hour. The counter never falls; each reading limits it to the range up to the next step of the meter's resolution.
 * Energies are in the last decimal of kWh, 0.1 mWh.
 *
 * <p>The power in a message may be that of the time before it, of the time after it, or of the moment. The readings
 * decide: the sum that was nearest to them is used.
 */
final class RunningCounter {
    /** Over a longer time between messages, power does not fill the gap; the next reading does. */
    private static final long GAP_SECONDS = 60;
    private static final long READING_SECONDS = 3_600;
    /** Counters that are sent once an hour have steps of 10 Wh or 1 Wh; readings show finer steps. */
    private static final long COARSEST_STEP = 100_000;
    /** Number of readings after which an error has lost most of its weight. */
    private static final int MEMORY_READINGS = 64;

    /** The time to which a message's power belongs: until the next message; half before and half after it; since the previous message. */
    private static final int AFTER = 0;
    private static final int AROUND = 1;
    private static final int BEFORE = 2;

    /** Mean distance of each sum from the readings, fading. */
    private final long[] errors = new long[3];
    /** The sum that is used: AFTER, AROUND or BEFORE. */
    private int used = AROUND;
    /** Whether there was a reading. */
    private boolean known;
    private long reading;
    private long readSecond;
    /** Resolution of the meter's counter. */
    private long step = COARSEST_STEP;
    /** The counter at the last reading, between the reading and the next step. */
    private long base;
    /** W s since the last reading, by the powers until the next message, and by those since the previous one. */
    private long after;
    private long before;
    /** The energy by power up to the last reading, since the first. */
    private long past;
    private boolean filled;
    /** Whether the last message held a power: {@link #watts}, else 0. */
    private boolean powered;
    private long second;
    private long watts;
    /** The counter as it was last shown, which never falls. */
    private long shown;

    /**
     * Accepts a message.
     *
     * @param now   time by the meter's clock
     * @param power the power of this direction, in W; null if the message holds none
     * @param count the counter; null if the message does not hold it
     */
    void accept(long now, @Nullable Long power, @Nullable Long count) {
        long passed = now - second;
        filled = powered && power != null && passed <= GAP_SECONDS && passed >= -GAP_SECONDS;
        long present = power == null ? 0 : power;
        if (known && filled && passed > 0) {
            after += watts * passed;
            before += present * passed;
        }
        powered = power != null;
        watts = present;
        second = now;
        if (count != null) {
            read(count);
        }
        if (known) {
            shown = Math.max(shown, waits() ? base + drawn(after < before ? AFTER : BEFORE) : base + drawn(used));
        }
    }

    /** Returns whether the lowest sum is used: shortly before a reading is due, unless the sum in use is exact to the meter's step. */
    private boolean waits() {
        return second - readSecond > READING_SECONDS - GAP_SECONDS && (used == AROUND || errors[used] > step);
    }

    private long drawn(int when) {
        long wattSeconds = switch (when) {
            case AFTER -> after;
            case BEFORE -> before;
            default -> (after + before) / 2;
        };
        return wattSeconds * 100 / 36;
    }

    private void read(long count) {
        while (count % step != 0) {
            step /= 10;
        }
        if (!known || !CounterRule.EXACT_ENERGY.follows(reading, count, second - readSecond)) {
            // The first reading, a replaced meter, or the meter's clock was set: the shown counter must not fall.
            base = count;
            shown = known && count >= reading ? Math.max(shown, count) : count;
        } else {
            compare(count);
            base = Math.max(count, Math.min(base + drawn(used), count + step));
        }
        known = true;
        past += drawn(used);
        reading = count;
        readSecond = second;
        after = 0;
        before = 0;
    }

    private void compare(long count) {
        if (second - readSecond > READING_SECONDS + GAP_SECONDS) {
            return;
        }
        for (int when = AFTER; when <= BEFORE; when++) {
            errors[when] += (Math.abs(base + drawn(when) - count - step / 2) - errors[when]) / MEMORY_READINGS;
            used = errors[when] < errors[used] ? when : used;
        }
    }

    /** Returns the energy by power since the first reading; a gap adds nothing. */
    long drawn() {
        return past + drawn(used);
    }

    /** Returns whether powers cover the time since the previous message. */
    boolean isFilled() {
        return filled;
    }

    /** Returns the counter at this moment; null before the first reading. */
    @Nullable Long energy() {
        return known ? shown : null;
    }
}
