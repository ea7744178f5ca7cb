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
 * changing, or 26 hours where it changes once a day. How often it changes is not known of a device that is seen for the
 * first time: one whose time is more than an hour ago is taken for one that is read once a day, so that it does not
 * vanish after each start, and one whose time is more than a day ago is silent.
 */
final class MBusAge {
    private static final Duration HOURLY = Duration.ofHours(3);
    private static final Duration DAILY = Duration.ofHours(26);
    /** A device whose times are further apart than this is read once a day. */
    private static final long DAILY_GAP_SECONDS = Duration.ofHours(12).toSeconds();
    /** A device that is read each hour has been read since then. */
    private static final Duration READ_EACH_HOUR = Duration.ofMinutes(70);

    private record Seen(Optional<String> id, Stamp stamp, long sinceNanos, boolean daily) {
    }

    private final Map<Integer, Seen> seen = new HashMap<>();

    /**
     * The devices as they may be published now.
     *
     * @param clock the electricity meter's; absent where it has none
     * @param nanos monotonic
     */
    List<MBusDevice> current(List<MBusDevice> devices, Optional<Stamp> clock, long nanos) {
        List<MBusDevice> current = new ArrayList<>(devices);
        current.replaceAll(device -> stale(device, clock, nanos) ? device.withoutReading() : device);
        return Collections.unmodifiableList(current);
    }

    private boolean stale(MBusDevice device, Optional<Stamp> clock, long nanos) {
        if (device.reading().isEmpty()) {
            return false;
        }
        Stamp stamp = device.reading().get().time();
        Seen before = seen.get(device.channel());
        if (before == null || MeterIdentity.isAnother(before.id, device.id())) {
            before = firstSeen(device, stamp, clock, nanos);
            seen.put(device.channel(), before);
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

    private static Seen firstSeen(MBusDevice device, Stamp stamp, Optional<Stamp> clock, long nanos) {
        long seconds = clock.map(now -> now.epochSecond() - stamp.epochSecond()).orElse(0L);
        // One that is older than this is stale, however much.
        Duration age = Duration.ofSeconds(Math.min(Math.max(0, seconds), DAILY.toSeconds() + 1));
        return new Seen(device.id(), stamp, nanos - age.toNanos(), age.compareTo(READ_EACH_HOUR) > 0);
    }
}
