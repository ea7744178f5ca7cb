package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** The time for which a meter without a clock of seconds may send equal bytes: until a voltage or a counter must have changed. */
final class EqualBytesLimit {
    /** A voltage changes within this time. A bridge that repeats one telegram for ever would keep its power. */
    private static final long VOLTAGE_NANOS = Duration.ofMinutes(5).toNanos();
    /** After this energy the bytes must have changed: meters count in steps of 10 Wh or less. */
    private static final double COUNTED_WATT_HOURS = 30;
    /** Limit at little power: a meter at 0 W counts nothing. */
    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
    /** Limit without a power: some meters send only whole kilowatt-hours. */
    private static final long POWERLESS_NANOS = Duration.ofHours(26).toNanos();
    private static final double NANOS_OF_HOUR = 3.6e12;

    private EqualBytesLimit() {
    }

    static long limitNanos(Values values) {
        if (Phase.ALL.stream().anyMatch(phase -> values.has(phase.voltage()))) {
            return VOLTAGE_NANOS;
        }
        return Stream.of(Quantity.POWER_NET, Quantity.POWER_ABS, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)
                .filter(values::has).findFirst()
                .map(power -> (long) (COUNTED_WATT_HOURS / Math.abs(values.number(power)) * NANOS_OF_HOUR))
                .map(nanos -> Math.max(VOLTAGE_NANOS, Math.min(LONGEST_NANOS, nanos))).orElse(POWERLESS_NANOS);
    }
}
