package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;

/**
 * Withholds the counter of a gas, water or heat meter that no longer reports. The electricity meter repeats the last
 * counter for ever, so only the counter's own stamp tells: it goes stale three hours after it stopped changing, or 26
 * hours where it was seen to change once a day.
 */
final class MBusAge {
    private static final Duration USUAL = Duration.ofHours(3);
    private static final Duration DAILY = Duration.ofHours(26);
    /** Stamps further apart than this come from a device that is read once a day. */
    private static final long DAILY_GAP_SECONDS = Duration.ofHours(12).toSeconds();

    private record Seen(Optional<String> id, Stamp stamp, long sinceNanos, boolean daily) {
    }

    private final Map<Integer, Seen> seen = new HashMap<>();

    /** The devices as they may be published at this moment; monotonic nanoseconds. */
    List<MBusDevice> current(List<MBusDevice> devices, long nanos) {
        boolean anyStale = false;
        for (MBusDevice device : devices) {
            anyStale |= stale(device, nanos);
        }
        if (!anyStale) {
            return devices;
        }
        List<MBusDevice> current = new ArrayList<>();
        for (MBusDevice device : devices) {
            current.add(stale(device, nanos) ? device.withoutReading() : device);
        }
        return List.copyOf(current);
    }

    private boolean stale(MBusDevice device, long nanos) {
        if (device.reading().isEmpty()) {
            return false;
        }
        Stamp stamp = device.reading().get().time();
        Seen before = seen.get(device.channel());
        if (before == null || !before.id.equals(device.id())) {
            seen.put(device.channel(), new Seen(device.id(), stamp, nanos, false));
            return false;
        }
        if (!before.stamp.equals(stamp)) {
            boolean daily = stamp.epochSecond() - before.stamp.epochSecond() > DAILY_GAP_SECONDS;
            seen.put(device.channel(), new Seen(device.id(), stamp, nanos, daily));
            return false;
        }
        Duration limit = before.daily ? DAILY : USUAL;
        return nanos - before.sinceNanos > limit.toNanos();
    }
}
