package org.dbusp1.metering.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.List;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/** The energy that a counter may have counted between two telegrams, by their powers. */
final class EnergyBound {
    /** Largest load that may be switched on and off between two telegrams, so that no telegram shows its power. */
    private static final double SWITCHED_WATTS = 5_000;
    /** The highest power of a house, assumed over more than a minute, and for telegrams without a power. */
    private static final double MOST_WATTS = 100_000;
    private static final double LONG_SECONDS = 60;
    private static final double WATT_SECONDS_OF_KWH = 3_600_000;
    private static final List<Quantity> POWERS = List.of(POWER_NET, POWER_IMPORT, POWER_EXPORT, Quantity.POWER_ABS);

    private EnergyBound() {
    }

    /** Returns the step of a counter that has shown two values, in 0.1 mWh: a power of ten, at most 1 kWh. */
    static long counterStep(long value, long other) {
        long step = 1;
        while (step < Unit.KILOWATT_HOUR.scaledOne() && value % (10 * step) == 0 && other % (10 * step) == 0) {
            step *= 10;
        }
        return step;
    }

    /** Returns the most kWh that can be counted in some seconds before or after a telegram. */
    static double mostCounted(Values values, double seconds) {
        return mostCounted(highestPower(values), seconds);
    }

    /**
     * Returns the most kWh that can be counted between two telegrams.
     *
     * @param watts higher power of the two; 0 if unknown, and a power of 0 too counts as unknown
     */
    static double mostCounted(double watts, double seconds) {
        boolean unknown = seconds > LONG_SECONDS || watts == 0;
        return Math.max(0, seconds) / WATT_SECONDS_OF_KWH * (unknown ? MOST_WATTS : 2 * watts + SWITCHED_WATTS);
    }

    /** Returns the highest power of a telegram in W, without its sign; 0 without a power. */
    static double highestPower(Values values) {
        return POWERS.stream().filter(values::has).mapToDouble(power -> Math.abs(values.number(power))).max().orElse(0);
    }

    /** Returns the mean power in W. @param counted rise of the counter, in 0.1 mWh */
    static double meanWatts(long counted, double seconds) {
        return (double) counted / Unit.KILOWATT_HOUR.scaledOne() * WATT_SECONDS_OF_KWH / seconds;
    }
}
