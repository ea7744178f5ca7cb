package org.dbusp1.meter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An M-Bus device with its number among those of its medium: number 1 is the gas meter, the water meter.
 *
 * @param number from 1; a device that replaces another device gets its number
 * @param device without its counter while the counter is stale or withheld, and while the device is not in the messages
 */
public record MediumMeter(int number, MBusDevice device) {
    /** Numbers the devices with a counter, by their order in a message. @param published the devices as they may be published */
    static List<MediumMeter> numbered(List<MBusDevice> sent, List<MBusDevice> published) {
        Map<MBusDevice.Medium, Integer> numbers = new EnumMap<>(MBusDevice.Medium.class);
        List<MediumMeter> meters = new ArrayList<>();
        for (MBusDevice device : published) {
            if (device.reading() != null || sent.stream().anyMatch(candidate -> candidate.channel() == device.channel()
                    && candidate.reading() != null)) {
                meters.add(new MediumMeter(numbers.merge(device.medium(), 1, Integer::sum), device));
            }
        }
        return List.copyOf(meters);
    }

    /** Returns this meter with the device of its channel, if that has a counter exactly when this device has one; else this meter. */
    MediumMeter withDeviceFrom(List<MBusDevice> devices) {
        return devices.stream().filter(other -> other.channel() == device.channel())
                .filter(other -> (other.reading() != null) == (device.reading() != null)).findFirst()
                .map(other -> new MediumMeter(number, other)).orElse(this);
    }

    // Not the comparison of records: see the package meter.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof MediumMeter that && number == that.number && device.equals(that.device);
    }

    @Override
    public int hashCode() {
        return 31 * number + device.hashCode();
    }
}
