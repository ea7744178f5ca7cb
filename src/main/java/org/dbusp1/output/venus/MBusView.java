package org.dbusp1.output.venus;

import java.util.Locale;
import org.dbusp1.meter.MBusDevice;

/** A gas, water or heat meter as it stands on the bus. */
record MBusView(MBusDevice device, MBusDevice.Counter counter, Registration registration, VenusSettings settings) {

    String title() {
        return switch (device.medium()) {
            case GAS -> "Gas meter";
            case WATER -> "Water meter";
            case HOT_WATER -> "Hot water meter";
            case HEAT -> "Heat meter";
            case COOLING -> "Cooling meter";
            case ELECTRICITY, OTHER -> "Meter";
        };
    }

    String medium() {
        return device.medium().name().toLowerCase(Locale.ROOT);
    }
}
