package org.dbusp1.metering.energy;

import org.jspecify.annotations.Nullable;

/**
 * Continues by power an energy counter that a meter sends once an hour, because the VRM portal reads the counter each
 * quarter hour. The continued counter never falls, also not over a restart; each reading limits the counter to the range from the
 * reading to the next step of the meter's resolution. Energies are in 0.1 mWh, the last decimal of kWh.
 *
 * <p>The power in a message may be that of the time before the message, of the time after the message, or of the moment.
 * The readings decide: of three sums, the sum that was nearest to the readings is used.
 */
final class RunningCounter {
    /** Over a longer time between messages, power does not fill the gap: the energy is unknown until the next reading. */
    static final long GAP_SECONDS = 60;
    /** 1 kWh, in 0.1 mWh: a kept counter that is further above the first reading is of another count. */
    private static final long FARTHEST_ABOVE_READING = 10_000_000;
    /** Time between two readings. */
    private static final long READING_SECONDS = 3_600;
    /** 10 Wh, in 0.1 mWh: counters that are sent once an hour have steps of 10 Wh or 1 Wh; readings show finer steps. */
    private static final long COARSEST_STEP = 100_000;
    /** Number of readings after which an error has lost most of its weight. */
    private static final int MEMORY_READINGS = 64;

    /** The time to which a message's power belongs: until the next message; half before and half after it; since the previous message. */
    private static final int AFTER = 0;
    private static final int AROUND = 1;
    private static final int BEFORE = 2;

    /** Mean distance of each sum from the readings, in 0.1 mWh, with the weight of old readings fading; 0 at the start. */
    private final long[] errors = new long[3];
    /** The sum in use: AFTER, AROUND or BEFORE. */
    private int usedSum = AROUND;
    /** Whether there was a reading: the fields below mean something. */
    private boolean hasReading;
    /** The counter at the last reading, as the meter sent it. */
    private long reading;
    /** Monotonic time of the last reading, in seconds. */
    private long readSecond;
    /** Resolution of the meter's counter, in 0.1 mWh: a power of ten. */
    private long step = COARSEST_STEP;
    /** The continued counter at the last reading: from the reading to the next step of the meter's resolution. */
    private long counterAtReading;
    /** W s since the last reading, if a power lasts until the next message. */
    private long wattSecondsAfter;
    /** W s since the last reading, if a power has lasted since the previous message. */
    private long wattSecondsBefore;
    /** Energy by power from the first reading to the last, in 0.1 mWh. */
    private long energyUntilReading;
    /** Whether powers cover the time between the last two messages. */
    private boolean coveredByPower;
    /** Monotonic time of the last message with a power or a reading, in seconds; meaningless before the first reading. */
    private long poweredSecond;
    /** Whether energy is missing since the last reading, after a gap without power. */
    private boolean hasGap;
    /** Whether the last message held a power. */
    private boolean hasPower;
    /** Monotonic time of the last message, in seconds. */
    private long second;
    /** Power in the last message, in W; 0 if {@link #hasPower} is false. */
    private long watts;
    /** The continued counter as last returned, in 0.1 mWh; never falls while the meter is the same. */
    private long lastReturned;

    /**
     * Accepts a message.
     *
     * @param now   monotonic time of its arrival, in seconds: it goes on evenly where a clock is set
     * @param power the power of this direction, in W; null if the message holds none
     * @param count the counter, in 0.1 mWh; null if the message does not hold the counter
     */
    void accept(long now, @Nullable Long power, @Nullable Long count) {
        long passed = now - second;
        coveredByPower = hasPower && power != null && passed <= GAP_SECONDS && passed >= -GAP_SECONDS;
        long present = power == null ? 0 : power;
        if (hasReading && coveredByPower && passed > 0) {
            wattSecondsAfter += watts * passed;
            wattSecondsBefore += present * passed;
        }
        hasPower = power != null;
        watts = present;
        second = now;
        hasGap |= Math.abs(now - poweredSecond) > GAP_SECONDS;
        poweredSecond = power == null ? poweredSecond : now;
        if (count != null) {
            acceptReading(count);
        }
        if (hasReading) {
            int lower = wattSecondsAfter < wattSecondsBefore ? AFTER : BEFORE;
            lastReturned = Math.max(lastReturned, counterAtReading + energySinceReading(usesLowerSum() ? lower : usedSum));
        }
    }

    /**
     * Returns whether the lower sum is used: from a minute before a reading is due, unless the sum in use is AFTER or BEFORE and
     * exact to a step.
     */
    private boolean usesLowerSum() {
        return second - readSecond > READING_SECONDS - GAP_SECONDS && (usedSum == AROUND || errors[usedSum] > step);
    }

    /** Returns the energy by power since the last reading, in 0.1 mWh. @param when AFTER, AROUND or BEFORE */
    private long energySinceReading(int when) {
        long wattSeconds = switch (when) {
            case AFTER -> wattSecondsAfter;
            case BEFORE -> wattSecondsBefore;
            default -> (wattSecondsAfter + wattSecondsBefore) / 2;
        };
        return wattSeconds * 100 / 36;
    }

    private void acceptReading(long count) {
        while (count % step != 0) {
            step /= 10;
        }
        if (!hasReading || !CounterRule.ENERGY.follows(reading, count, second - readSecond)) {
            // First reading, replaced meter or reset counter.
            counterAtReading = count;
            lastReturned = hasReading && count >= reading ? Math.max(lastReturned, count) : count;
        } else {
            compareSums(count);
            counterAtReading = Math.max(count, Math.min(counterAtReading + energySinceReading(usedSum), count + step));
        }
        hasReading = true;
        hasGap = false;
        poweredSecond = second;
        energyUntilReading += energySinceReading(usedSum);
        reading = count;
        readSecond = second;
        wattSecondsAfter = 0;
        wattSecondsBefore = 0;
    }

    /** Compares each sum with a reading, and chooses the sum that was nearest to the readings; not after a gap between readings. */
    private void compareSums(long count) {
        if (second - readSecond > READING_SECONDS + GAP_SECONDS) {
            return;
        }
        for (int when = AFTER; when <= BEFORE; when++) {
            errors[when] += (Math.abs(counterAtReading + energySinceReading(when) - count - step / 2) - errors[when]) / MEMORY_READINGS;
            usedSum = errors[when] < errors[usedSum] ? when : usedSum;
        }
    }

    /** Returns the energy by power since the first reading, in 0.1 mWh; a gap adds nothing. */
    long energyByPower() {
        return energyUntilReading + energySinceReading(usedSum);
    }

    /** Returns whether powers cover the time between the last two messages. */
    boolean isCoveredByPower() {
        return coveredByPower;
    }

    /**
     * Continues the counter of an earlier run, after the first reading: the counter is not below the kept one, which the power may
     * have brought above the reading.
     *
     * @param kept the continued counter of that run, in 0.1 mWh
     */
    void resume(long kept) {
        if (kept - reading <= FARTHEST_ABOVE_READING) {
            lastReturned = Math.max(lastReturned, kept);
        }
    }

    /** Returns the continued counter, in 0.1 mWh; null before the first reading, and after a gap without power until the next reading. */
    @Nullable Long energy() {
        return hasGap ? null : highest();
    }

    /** Returns the continued counter up to a gap without power, below which it does not fall; null before the first reading. */
    @Nullable Long highest() {
        return hasReading ? lastReturned : null;
    }
}
