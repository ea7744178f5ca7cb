package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.List;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/** The energy that a counter may have counted between two telegrams, by their powers. */
final class EnergyStep {
    /** A load that is switched on and off between two telegrams, so that neither shows its power. */
    private static final double SWITCHED_WATTS = 5_000;
    /** The highest power of a house, assumed while there is no telegram, or no power in it. */
    private static final double MOST_WATTS = 100_000;
    private static final double LONG_SECONDS = 60;
    private static final double WATT_SECONDS_OF_KWH = 3_600_000;
    private static final List<Quantity> POWERS = List.of(POWER_NET, POWER_IMPORT, POWER_EXPORT, Quantity.POWER_ABS);

    private EnergyStep() {
    }

    /** Returns the step of a counter that has shown these values, scaled: a power of ten, 1 kWh at most. */
    static long of(long value, long other) {
        long step = 1;
        while (step < Unit.KILOWATT_HOUR.one() && value % (10 * step) == 0 && other % (10 * step) == 0) {
            step *= 10;
        }
        return step;
    }

    /** Returns the most kWh that can be counted in a time after or before a telegram with such values. */
    static double mostCounted(Values values, double seconds) {
        return mostCounted(power(values), seconds);
    }

    /** Returns the most kWh that can be counted in a time between telegrams of a power; 0 W if it is unknown. */
    static double mostCounted(double watts, double seconds) {
        boolean unknown = seconds > LONG_SECONDS || watts == 0;
        return Math.max(0, seconds) / WATT_SECONDS_OF_KWH * (unknown ? MOST_WATTS : 2 * watts + SWITCHED_WATTS);
    }

    /** Returns the highest power of a telegram, without its sign; 0 if it has none. */
    static double power(Values values) {
        return POWERS.stream().filter(values::has).mapToDouble(power -> Math.abs(values.number(power))).max().orElse(0);
    }

    /** Returns the mean power in watts by which a counter rose in a time. @param counted scaled */
    static double meanWatts(long counted, double seconds) {
        return (double) counted / Unit.KILOWATT_HOUR.one() * WATT_SECONDS_OF_KWH / seconds;
    }
}
