package org.dbusp1.guard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dbusp1.guard.CounterTrack.Behaviour;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Counter;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;

/**
 * Judges the counters of gas, water and heat meters behind the electricity meter, each by its past. The electricity
 * meter repeats a counter until the device reports again, so the time of the counter decides. Each value is judged once
 * for its time; a suspicious value has to come in several reports of the device.
 *
 * <p>A counter is stale three hours after its time stopped changing, or 26 hours if it changes once a day. For a device
 * that is new to the driver it is not known how often it changes: a device whose time is more than an hour ago is
 * treated as one that is read once a day, so that it does not vanish after each start, and a device whose time is more
 * than a day ago is silent.
 */
final class MBusCounters {
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    /**
     * The most by which the time of a counter may be ahead of the telegram's, as summer time and time zones explain.
     */
    private static final long AHEAD_SECONDS = 25 * 3600;
    /**
     * No device behind a house's meter counts 1000 m3 (or GJ, or kWh) an hour; the slack lets one report cover the hour
     * before. A device that was not replaced never falls back to 0.
     */
    private static final Behaviour BEHAVIOUR = new Behaviour(1_000 * ONE, 1_000 * ONE, 100_000 * ONE, 3,
            Integer.MAX_VALUE);

    /** Units that are a thousandth of m3, kWh, MJ or GJ: values in them are divided by a thousand. */
    private static final Set<String> THOUSANDTHS = Set.of("dm3", "l", "wh", "kj");

    /** The longest counter of EN 13757-3 in use: nine digits before the point. No counter is negative. */
    private static final BigDecimal END = BigDecimal.TEN.pow(9);

    private static final Duration HOURLY = Duration.ofHours(3);
    private static final Duration DAILY = Duration.ofHours(26);
    /** A device whose times are further apart than this is read once a day. */
    private static final long DAILY_GAP_SECONDS = Duration.ofHours(12).toSeconds();
    /** A device that is read each hour has been read since then. */
    private static final Duration READ_EACH_HOUR = Duration.ofMinutes(70);

    private static final class Device {
        private final CounterTrack track = new CounterTrack(BEHAVIOUR);
        private Optional<String> id = Optional.empty();
        private Optional<Counter> judged = Optional.empty();
        private Optional<Plausibility.Reason> reason = Optional.empty();
        /** The time of the last believed report, and the moment since which it is the last; absent before the first. */
        private Optional<Stamp> reported = Optional.empty();
        private long sinceNanos;
        private boolean daily;

        Optional<Plausibility.Reason> judge(Counter counter, Optional<Stamp> clock) {
            if (clock.isPresent() && counter.time().epochSecond() - clock.get().epochSecond() > AHEAD_SECONDS) {
                return Optional.of(Plausibility.Reason.AHEAD);
            }
            if (counter.value().signum() < 0 || counter.value().compareTo(END) >= 0) {
                return Optional.of(Plausibility.Reason.OUT_OF_RANGE);
            }
            if (judged.isEmpty() || !judged.get().equals(counter)) {
                judged = Optional.of(counter);
                BigDecimal whole = THOUSANDTHS.contains(counter.unit().toLowerCase(Locale.ROOT))
                        ? counter.value().movePointLeft(3) : counter.value();
                long value = whole.setScale(DECIMALS, RoundingMode.DOWN).unscaledValue().longValue();
                reason = track.judge(value, counter.time().epochSecond());
            }
            return reason;
        }

        boolean isStale(Stamp stamp, Optional<Stamp> clock, long nanos) {
            if (reported.isEmpty()) {
                long seconds = clock.map(now -> now.epochSecond() - stamp.epochSecond()).orElse(0L);
                // An older device is stale; its exact age does not matter.
                Duration age = Duration.ofSeconds(Math.min(Math.max(0, seconds), DAILY.toSeconds() + 1));
                daily = age.compareTo(READ_EACH_HOUR) > 0;
                sinceNanos = nanos - age.toNanos();
            } else if (!reported.get().equals(stamp)) {
                daily = stamp.epochSecond() - reported.get().epochSecond() > DAILY_GAP_SECONDS;
                sinceNanos = nanos;
            }
            reported = Optional.of(stamp);
            return nanos - sinceNanos > (daily ? DAILY : HOURLY).toNanos();
        }
    }

    private final Map<Integer, Device> devices = new HashMap<>();

    /** Returns the device of a channel. A device without a number is the same as before. */
    private Device device(MBusDevice sent) {
        Device known = devices.get(sent.channel());
        if (known == null || MeterIdentity.isAnother(known.id, sent.id())) {
            known = new Device();
            devices.put(sent.channel(), known);
        }
        if (sent.id().isPresent()) {
            known.id = sent.id();
        }
        return known;
    }

    /** Returns the channels of a message whose counter is implausible, with the reason. */
    Map<Integer, Plausibility.Reason> judge(Reading reading) {
        Map<Integer, Plausibility.Reason> reasons = new TreeMap<>();
        for (MBusDevice sent : reading.devices()) {
            sent.reading().flatMap(counter -> device(sent).judge(counter, reading.time()))
                    .ifPresent(reason -> reasons.put(sent.channel(), reason));
        }
        return reasons;
    }

    /**
     * Returns the devices as they may be published now: a stale device without its counter.
     *
     * @param believed the devices without implausible counters
     * @param clock    the electricity meter's clock; absent if it has none
     * @param nanos    time by the monotonic clock
     */
    List<MBusDevice> current(List<MBusDevice> believed, Optional<Stamp> clock, long nanos) {
        return believed.stream().map(sent -> sent.reading()
                .filter(counter -> device(sent).isStale(counter.time(), clock, nanos)).isPresent()
                ? sent.withoutReading() : sent).toList();
    }
}
