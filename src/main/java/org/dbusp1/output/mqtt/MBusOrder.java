package org.dbusp1.output.mqtt;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.Snapshot;

/**
 * Names M-Bus devices by what they measure and their order of channels, so that a replaced gas meter, which usually
 * comes on another channel, keeps its name. Only devices for which the telegram has a counter take part: an old
 * meter's channel often stays without one.
 */
final class MBusOrder {
    private MBusOrder() {
    }

    /** The n-th device of some media; with its counter only where that may be published. */
    static Optional<MBusDevice> of(Snapshot snapshot, List<Medium> media, int ordinal) {
        return snapshot.reading().devices().stream()
                .filter(device -> media.contains(device.medium()) && device.reading().isPresent())
                .skip(ordinal - 1L).findFirst()
                .flatMap(said -> snapshot.devices().stream()
                        .filter(device -> device.channel() == said.channel()).findFirst());
    }
}
