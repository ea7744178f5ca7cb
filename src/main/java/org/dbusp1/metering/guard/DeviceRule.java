package org.dbusp1.metering.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.CounterRule.Counted;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.guard.ContinuityRule.Count;
import org.jspecify.annotations.Nullable;

/**
 * Withholds counters of gas, water and heat meters that cannot follow those before, leaves out those that were not reported anew for 26
 * hours, and numbers the devices of each medium by their channels: number 1 is "the gas meter". Which device a channel has is believed;
 * while another one is doubted, the channel has no counter. A device has no number
 * <ul>
 * <li>before a counter of it is believed;
 * <li>when its counter is 26 hours old, if a device of its medium still reports;
 * <li>when another device has its channel, or the messages have lacked it for 26 hours.
 * </ul>
 * The electricity meter repeats a counter until the device reports again, and after an exchange the old device often stays in the
 * messages with its last counter.
 */
final class DeviceRule implements Rule {
    private static final long GONE_NANOS = NumberedDevice.GONE.toNanos();
    /** Of the counters of devices, which have different decimals. */
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    /** The longest counter of EN 13757-3 in use has nine digits before the point. */
    private static final BigDecimal VALUE_LIMIT = BigDecimal.TEN.pow(9);
    /** Units that are a thousandth of m3, kWh or MJ. */
    private static final Set<String> THOUSANDTHS = Set.of("dm3", "l", "wh", "kj");
    /** A line with random numbers must not fill the memory. */
    private static final int MOST_DEVICES = 32;

    /** Who is on a channel. A number that is absent is that of the device of the channel. */
    private record Identity(Medium medium, @Nullable String number) implements Belief.Seen<Identity> {
        @Override
        public boolean mayFollow(Identity before) {
            return medium == before.medium && (number == null || before.number == null || number.equals(before.number));
        }

        @Override
        public Identity renewed(Identity before) {
            return number == null ? before : this;
        }

        /** The comparison of records takes 0.8 MB at its first use: see package-info of meter. */
        boolean isSame(@Nullable Identity other) {
            return other != null && medium == other.medium && Objects.equals(number, other.number);
        }
    }

    /** Whether a device counts a volume or an energy does not change with each message. */
    private record Counter(Count count, boolean isVolume, boolean isEnergy) implements Belief.Seen<Counter> {
        @Override
        public boolean mayFollow(Counter before) {
            return isSameKind(before) && count.mayFollow(before.count);
        }

        @Override
        public boolean repeats(Counter doubted) {
            return isSameKind(doubted) && count.repeats(doubted.count);
        }

        private boolean isSameKind(Counter before) {
            return isVolume == before.isVolume && isEnergy == before.isEnergy;
        }
    }

    private static final class Device {
        private final int channel;
        private final Belief<Counter> counter = Belief.inTheFirst();
        private Identity identity;
        /** As in the last message; without its counter where that is withheld or too old, and while the message lacks the device. */
        private MBusDevice sent;
        /** The last report, also one that is withheld; null before the first. */
        private @Nullable CounterReading report;
        /** Why the last report is withheld; null if it is not. */
        private @Nullable Reason doubt;
        private long reportedNanos;
        private long presentNanos;
        /** The last message whose counter may be published; null before the first. */
        private @Nullable Long validNanos;

        Device(MBusDevice sent, Identity identity, long nanos) {
            this.channel = sent.channel();
            this.identity = identity;
            this.sent = sent;
            this.reportedNanos = nanos;
        }

        /** Accepts the counter of a message, which is a new report if its time is another one; without a time if its value is. */
        void accept(CounterReading reading, @Nullable Stamp clock, long nanos) {
            if (reading.equals(report)) {
                return;
            }
            Stamp time = reading.time();
            // The first may be old: the device may have been silent for days.
            long age = report != null || time == null || clock == null ? 0 : clock.epochSecond() - time.epochSecond();
            reportedNanos = nanos - Math.min(Math.max(0, age) * 1_000_000_000L, GONE_NANOS + 1);
            report = reading;
            if (reading.value().signum() < 0 || reading.value().compareTo(VALUE_LIMIT) >= 0) {
                doubt = Reason.OUT_OF_RANGE;
            } else {
                boolean isThousandth = THOUSANDTHS.contains(reading.unit().toLowerCase(Locale.ROOT));
                BigDecimal value = isThousandth ? reading.value().movePointLeft(3) : reading.value();
                double seconds = time == null ? nanos / 1e9 : time.epochSecond();
                Count count = new Count(Counted.DEVICE, value.movePointRight(DECIMALS).longValue(), ONE, seconds);
                Counter seen = new Counter(count, reading.cubicMeters().isPresent(), reading.kilojoules().isPresent());
                // A device whose clock stands would be doubted for good by its own time.
                doubt = counter.accept(seen, nanos).isBelieved() ? null : Reason.CONTRADICTS_PAST;
            }
        }

