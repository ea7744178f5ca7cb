package org.dbusp1.metering;

import java.time.Duration;
import java.util.List;
import org.dbusp1.meter.MBusDevice;

/**
 * An M-Bus device with its number among those of its medium: number 1 of the medium gas is "the gas meter" of outputs.
 *
 * @param number     from 1, by the channels of those that report; a device that replaces another one on its channel gets its number
 * @param device     without its counter while the counter is stale or withheld, and while the device is not in the messages
 * @param isExpected whether its counter was valid within the last minute, or three intervals of a slower meter: its service stays
 */
public record NumberedDevice(int number, MBusDevice device, boolean isExpected) {
    /** A device without a new counter for this time is gone: some are read once a day, and nobody draws hot water at night. */
    public static final Duration GONE = Duration.ofHours(26);

    /** Returns this number with the device of the same channel; unchanged if only one of the two devices has a reading. */
    NumberedDevice withDeviceFrom(List<MBusDevice> devices) {
        return devices.stream().filter(other -> other.channel() == device.channel())
                .filter(other -> (other.reading() != null) == (device.reading() != null)).findFirst()
                .map(other -> new NumberedDevice(number, other, isExpected)).orElse(this);
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof NumberedDevice that && number == that.number && device.equals(that.device)
                && isExpected == that.isExpected;
    }

    @Override
    public int hashCode() {
        return 31 * number + device.hashCode();
    }
}
