package org.dbusp1.output.mqtt;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Snapshot;

/**
 * Numbers M-Bus devices of a medium in the order of their channels, so that a new gas meter, which usually has another
 * channel, takes over the topics of the old one. Only devices with a counter in the telegram take part: the channel of
 * an old meter often stays without one.
 */
final class MBusOrder {
    private MBusOrder() {
    }

    /** The n-th device of some media; with its counter only where that may be published. */
    static Optional<MBusDevice> of(Snapshot snapshot, List<Medium> media, int ordinal) {
        return snapshot.reading().devices().stream()
                .filter(device -> media.contains(device.medium()) && device.reading().isPresent())
                .skip(ordinal - 1L).findFirst()
                .flatMap(sent -> snapshot.devices().stream()
                        .filter(device -> device.channel() == sent.channel()).findFirst());
    }
}
