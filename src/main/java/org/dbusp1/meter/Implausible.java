package org.dbusp1.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a message gave but must not be published, because it cannot be.
 *
 * @param quantities the quantities, derived ones too
 * @param channels   the M-Bus channels whose counter is withheld
 */
public record Implausible(Set<Quantity> quantities, Set<Integer> channels) {
    public static final Implausible NOTHING = new Implausible(Set.of(), Set.of());

    public boolean isEmpty() {
        return quantities.isEmpty() && channels.isEmpty();
    }

    /** What is left of the values. */
    public Values from(Values values) {
        return quantities.isEmpty() ? values : values.without(quantities);
    }

    /** The devices, those whose counter is withheld without it. */
    public List<MBusDevice> from(List<MBusDevice> devices) {
        return channels.isEmpty() ? devices : devices.stream()
                .map(device -> channels.contains(device.channel()) ? device.withoutReading() : device)
                .toList();
    }

    /** As {@code decode} prints them: keys of quantities, and {@code mbus.1.value}. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        quantities.forEach(quantity -> keys.add(quantity.key()));
        channels.stream().sorted().forEach(channel -> keys.add("mbus." + channel + ".value"));
        return keys;
    }
}
