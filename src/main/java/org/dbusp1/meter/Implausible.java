package org.dbusp1.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The values of a message that must not be published, because they are impossible.
 *
 * @param quantities the quantities, derived ones too
 * @param channels   the M-Bus channels whose counter is withheld
 */
public record Implausible(Set<Quantity> quantities, Set<Integer> channels) {
    public static final Implausible NOTHING = new Implausible(Set.of(), Set.of());

    public boolean isEmpty() {
        return quantities.isEmpty() && channels.isEmpty();
    }

    /** Returns the values without the implausible ones. */
    public Values from(Values values) {
        return quantities.isEmpty() ? values : values.without(quantities);
    }

    /** Returns the devices; a device whose counter is withheld comes without it. */
    public List<MBusDevice> from(List<MBusDevice> devices) {
        return channels.isEmpty() ? devices : devices.stream()
                .map(device -> channels.contains(device.channel()) ? device.withoutReading() : device)
                .toList();
    }

    /** Returns the names that {@code decode} prints: keys of quantities, and {@code mbus.1.value}. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        quantities.forEach(quantity -> keys.add(quantity.key()));
        channels.stream().sorted().forEach(channel -> keys.add("mbus." + channel + ".value"));
        return keys;
    }
}
