package org.dbusp1.output.venus;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;

/** A gas, water or heat meter as it stands on the bus. */
record MBusView(MBusDevice device, MBusDevice.Counter counter, Registration registration, VenusSettings settings) {

    /** The counter in cubic metres; absent where its unit is none of volume. */
    static Optional<BigDecimal> cubicMeters(MBusDevice.Counter counter) {
        return switch (counter.unit().toLowerCase(Locale.ROOT)) {
            case "m3" -> Optional.of(counter.value());
            case "dm3", "l" -> Optional.of(counter.value().movePointLeft(3));
            default -> Optional.empty();
        };
    }

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
