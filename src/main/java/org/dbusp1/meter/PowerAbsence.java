package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.meter.MBusDevice.Medium;

/** The likely cause for which a meter sends no power. */
public enum PowerAbsence {
    /** A German meter with an optical port sends its power only after its PIN was entered; until then its counters are whole kWh. */
    PIN,
    /** A meter with an optical port sends counters finer than a kWh, and no power: it has no PIN, or its PIN was entered. */
    COUNTERS_ONLY,
    /** The meter counts heat or cold, and no electric energy. */
    HEAT_METER,
    /** The grid operator has not opened the port for all that the meter measures. */
    PORT_NOT_OPEN;

    /** The active powers of the whole connection, including a power of unknown direction, and the net power of each phase. */
    public static final Set<Quantity> POWERS = Collections.unmodifiableSet(EnumSet.of(Quantity.POWER_NET, Quantity.POWER_ABS,
            Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3));
    private static final Set<Medium> HEAT = EnumSet.of(Medium.HEAT, Medium.COOLING);

    /** @param reading a message without a power */
    public static PowerAbsence of(Reading reading) {
        if (reading.meter().dialect().port() == Dialect.Port.OPTICAL) {
            BigDecimal counter = reading.values().has(Quantity.ENERGY_IMPORT) ? reading.values().decimal(Quantity.ENERGY_IMPORT)
                    : BigDecimal.ZERO;
            return counter.stripTrailingZeros().scale() > 0 ? COUNTERS_ONLY : PIN;
        }
        boolean electric = reading.values().has(Quantity.ENERGY_IMPORT) || reading.values().has(Quantity.ENERGY_EXPORT);
        return !electric && reading.devices().stream().anyMatch(device -> HEAT.contains(device.medium())) ? HEAT_METER : PORT_NOT_OPEN;
    }
}
