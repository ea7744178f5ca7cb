package org.dbusp1.meter;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.meter.MBusDevice.Medium;

/** The likely cause for which there is no power of the house. */
public enum PowerAbsence {
    /** A German meter with an optical port sends its power only after its PIN was entered; until then its counters are whole kWh. */
    PIN,
    /** A meter with an optical port sent its power before: Inf is off again. */
    INF_OFF,
    /** A meter with an optical port sends no counter of whole kWh, and no power: it has no PIN, or its PIN was entered. */
    COUNTERS_ONLY,
    /** The meter sends a power whose direction is unknown. */
    NO_DIRECTION,
    /** The meter counts heat or cold, and no electric energy. */
    HEAT_METER,
    /** The grid operator has not opened the port for all that the meter measures. */
    PORT_NOT_OPEN;

    /** The active powers of the whole connection, including a power of unknown direction, and the net power of each phase. */
    public static final Set<Quantity> POWERS = Collections.unmodifiableSet(EnumSet.of(Quantity.POWER_NET, Quantity.POWER_ABS,
            Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3));
    private static final Set<Medium> HEAT = EnumSet.of(Medium.HEAT, Medium.COOLING);

    /**
     * Returns the cause for a meter that has sent no power of the house.
     *
     * @param reading a message without it
     * @param sendsPower whether the meter has sent any power, such as one without a direction
     * @param counters of the meter so far
     */
    public static PowerAbsence of(Reading reading, boolean sendsPower, Counters counters) {
        if (sendsPower) {
            return NO_DIRECTION;
        }
        if (reading.meter().dialect().port() == Dialect.Port.OPTICAL) {
            return counters == Counters.WHOLE ? PIN : COUNTERS_ONLY;
        }
        boolean isOfHeat = reading.devices().stream().anyMatch(device -> HEAT.contains(device.medium()));
        return counters == Counters.NONE && isOfHeat ? HEAT_METER : PORT_NOT_OPEN;
    }

    /** Returns whether the house imports nothing by these values: it may export, also where no export is sent. */
    public static boolean isImportOfZero(Values sent) {
        return sent.has(Quantity.POWER_IMPORT) && sent.scaled(Quantity.POWER_IMPORT) == 0;
    }

    /** The counters of active energy that a meter has sent. */
    public enum Counters {
        NONE,
        /** Each of whole kWh. */
        WHOLE,
        /** One at least was finer. */
        FINE;

        /** Returns these counters with those of one more message. */
        public Counters with(Values values) {
            Counters all = this;
            for (Quantity quantity : values.present()) {
                if (quantity.unit() == Unit.KILOWATT_HOUR && all != FINE) {
                    all = values.scaled(quantity) % quantity.unit().scaledOne() == 0 ? WHOLE : FINE;
                }
            }
            return all;
        }
    }
}
