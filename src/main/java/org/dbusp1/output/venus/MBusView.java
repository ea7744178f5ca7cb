package org.dbusp1.output.venus;

import java.math.RoundingMode;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;

/** A gas, water or heat meter as it stands on the bus. */
record MBusView(MBusDevice device, Registration registration, VenusSettings settings) {

    /** The counter with the decimals of {@link Format#CUBIC_METER} and {@link Format#COUNTER}. */
    Optional<Long> counter() {
        return device.reading().map(reading -> reading.value()
                .setScale(Format.COUNTER.decimals(), RoundingMode.HALF_UP).unscaledValue().longValue());
    }

    /** When it was read, by its own clock. */
    Optional<String> readAt() {
        return device.reading().map(reading -> reading.time().toString());
    }

    Optional<String> unit() {
        return device.reading().map(MBusDevice.Counter::unit);
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
        return device.medium().name().toLowerCase(java.util.Locale.ROOT);
    }
}
