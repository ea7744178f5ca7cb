package org.dbusp1.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * What may be published with a believed message. A P1 meter's values are from its last good reading; a value of a meter with alternating
 * lists is valid until its age limit. Values that the guard withholds are left out.
 *
 * @param devices  M-Bus devices; a device with a stale or implausible counter is without its counter
 * @param numberedDevices the meter of each medium, such as the gas meter, and further meters of a medium
 * @param withheld the values of the message that must not be published
 * @param retracted counters whose last believed value was wrong: the energy counted with it is retracted
 * @param series number of the series of a counter, in which each value follows those before; rises when the counter begins anew, and
 *               then the difference is no energy. A counter that is absent is in its first, 0
 * @param meterIndex  index of the meter in this run, from 0; rises when the meter is replaced. Data about the old meter are
 *                 not valid for the new meter
 */
public record Published(Values values, List<MBusDevice> devices, List<NumberedDevice> numberedDevices, Withheld withheld,
                        Set<Quantity> retracted, Map<Quantity, Integer> series, int meterIndex) {
    /** Returns the meter of a medium, such as the gas meter; absent while its counter may not be published. */
    public Optional<MBusDevice> meter(MBusDevice.Medium medium) {
        for (NumberedDevice meter : numberedDevices) { // no stream: called for each path of each telegram
            MBusDevice device = meter.device();
            if (meter.number() == 1 && device.medium() == medium && device.reading() != null) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    /** Returns the same with these devices in place of those on their channels. */
    public Published withDevices(List<MBusDevice> others) {
        return new Published(values, others, numberedDevices.stream().map(meter -> meter.withDeviceFrom(others)).toList(), withheld,
                retracted, series, meterIndex);
    }

    Published withValues(Values others) {
        return new Published(others, devices, numberedDevices, withheld, retracted, series, meterIndex);
    }

    /** The values of a message that must not be published. @param channels of the M-Bus devices whose counter is withheld */
    public record Withheld(Set<Quantity> quantities, Set<Integer> channels) {
        public static final Withheld NOTHING = new Withheld(Set.of(), Set.of());

        public boolean isEmpty() {
            return quantities.isEmpty() && channels.isEmpty();
        }

        public Values removeFrom(Values values) {
            return quantities.isEmpty() ? values : values.without(quantities);
        }

        /** Returns the names that {@code decode} prints, in a fixed order: keys of quantities, and {@code mbus.1.value}. */
        public List<String> keys() {
            List<String> keys = new ArrayList<>();
            quantities.stream().sorted().forEach(quantity -> keys.add(quantity.key()));
            channels.stream().sorted().forEach(channel -> keys.add("mbus." + channel + ".value"));
            return keys;
        }
    }
}
