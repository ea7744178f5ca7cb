package org.dbusp1.metering.energy;

import static org.dbusp1.metering.EnergyUse.QUARTER_SECONDS;

import java.util.TreeMap;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.SlowestMeter;
import org.jspecify.annotations.Nullable;

/**
 * The energy of one direction by the powers of the messages, for a counter that comes once an hour: how the rise of the counter is divided
 * over quarter hours, and the counter between two readings, because the VRM portal reads it each quarter hour. Energies are in 0.1 mWh.
 * "Drawn" means exported for the counter of exported energy.
 * <pre>
 *                    a message                    a reading                              forget
 *   drawn            rises                        stays                                  stays
 *   drawnAt          gets boundaries; is emptied  begins with what was drawn at its time is emptied
 *                    after a gap
 *   offset           stays                        so that offset + drawn is the counter  stays
 *   continued        rises to offset + drawn,     rises to the counter; falls to it      stays
 *                    if powers cover the time     only if that does not follow
 * </pre>
 */
final class PowerEnergy {
    /** Over a longer time between messages nothing is known, until the next reading. */
    static final long LONGEST_GAP_SECONDS = SlowestMeter.LONGEST_GAP.toSeconds();
    /** 10 Wh: the coarsest step of a counter that comes once an hour. By more, the continued counter goes on from no reading. */
    private static final long STEP = 10 * EnergyUse.WATT_HOUR;

    /**
     * Half watt seconds drawn, counted from the start: until the newest reading, and until each quarter hour since. Empty if powers do not
     * cover the time since that reading.
     */
    private final TreeMap<Long, Long> drawnAt = new TreeMap<>();
    /** Half watt seconds drawn until the last message, counted from the start: each message adds whole ones. */
    private long drawn;
    /** Of the last message with a power, in W; null before it. */
    private @Nullable Long watts;
    /** Monotonic time of that message, in seconds. */
    private long monotonic;
    /** Time of that message by the meter's clock, in seconds since 1970. */
    private long second;
    /** The continued counter at the message before: it never falls while the meter's counter does not. Null before a reading. */
    private @Nullable Long continued;
    /** The continued counter, less the energy drawn; it is below the other one while that waits. */
    private long offset;

    private static long energy(long halfWattSeconds) {
        return halfWattSeconds * 50 / 36;
    }

    /** Accepts a message. @param power of this direction, in W; null if the message holds none */
    void accept(long nowMonotonic, long now, @Nullable Long power) {
        Long shown = continued();
        continued = shown == null ? continued : shown;
        long passed = nowMonotonic - monotonic;
        boolean follows = watts != null && passed >= 0 && passed <= LONGEST_GAP_SECONDS;
        if (!follows) {
            drawnAt.clear();
        }
        if (power == null) {
            return;
        }
        long more = follows && watts != null ? (power + watts) * passed : 0;
        // Not before the reading, where the clock went back, or the reading's message held no power.
        long from = isCovered() ? Math.max(second, drawnAt.firstKey()) : now;
        for (long end = from - from % QUARTER_SECONDS + QUARTER_SECONDS; end <= now; end += QUARTER_SECONDS) {
            drawnAt.put(end, drawn + more * (end - second) / (now - second));
        }
        drawn += more;
        watts = power;
        monotonic = nowMonotonic;
        second = now;
    }

    /** Forgets what the powers since the newest reading showed: the clock was set, or a message has no time. */
    void forget() {
        watts = null;
        drawnAt.clear();
    }

    /**
     * Accepts a reading, after the power of its message.
     *
     * @param at      its time by the meter's clock, which may be the hour before
     * @param follows whether the difference to the reading before is energy
     */
    void read(long at, long value, boolean follows) {
        Long before = follows ? continued : null;
        long counter = before == null ? value : Math.max(value, Math.min(offset + energy(drawn), value + STEP));
        continued = before == null ? counter : Math.max(before, counter);
        offset = counter - energy(drawn);
        drawnAt.compute(at, (time, known) -> known != null && time % QUARTER_SECONDS == 0 ? known : Long.valueOf(drawn));
        drawnAt.headMap(at, false).clear();
    }

    boolean isCovered() {
        return !drawnAt.isEmpty();
    }

    private long drawnAtReading() {
        return isCovered() ? drawnAt.firstEntry().getValue() : drawn;
    }

    long sinceReading() {
        return energy(drawn - drawnAtReading());
    }

    /** Returns the energy from the newest reading to a boundary; to now if the powers do not show that. */
    long sinceReading(long boundary) {
        return energy(drawnAt.getOrDefault(boundary, drawn) - drawnAtReading());
    }

    /** Returns the energy since a boundary after the newest reading; null if unknown. */
    @Nullable Long since(long boundary) {
        Long before = drawnAt.get(boundary);
        return before == null ? null : energy(drawn - before);
    }

    /** Returns the counter at this moment; null before the first reading, and after a gap until the next one. */
    @Nullable Long continued() {
        return continued != null && isCovered() ? Math.max(continued, offset + energy(drawn)) : null;
    }
}
