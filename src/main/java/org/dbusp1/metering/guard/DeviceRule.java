package org.dbusp1.metering.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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
 * hours, and numbers the devices of each medium by their channels: number 1 is "the gas meter". Which device a channel has, and its
 * counter, are believed; another device begins with another counter. A device has no number
 * <ul>
 * <li>before a counter of it is believed;
 * <li>when its counter is 26 hours old, if a device of its medium still reports;
 * <li>when another device has its channel, or the messages have lacked it for 26 hours.
 * </ul>
 * The electricity meter repeats a counter until the device reports again, and after an exchange the old device often stays in the
 * messages with its last counter.
 */
final class DeviceRule implements Rule.ValueRule {
    private static final long GONE_NANOS = NumberedDevice.GONE.toNanos();
    /** Of the counters of devices, which have different decimals. */
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    /** The longest counter of EN 13757-3 in use has nine digits before the point. */
    private static final BigDecimal VALUE_LIMIT = BigDecimal.TEN.pow(9);
    /** Units that are a thousandth of m3, kWh or MJ. */
    private static final Set<String> THOUSANDTHS = Set.of("dm3", "l", "wh", "kj");

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

    private static final class Channel {
        private final Belief<Identity> holder = Belief.inTheFirst();
        private final Belief<Counter> counter = Belief.inTheFirst();
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

        Channel(MBusDevice sent, long nanos) {
            this.sent = sent;
            this.reportedNanos = nanos;
            this.presentNanos = nanos;
        }

        /** @return why nothing of its counter is published; null if it is, or is too old, or absent */
        @Nullable Reason accept(MBusDevice next, @Nullable Stamp clock, long nanos) {
            Identity seen = new Identity(next.medium(), next.id());
            Identity before = holder.believed();
            // Without a number it may be the one that is doubted.
            if (seen.number == null && holder.isDoubting() || !holder.accept(seen, nanos).isBelieved()) {
                return Reason.CONTRADICTS_PAST;
            }
            if (before != null && !seen.mayFollow(before)) {
                counter.forget();
                report = null;
                doubt = null;
                reportedNanos = nanos;
                validNanos = null;
            }
            presentNanos = nanos;
            sent = next.withId(Objects.requireNonNull(holder.believed()).number);
            if (next.reading() == null) {
                return null;
            }
            count(next.reading(), clock, nanos);
            if (doubt != null || isSilent(nanos)) {
                sent = sent.withoutReading();
            } else {
                validNanos = nanos;
            }
            return doubt;
        }

        /** Accepts the counter of a message, which is a new report if its time is another one; without a time if its value is. */
        private void count(CounterReading reading, @Nullable Stamp clock, long nanos) {
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

        boolean isOf(MBusDevice device) {
            Identity believed = holder.believed();
            return believed != null && believed.medium == device.medium() && Objects.equals(believed.number, device.id());
        }

        /** Returns whether a counter was there so short a time ago that one telegram may lack or damage it. */
        boolean isExpected(long nanos, Duration validFor) {
            return validNanos != null && !isSilent(nanos)
                    && nanos - validNanos <= Math.max(Belief.LASTING_NANOS, validFor.toNanos());
        }
    }

    private final Supplier<Duration> validFor;
    private final Map<Integer, Channel> channels = new TreeMap<>();

    DeviceRule(Supplier<Duration> validFor) {
        this.validFor = validFor;
    }

    @Override
    public GuardedReading check(GuardedReading message) {
        if (message.devices().isEmpty() && channels.isEmpty()) {
            return message;
        }
        channels.values().forEach(channel -> channel.sent = channel.sent.withoutReading());
        List<MBusDevice> shown = new ArrayList<>();
        Map<Integer, Reason> doubted = new TreeMap<>();
        for (MBusDevice device : message.devices()) {
            Channel last = channels.get(device.channel());
            Channel channel = last == null || last.isAbsent(message.nanos()) && !last.isOf(device)
                    ? new Channel(device, message.nanos()) : last;
            channels.put(device.channel(), channel);
            Reason doubt = channel.accept(device, message.sent().time(), message.nanos());
            if (doubt != null) {
                doubted.put(device.channel(), doubt);
            }
            shown.add(channel.sent);
        }
        channels.values().removeIf(channel -> channel.isAbsent(message.nanos()));
        return message.withDevices(List.copyOf(shown), numbered(message.nanos()), doubted);
    }

    private List<NumberedDevice> numbered(long nanos) {
        Map<Medium, Integer> numbers = new EnumMap<>(Medium.class);
        List<NumberedDevice> numbered = new ArrayList<>();
        // Those that report come first; the sort keeps the order of the channels.
        channels.values().stream().filter(channel -> channel.counter.believed() != null)
                .sorted(Comparator.comparing(channel -> channel.isSilent(nanos)))
                .forEach(channel -> {
                    int number = numbers.merge(channel.sent.medium(), 1, Integer::sum);
                    if (number == 1 || !channel.isSilent(nanos)) {
                        numbered.add(new NumberedDevice(number, channel.sent, channel.isExpected(nanos, validFor.get())));
                    }
                });
        numbered.sort(Comparator.comparing(NumberedDevice::number).thenComparing(meter -> meter.device().medium()));
        return List.copyOf(numbered);
    }
}
