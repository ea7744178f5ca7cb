package org.dbusp1.energy;

import java.util.OptionalLong;

/**
 * An energy counter that is continued by power between the readings that a meter sends once an hour: the VRM portal
 * reads the counter each quarter hour. The counter never falls, and each reading limits it to the range from the
 * reading to the next step of the meter's resolution. Energies are in the last decimal of kWh, 0.1 mWh.
 *
 * <p>The power in a message may be that of the time before it, that of the time after it, or that of the moment. The
 * readings show which one it is: the sum that came nearest to them is used.
 */
final class RunningCounter {
    /** If messages are further apart, power does not fill the gap between them; the next reading does. */
    private static final long GAP_SECONDS = 60;
    /** The time from one reading to the next. */
    private static final long READING_SECONDS = 3_600;
    /**
     * Counters of meters that send them once an hour have steps of 10 Wh or 1 Wh; finer steps are recognised by the
     * readings.
     */
    private static final long COARSEST_STEP = 100_000;
    /** Number of readings after which an error has nearly lost half of its weight. */
    private static final int MEMORY_READINGS = 64;

    /**
     * The time in which the power of a message was drawn: until the next message; half before and half after the
     * message; since the message before.
     */
    private static final int AFTER = 0;
    private static final int AROUND = 1;
    private static final int BEFORE = 2;

    private final long[] errors = new long[3];
    private int used = AROUND;
    private boolean known;
    private long reading;
    private long readSecond;
    private long step = COARSEST_STEP;
    private long base;
    private long after;
    private long before;
    /** The energy drawn until the last reading. */
    private long past;
    private boolean filled;
    private boolean powered;
    private long second;
    private long watts;
    private long shown;

    /**
     * Takes a message.
     *
     * @param now   time by the meter's clock
     * @param power the power of this direction; absent if the message holds none
     * @param count the counter; absent if this message does not hold it
     */
    void accept(long now, OptionalLong power, OptionalLong count) {
        long passed = now - second;
        filled = powered && power.isPresent() && passed <= GAP_SECONDS && passed >= -GAP_SECONDS;
        if (known && filled && passed > 0) {
            after += watts * passed;
            before += power.getAsLong() * passed;
        }
        powered = power.isPresent();
        watts = power.orElse(0);
        second = now;
        count.ifPresent(this::read);
        if (known) {
            shown = Math.max(shown, waits() ? base + drawn(after < before ? AFTER : BEFORE) : base + drawn(used));
        }
    }

    /**
     * Returns whether the lowest sum is used: shortly before a reading is due, if the sum in use is not exact to the
     * meter's step.
     */
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
            // The first reading, the first of a replaced meter, or the meter's clock was set: then the counter does not fall.
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

    /** Returns whether powers cover the time since the message before. */
    boolean isFilled() {
        return filled;
    }

    /** Returns the counter at this moment; absent before the first reading. */
    OptionalLong energy() {
        return known ? OptionalLong.of(shown) : OptionalLong.empty();
    }
}
