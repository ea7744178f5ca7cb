package org.dbusp1.metering.energy;

import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The rule for the energy that a counter counted between two readings. A counter that fell, or rose by more than a
 * connection carries, belongs to another meter or was reset: the difference is no energy. Meter numbers are not used,
 * because meters of several countries send none.
 */
public enum CounterRule {
    /** Energy in 0.1 mWh, the last decimal of kWh: no connection of a house carries 1,000 kW. */
    ENERGY(Unit.KILOWATT_HOUR.scaledOne()),
    /** Volume in litres: no meter of a house counts 1,000 m3 an hour. */
    LITRES(1_000),
    /** Energy in kJ: no meter of a house counts 1,000 GJ an hour. */
    KILOJOULES(1_000_000);

    /** 1 MW, more than the connection of a house carries. */
    public static final long MOST_WATTS = 1_000_000;
    /** A counter that arrives once an hour shows the value at the full hour if the counter arrives within this time after the hour. */
    public static final int LATE_SECONDS = 120;
    private static final long UNITS_AN_HOUR = 1_000;
    private static final int HOUR_SECONDS = 3_600;

    /** The most that a counter may rise at once, in 0.1 mWh, l or kJ; each hour allows 1,000 times as much. */
    private final long unit;

    CounterRule(long unit) {
        this.unit = unit;
    }

    /**
     * Returns whether a counter may show one value after another value. A counter of whole units may show one unit more.
     *
     * @param seconds time between the two readings; a negative time, after a clock was set back, counts as 0
     */
    public boolean follows(long before, long now, long seconds) {
        return now >= before && !jumps(before, now, seconds);
    }

    /** Returns whether a counter rose by more than a connection carries in this time. */
    public boolean jumps(long before, long now, long seconds) {
        return now - before > unit + (double) unit * UNITS_AN_HOUR * Math.max(0, seconds) / HOUR_SECONDS;
    }

    /** Returns the difference of two readings; null if the later reading cannot follow the earlier reading. */
    public @Nullable Long increase(long before, long now, long seconds) {
        return follows(before, now, seconds) ? now - before : null;
    }
}
