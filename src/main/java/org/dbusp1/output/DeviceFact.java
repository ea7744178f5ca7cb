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
 * @param value    gives a {@link BigDecimal} or a text; null if unknown
 */
public record DeviceFact(String field, Function<MBusDevice, @Nullable Object> value) {
    /** The device's number, which identifies a house: clients of the web server do not see it. */
    public static final DeviceFact ID = new DeviceFact("id", MBusDevice::id);
    /** In the order of publication. */
    public static final List<DeviceFact> ALL = List.of(
            new DeviceFact("medium", device -> device.medium().name().toLowerCase(Locale.ROOT)),
            ID,
            new DeviceFact("time", device -> time(device.reading())),
            new DeviceFact("value", device -> device.reading() == null ? null : device.reading().value()),
            new DeviceFact("unit", device -> device.reading() == null ? null : device.reading().unit()),
            new DeviceFact("valve", device -> device.valve() == null ? null : BigDecimal.valueOf(device.valve())));

    /** Writes the field of this fact, unless its value is absent. */
    public void write(JsonWriter json, MBusDevice device) throws IOException {
        Object known = value.apply(device);
        if (known instanceof BigDecimal number) {
            json.number(field, number);
        } else if (known != null) {
            json.text(field, known.toString());
        }
    }

    private static @Nullable String time(@Nullable CounterReading reading) {
        return reading == null || reading.time() == null ? null : reading.time().toString();
    }
}
