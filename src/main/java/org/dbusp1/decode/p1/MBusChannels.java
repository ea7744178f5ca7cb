package org.dbusp1.decode.p1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.meter.MBusDevice;

/** The four M-Bus channels of a meter. Of devices that stay the same the list stays the same, too. */
final class MBusChannels {
    private static final int COUNT = 4;

    private final MBusChannel[] channels = new MBusChannel[COUNT];
    private List<MBusDevice> devices = List.of();
    private boolean empty = true;

    MBusChannels(MeterClock clock) {
        for (int i = 0; i < COUNT; i++) {
            channels[i] = new MBusChannel(i + 1, clock);
        }
    }

    void clear() {
        empty = true;
        for (MBusChannel channel : channels) {
            channel.clear();
        }
    }

    void line(int channel, RegisterKind kind, byte[] bytes, int from, int to) {
        empty = false;
        channels[channel - 1].line(kind, bytes, from, to);
    }

    boolean isEmpty() {
        return empty;
    }

    /** By channel; those that have a line in the telegram. */
    List<MBusDevice> devices() {
        if (empty) {
            return List.of();
        }
        int place = 0;
        boolean same = true;
        for (MBusChannel channel : channels) {
            Optional<MBusDevice> device = channel.device();
            if (device.isPresent()) {
                same &= place < devices.size() && devices.get(place) == device.get();
                place++;
            }
        }
        if (!same || place != devices.size()) {
            List<MBusDevice> changed = new ArrayList<>(COUNT);
            for (MBusChannel channel : channels) {
                channel.device().ifPresent(changed::add);
            }
            devices = List.copyOf(changed);
        }
        return devices;
    }
}
