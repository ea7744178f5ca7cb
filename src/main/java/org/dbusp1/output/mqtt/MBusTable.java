package org.dbusp1.output.mqtt;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.DeviceFact;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.mqtt.TopicLayout.Row;
import org.jspecify.annotations.Nullable;

/**
 * M-Bus devices in the driver's own layout: for each channel a topic with a JSON object, and the sensors in Home Assistant for its fields.
 */
final class MBusTable {
    static final String READ_AT = "read_at";
    private static final int CHANNELS = 4;
    /** Home Assistant's symbols of units, and the units of its class "energy" that meters print. */
    private static final String CUBIC_METRES = "m\u00b3";
    private static final String LITRES = "L";
    private static final String NO_CLASS = "";
    private static final Set<String> ENERGY_UNITS = Set.of("Wh", "kWh", "MWh", "kJ", "MJ", "GJ");

    private MBusTable() {
    }

    static List<Row> rows() {
        return IntStream.rangeClosed(1, CHANNELS)
                .mapToObj(channel -> new Row(stateTopic(channel), false, (snapshot, view) -> state(snapshot, channel))).toList();
    }

    static String stateTopic(int channel) {
        return "mbus/" + channel + "/" + NativeTable.STATE;
    }

    private static byte @Nullable [] state(Snapshot snapshot, int channel) {
        return snapshot.published().devices().stream().filter(device -> device.channel() == channel).findFirst().map(MBusTable::state)
                .orElse(null);
    }

    /** Returns the n-th meter of some media, its counter only if it may be published; null if the snapshot has fewer such meters. */
    static @Nullable MBusDevice mediumMeter(Snapshot snapshot, List<Medium> media, int ordinal) {
        return snapshot.published().numberedDevices().stream().map(NumberedDevice::device).filter(device -> media.contains(device.medium()))
                .skip(ordinal - 1L).findFirst().orElse(null);
    }

    static byte[] state(MBusDevice device) {
        return JsonWriter.of(json -> {
            json.writeNumberField("channel", device.channel());
            for (DeviceFact fact : DeviceFact.ALL) {
                fact.write(json, device);
            }
        });
    }

    static List<Entity> sensors(MBusDevice device, String printedUnit, boolean hasTime) {
        String unit = symbol(printedUnit);
        Entity reading = new Entity("reading", "Reading", "value", SensorClass.counter(deviceClass(device.medium(), unit)), false, unit,
                List.of(), true);
        return !hasTime ? List.of(reading)
                : List.of(reading, new Entity(READ_AT, "Read at", "time", SensorClass.of(ValueFormat.TIME), true, "", List.of(), false));
    }

    private static String symbol(String unit) {
        return switch (unit) {
            case "m3" -> CUBIC_METRES;
            case "dm3", "l" -> LITRES;
            default -> unit;
        };
    }

    /** Home Assistant rejects a class with a unit that does not belong to it. */
    private static String deviceClass(Medium medium, String unit) {
        return switch (medium) {
            case GAS -> unit.equals(CUBIC_METRES) ? "gas" : energy(unit);
            case WATER, HOT_WATER -> unit.equals(CUBIC_METRES) || unit.equals(LITRES) ? "water" : NO_CLASS;
            case ELECTRICITY, HEAT, COOLING -> energy(unit);
            case OTHER -> NO_CLASS;
        };
    }

    private static String energy(String unit) {
        return ENERGY_UNITS.contains(unit) ? "energy" : NO_CLASS;
    }

    static String title(Medium medium) {
        return switch (medium) {
            case ELECTRICITY -> "Electricity submeter";
            case GAS -> "Gas meter";
            case WATER -> "Water meter";
            case HOT_WATER -> "Hot water meter";
            case HEAT -> "Heat meter";
            case COOLING -> "Cooling meter";
            case OTHER -> "Meter on the M-Bus";
        };
    }
}
