package org.dbusp1.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that the guard believes, with the values that are valid now, and for how long.
 *
 * @param key      the meter's identity for outputs
 * @param reading  the newest message, with all its values
 * @param validValues quantities that may be published
 * @param devices  M-Bus devices; a device with a stale or implausible counter is without its counter
 * @param withheld the values of the message that must not be published
 * @param arrival  time of arrival by the machine's clock
 * @param sourceArrival time of arrival by the clock of the source: in a replayed log the time of its telegrams
 * @param arrivalNanos    time of arrival by the monotonic clock of the source, in nanoseconds
 * @param time     the time of rows, days and demand windows: by the meter's clock, or the arrival if that clock is wrong or absent;
 *                 null if no clock is right
 * @param interval interval in which the meter sends
 * @param validFor time from its arrival for which the values are valid without another message: three intervals, at least
 *                 five seconds
 * @param meterIndex  index of the meter in this run, from 0; rises when the meter is replaced. Data about the old meter are
 *                 not valid for the new meter
 * @param telegramCounts  counters of the line's telegrams
 * @param valuesToReturnTo counters whose last believed value was wrong, with the believed value before, scaled: energy counted
 *                 since then is to be retracted
 * @param numberedDevices the meter of each medium, such as the gas meter, and further meters of a medium
 */
public record BelievedReading(MeterKey key, Reading reading, Values validValues, List<MBusDevice> devices,
                              Snapshot.Withheld withheld, Instant arrival, Instant sourceArrival, long arrivalNanos,
                              @Nullable Stamp time, Duration interval, Duration validFor, int meterIndex, TelegramCounts telegramCounts,
                              Map<Quantity, Long> valuesToReturnTo, List<NumberedDevice> numberedDevices) {
    /** Returns the time of a message by the meter's clock, else by the clock of the source. */
    public static Stamp time(Reading reading, Instant sourceTime) {
        return reading.time() == null ? Stamp.of(sourceTime.getEpochSecond(), reading.zone()) : reading.time();
    }

    /** Returns the meter of a medium, such as the gas meter; absent while its counter may not be published. */
    public Optional<MBusDevice> meter(MBusDevice.Medium medium) {
        return numberedDevices.stream().filter(meter -> meter.number() == 1).map(NumberedDevice::device)
                .filter(device -> device.medium() == medium && device.reading() != null).findFirst();
    }

    /** Returns this message with another time of its rows, and with devices that are dated accordingly. */
    public BelievedReading withTime(@Nullable Stamp other, List<MBusDevice> dated) {
        return new BelievedReading(key, reading, validValues, dated, withheld, arrival, sourceArrival, arrivalNanos, other, interval,
                validFor, meterIndex, telegramCounts, valuesToReturnTo,
                numberedDevices.stream().map(meter -> meter.withDeviceFrom(dated)).toList());
    }

    BelievedReading withValues(Values other) {
        return new BelievedReading(key, reading, other, devices, withheld, arrival, sourceArrival, arrivalNanos, time, interval,
                validFor, meterIndex, telegramCounts, valuesToReturnTo, numberedDevices);
    }
}
