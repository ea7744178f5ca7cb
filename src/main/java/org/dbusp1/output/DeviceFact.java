package org.dbusp1.output;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.jspecify.annotations.Nullable;

/**
 * A published value of each gas, water, heat or other meter that is connected to the electricity meter, besides its channel: a row of
 * {@link #ALL}.
 *
 * @param field    name in the JSON object of the meter, and at the end of its column in a CSV file
 * @param isPublic false for a number that identifies a house
 * @param number   gives null for a text, or if unknown
 * @param text     gives null for a number, or if unknown
 */
public record DeviceFact(String field, boolean isPublic, Function<MBusDevice, @Nullable BigDecimal> number,
                         Function<MBusDevice, @Nullable String> text) {
    /** In the order of publication. */
    public static final List<DeviceFact> ALL = List.of(
            text("medium", true, device -> device.medium().name().toLowerCase(Locale.ROOT)),
            text("id", false, MBusDevice::id),
            text("time", true, device -> time(device.reading())),
            number("value", device -> device.reading() == null ? null : device.reading().value()),
            text("unit", true, device -> device.reading() == null ? null : device.reading().unit()),
            number("valve", device -> device.valve() == null ? null : BigDecimal.valueOf(device.valve())));

    /** Writes the field of this fact, unless its value is absent. */
    public void write(JsonWriter json, MBusDevice device) throws IOException {
        json.number(field, number.apply(device));
        json.text(field, text.apply(device));
    }

    private static DeviceFact number(String field, Function<MBusDevice, @Nullable BigDecimal> number) {
        return new DeviceFact(field, true, number, device -> null);
    }

    private static DeviceFact text(String field, boolean isPublic, Function<MBusDevice, @Nullable String> text) {
        return new DeviceFact(field, isPublic, device -> null, text);
    }

    private static @Nullable String time(@Nullable CounterReading reading) {
        return reading == null || reading.time() == null ? null : reading.time().toString();
    }
}