        boolean isSilent(long nanos) {
            return nanos - reportedNanos > GONE_NANOS;
        }

        boolean isAbsent(long nanos) {
            return nanos - presentNanos > GONE_NANOS;
        }
    }

    private final Supplier<Duration> validFor;
    /** By channel. */
    private final Map<Integer, Belief<Identity>> holders = new HashMap<>();
    /** Those that a channel has or had, the oldest first. */
    private final Set<Device> devices = new LinkedHashSet<>();

    DeviceRule(Supplier<Duration> validFor) {
        this.validFor = validFor;
    }

    @Override
    public @Nullable Outcome check(GuardedReading message) {
        if (message.devices.isEmpty() && devices.isEmpty()) {
            return null;
        }
        devices.forEach(device -> device.sent = device.sent.withoutReading());
        message.devices = message.devices.stream().map(sent -> accept(sent, message)).toList();
        devices.removeIf(device -> device.isAbsent(message.nanos)
                || device.presentNanos != message.nanos && devices.size() > MOST_DEVICES);
        message.numberedDevices = numbered(message.nanos);
        return null;
    }

    private MBusDevice accept(MBusDevice sent, GuardedReading message) {
        Belief<Identity> holder = holders.computeIfAbsent(sent.channel(), channel -> Belief.inTheFirst());
        Identity seen = new Identity(sent.medium(), sent.id());
        Device last = ofChannel(sent.channel());
        if (last == null || last.isAbsent(message.nanos) && !seen.isSame(holder.believed())) {
            holder.forget();
        }
        // Without a number it may be the one that is doubted.
        boolean isBelieved = !(seen.number == null && holder.isDoubting()) && holder.accept(seen, message.nanos).isBelieved();
        Identity believed = Objects.requireNonNull(holder.believed());
        if (!isBelieved) {
            message.withheldChannels.put(sent.channel(), Reason.CONTRADICTS_PAST);
            return Objects.requireNonNull(last).sent;
        }
        MBusDevice named = sent.withId(believed.number);
        Device device = device(named, believed, message.nanos);
        device.presentNanos = message.nanos;
        device.sent = named;
        if (sent.reading() != null) {
            device.accept(sent.reading(), message.sent.time(), message.nanos);
            if (device.doubt != null) {
                message.withheldChannels.put(sent.channel(), device.doubt);
            }
            if (device.doubt != null || device.isSilent(message.nanos)) {
                device.sent = named.withoutReading();
            } else {
                device.validNanos = message.nanos;
            }
        }
        return device.sent;
    }

    private @Nullable Device ofChannel(int channel) {
        Belief<Identity> holder = holders.get(channel);
        return holder == null ? null : find(channel, holder.believed());
    }

    private @Nullable Device find(int channel, @Nullable Identity identity) {
        for (Device device : devices) {
            if (device.channel == channel && device.identity.isSame(identity)) {
                return device;
            }
        }
        return null;
    }

    /** Returns the device of a channel; one that had no number until now stays the same. */
    private Device device(MBusDevice named, Identity believed, long nanos) {
        Device known = find(named.channel(), believed);
        Device device = known == null ? find(named.channel(), new Identity(believed.medium, null)) : known;
        if (device == null) {
            device = new Device(named, believed, nanos);
            devices.add(device);
        }
        device.identity = believed;
        return device;
    }

    private List<NumberedDevice> numbered(long nanos) {
        Map<Medium, Integer> numbers = new EnumMap<>(Medium.class);
        List<NumberedDevice> numbered = new ArrayList<>();
        devices.stream().filter(device -> device.counter.believed() != null && device == ofChannel(device.channel))
                .sorted(Comparator.<Device, Boolean>comparing(device -> device.isSilent(nanos))
                        .thenComparing(device -> device.channel))
                .forEach(device -> {
                    int number = numbers.merge(device.sent.medium(), 1, Integer::sum);
                    if (number == 1 || !device.isSilent(nanos)) {
                        numbered.add(new NumberedDevice(number, device.sent, isExpected(device, nanos)));
                    }
                });
        numbered.sort(Comparator.comparing(NumberedDevice::number).thenComparing(meter -> meter.device().medium()));
        return List.copyOf(numbered);
    }

    /** Returns whether a counter was there so short a time ago that one telegram may lack or damage it. */
    private boolean isExpected(Device device, long nanos) {
        return device.validNanos != null && !device.isSilent(nanos)
                && nanos - device.validNanos <= Math.max(Belief.LASTING_NANOS, validFor.get().toNanos());
    }
}
