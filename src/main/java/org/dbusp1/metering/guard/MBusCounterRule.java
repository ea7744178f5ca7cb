package org.dbusp1.metering.guard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.guard.CounterTrack.Behaviour;
import org.jspecify.annotations.Nullable;

/**
 * Withholds implausible counters of gas, water and heat meters, and leaves out stale ones. The electricity meter repeats
 * a counter until the device reports again, so reports are told apart by the counter's time, or without a time by its value:
 * each report is checked once, and a suspicious value must occur in several reports.
 */
final class MBusCounterRule implements Rule {
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    /**
     * No device of a house counts 1000 m3 (or GJ, or kWh) an hour; the slack of 1000 lets one report cover the previous hour. A counter
     * of five digits rolls over at 100000. Three suspicious reports in a row are refused, and the fourth is believed; a suspicious 0 is
     * never believed, because a device that was not replaced does not fall back to 0.
     */
    private static final Behaviour BEHAVIOUR = new Behaviour(1_000 * ONE, 1_000 * ONE, 100_000 * ONE, 3, Integer.MAX_VALUE);

    /** Units that are a thousandth of m3, kWh or MJ; their values are divided by a thousand. */
    private static final Set<String> THOUSANDTHS = Set.of("dm3", "l", "wh", "kj");

    /** The limit of the longest counter of EN 13757-3 in use: nine digits before the point. */
    private static final BigDecimal VALUE_LIMIT = BigDecimal.TEN.pow(9);

    /** The time after which an unchanged counter is stale. */
    private static final Duration STALE_IF_HOURLY = Duration.ofHours(3);
    /** Replaces {@link #STALE_IF_HOURLY} for a device read once a day, or without a time: hot water may not be drawn at night. */
    private static final Duration STALE_IF_DAILY = Duration.ofHours(26);
    /** A device with times further apart than this is read once a day. */
    private static final long DAILY_GAP_SECONDS = Duration.ofHours(12).getSeconds();
    /** A device that is read each hour was read within this time. */
    private static final Duration READ_EACH_HOUR = Duration.ofMinutes(70);

    private static final class DeviceMemory {
        private final CounterTrack track = new CounterTrack(BEHAVIOUR);
        /** The device's number as last sent; null before the first. */
        private @Nullable String id;
        /** The last checked report; null before the first. */
        private @Nullable CounterReading judged;
        /** Why {@link #judged} is not believed; null if it is believed. */
        private @Nullable Reason reason;
        /** Time of the last believed report; null before the first, and without times. */
        private @Nullable Stamp reported;
        /** Monotonic time since which the counter has not changed. */
        private long unchangedSinceNanos;
        /** The last believed value of a counter without a time; null before the first. */
        private @Nullable BigDecimal untimedValue;
        private boolean daily;

        /** Checks a counter; the same report is checked only once. @return why it is not believed; null if it is believed */
        @Nullable Reason doubt(CounterReading counter, long nanos) {
            Stamp time = counter.time();
            if (counter.value().signum() < 0 || counter.value().compareTo(VALUE_LIMIT) >= 0) {
                return Reason.OUT_OF_RANGE;
            }
            if (!counter.equals(judged)) {
                judged = counter;
                BigDecimal converted = THOUSANDTHS.contains(counter.unit().toLowerCase(Locale.ROOT))
                        ? counter.value().movePointLeft(3) : counter.value();
                long value = converted.setScale(DECIMALS, RoundingMode.DOWN).unscaledValue().longValue();
                reason = track.accept(value, time == null ? nanos / NANOS_PER_SECOND : time.epochSecond());
            }
            return reason;
        }

        /** Notes a believed report. @return whether the device has not reported a new counter for too long */
        boolean isStale(CounterReading counter, @Nullable Stamp clock, long nanos) {
            Stamp stamp = counter.time();
            if (stamp == null) {
                unchangedSinceNanos = counter.value().equals(untimedValue) ? unchangedSinceNanos : nanos;
                untimedValue = counter.value();
                reported = null;
                return nanos - unchangedSinceNanos > STALE_IF_DAILY.toNanos();
            }
            untimedValue = null;
            if (reported == null) {
                // How often a new device is read is unknown. An older time counts as that of a daily device, so that a daily device does
                // not disappear after each start.
                long seconds = clock == null ? 0 : clock.epochSecond() - stamp.epochSecond();
                // An older device is stale; its exact age does not matter.
                Duration age = Duration.ofSeconds(Math.min(Math.max(0, seconds), STALE_IF_DAILY.getSeconds() + 1));
                daily = age.compareTo(READ_EACH_HOUR) > 0;
                unchangedSinceNanos = nanos - age.toNanos();
            } else if (!reported.equals(stamp)) {
                daily = stamp.epochSecond() - reported.epochSecond() > DAILY_GAP_SECONDS;
                unchangedSinceNanos = nanos;
            }
            reported = stamp;
            return nanos - unchangedSinceNanos > (daily ? STALE_IF_DAILY : STALE_IF_HOURLY).toNanos();
        }
    }

    /** The devices by channel, which stay when the electricity meter is replaced. */
    private final Map<Integer, DeviceMemory> devices = new HashMap<>();

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        Stamp clock = now.sent().time();
        for (MBusDevice sent : now.sent().devices()) {
            if (sent.reading() != null) {
                CounterReading counter = sent.reading();
                DeviceMemory device = device(sent);
                Reason doubt = device.doubt(counter, now.nanos());
                if (doubt != null) {
                    now.withholdChannel(doubt, sent.channel());
                } else if (device.isStale(counter, clock, now.nanos())) {
                    now.leaveOutStale(sent.channel());
                }
            }
        }
        return null;
    }

    /** Returns the memory of a channel's device. A device without a number is taken for the device before. */
    private DeviceMemory device(MBusDevice sent) {
        DeviceMemory known = devices.get(sent.channel());
        if (known == null || MeterIdentity.isAnother(known.id, sent.id())) {
            known = new DeviceMemory();
            devices.put(sent.channel(), known);
        }
        known.id = sent.id() == null ? known.id : sent.id();
        return known;
    }
}
