package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;

/**
 * Withholds the counter of a gas, water or heat meter that no longer reports. The electricity meter repeats the last
 * counter without end, so the counter's own time decides: the counter is stale three hours after that time stopped
 * changing, or 26 hours where it changes once a day.
 */
final class MBusAge {
    private static final Duration HOURLY = Duration.ofHours(3);
    private static final Duration DAILY = Duration.ofHours(26);
    /** A device whose times are further apart than this is read once a day. */
    private static final long DAILY_GAP_SECONDS = Duration.ofHours(12).toSeconds();

    private record Seen(Optional<String> id, Stamp stamp, long sinceNanos, boolean daily) {
    }

    private final Map<Integer, Seen> seen = new HashMap<>();

    /** The devices as they may be published now; monotonic nanoseconds. */
    List<MBusDevice> current(List<MBusDevice> devices, long nanos) {
        List<MBusDevice> current = new ArrayList<>(devices);
        current.replaceAll(device -> stale(device, nanos) ? device.withoutReading() : device);
        return Collections.unmodifiableList(current);
    }

    private boolean stale(MBusDevice device, long nanos) {
        if (device.reading().isEmpty()) {
            return false;
        }
        Stamp stamp = device.reading().get().time();
        Seen before = seen.get(device.channel());
        if (before == null || MeterIdentity.isAnother(before.id, device.id())) {
            seen.put(device.channel(), new Seen(device.id(), stamp, nanos, false));
            return false;
        }
        if (before.id.isEmpty() && device.id().isPresent()) {
            before = new Seen(device.id(), before.stamp, before.sinceNanos, before.daily);
            seen.put(device.channel(), before);
        }
        if (!before.stamp.equals(stamp)) {
            boolean daily = stamp.epochSecond() - before.stamp.epochSecond() > DAILY_GAP_SECONDS;
            seen.put(device.channel(), new Seen(before.id, stamp, nanos, daily));
            return false;
        }
        Duration limit = before.daily ? DAILY : HOURLY;
        return nanos - before.sinceNanos > limit.toNanos();
    }
}
