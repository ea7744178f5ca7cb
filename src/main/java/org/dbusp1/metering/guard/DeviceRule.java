package org.dbusp1.metering.guard;

import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.guard.ContinuityRule.Count;
import org.jspecify.annotations.Nullable;

/**
 * Withholds counters of gas, water and heat meters that cannot follow those before, leaves out those that were not reported anew for 26
 * hours, and numbers the devices of each medium: number 1 is "the gas meter". The electricity meter repeats a counter until the device
 * reports again, and after an exchange the old device often stays in the messages with its last counter.
 * <pre>
 * device                                                              its number
 * the first of its medium; of several, the one that reported last     1
 * reported, and so did all with a number, since it appeared           the next
 * reported three times, and no device with a number did               that of such a device
 * present while one is gone: silent for 26 h, or the channel is another device's, of whatever medium   the number of that one
 * </pre>
 */
final class DeviceRule implements Rule {
    /** Some devices are read once a day; nobody draws hot water at night. */
    private static final long GONE_NANOS = Duration.ofHours(26).toNanos();
    /** Of the counters of devices, which have different decimals. */
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    /** One report may cover the hour before. */
    private static final double AT_ONCE = 1_000;
    /** The longest counter of EN 13757-3 in use has nine digits before the point. */
    private static final BigDecimal VALUE_LIMIT = BigDecimal.TEN.pow(9);
    /** Units that are a thousandth of m3, kWh or MJ. */
    private static final Set<String> THOUSANDTHS = Set.of("dm3", "l", "wh", "kj");
    /** A line with random numbers must not fill the memory. */
    private static final int MOST_DEVICES = 32;
    private static final int CHANNELS = 4;
    private static final int REPORTS_ALONE = 3;
    /** Number, channel, type and the device's own number: {@code 1/2/3/G0001}. */
    private static final Pattern REMEMBERED = Pattern.compile("([1-4])/([1-9]\\d*)/(\\d*)/([^/]*)");

    private static final class Device {
        private final Belief<Count> counter = Belief.inTheFirst();
        /** As in the last message; without its counter where that is withheld or too old, and while the message lacks the device. */
        private MBusDevice sent;
        /** 0: none. */
        private int number;
        /** The last report, also one that is withheld; null before the first. */
        private @Nullable CounterReading report;
        /** Why the last report is withheld; null if it is not. */
        private @Nullable Reason doubt;
        private long reportedNanos;
        /** Reports since the last one of a device of its medium with a number. */
        private int reportsAlone;
        private long presentNanos;
        /** When the device appeared, or lost its number. */
        private long numberlessNanos;

        Device(MBusDevice sent, int number, long nanos) {
            this.sent = sent;
            this.number = number;
            this.reportedNanos = nanos;
            this.presentNanos = nanos;
            this.numberlessNanos = nanos;
        }

        /** Accepts the counter of a message. @return whether it is a new report; without a time only another value is */
        boolean accept(CounterReading now, @Nullable Stamp clock, long nanos) {
            if (now.equals(report)) {
                return false;
            }
            Stamp time = now.time();
            // The first may be old: the device may have been silent for days.
            long age = report != null || time == null || clock == null ? 0 : clock.epochSecond() - time.epochSecond();
            reportedNanos = nanos - Math.min(Math.max(0, age) * 1_000_000_000L, GONE_NANOS + 1);
            reportsAlone += report == null ? 0 : 1;
            report = now;
            if (now.value().signum() < 0 || now.value().compareTo(VALUE_LIMIT) >= 0) {
                doubt = Reason.OUT_OF_RANGE;
            } else {
                BigDecimal value = THOUSANDTHS.contains(now.unit().toLowerCase(Locale.ROOT)) ? now.value().movePointLeft(3) : now.value();
                double seconds = time == null ? nanos / 1e9 : time.epochSecond();
                Count count = new Count(value.movePointRight(DECIMALS).longValue(), ONE, AT_ONCE, seconds);
                // A device whose clock stands would be doubted for good by its own time.
                doubt = counter.accept(count, nanos).isBelieved() ? null : Reason.CONTRADICTS_PAST;
            }
            return true;
        }

        boolean isSilent(long nanos) {
            return nanos - reportedNanos > GONE_NANOS;
        }

        boolean hasReportedSince(long moment) {
            return report != null && reportedNanos > moment;
        }

        long reportSecond() {
            return report == null ? 0 : report.epochSecond();
        }
    }

    private final StateStore store;
    /** By channel, medium and own number. */
    private final Map<String, Device> devices = new LinkedHashMap<>();
    /** Null before the meter's first message with a key: until then no device gets a number. */
    private @Nullable MeterKey key;
    /** The devices with a number as last stored. */
    private List<Device> remembered = List.of();

    DeviceRule(StateStore store) {
        this.store = store;
    }

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        MeterKey known = key(now);
        if (now.devices.isEmpty() && devices.isEmpty()) {
            return null;
        }
        devices.values().forEach(device -> device.sent = device.sent.withoutReading());
        List<Device> present = new ArrayList<>();
        now.devices.forEach(sent -> present.add(accept(sent, now)));
        numbered().forEach(holder -> giveOn(holder, present, now.nanos));
        present.stream().filter(device -> known != null && device.number == 0 && device.sent.reading() != null)
                .sorted(Comparator.comparingLong(Device::reportSecond).reversed().thenComparingInt(device -> device.sent.channel()))
                .forEach(this::number);
        devices.values().removeIf(device -> now.nanos - device.presentNanos > GONE_NANOS
                || device.number == 0 && devices.size() > MOST_DEVICES);
        now.devices = present.stream().map(device -> device.sent).toList();
        List<Device> numbered = numbered();
        now.numberedDevices = numbered.stream().map(device -> new NumberedDevice(device.number, device.sent)).toList();
        if (known != null && !numbered.equals(remembered)) {
            remembered = numbered;
            store.remember(known.text(), text(numbered));
        }
        return null;
    }

    /** Returns the meter's key, and begins with what is remembered of it at the first message that has one; null before. */
    private @Nullable MeterKey key(GuardedReading now) {
        if (now.key != null && !now.key.equals(key)) {
            key = now.key;
            devices.clear();
            store.recall(now.key.text(), fact -> parse(fact, now.nanos)).ifPresent(devices::putAll);
            remembered = numbered();
        }
        return key;
    }

    private Device accept(MBusDevice sent, GuardedReading now) {
        Device device = devices.computeIfAbsent(identity(sent), first -> new Device(sent, 0, now.nanos));
        device.presentNanos = now.nanos;
        if (sent.reading() == null) {
            device.sent = sent;
            return device;
        }
        if (device.accept(sent.reading(), now.sent.time(), now.nanos) && device.number > 0) {
            devices.values().stream().filter(other -> other.sent.medium() == sent.medium()).forEach(other -> other.reportsAlone = 0);
        }
        if (device.doubt != null) {
            now.withheldChannels.put(sent.channel(), device.doubt);
        }
        device.sent = device.doubt != null || device.isSilent(now.nanos) ? sent.withoutReading() : sent;
        return device;
    }

    /** Gives the number of a device that is gone, or silent while another one reports, to that one. */
    private static void giveOn(Device holder, List<Device> present, long nanos) {
        boolean isDisplaced = !present.contains(holder)
                && present.stream().anyMatch(device -> device.sent.channel() == holder.sent.channel());
        boolean isGone = isDisplaced || holder.isSilent(nanos);
        Device successor = present.stream()
                .filter(device -> device.sent.medium() == holder.sent.medium() && device.sent.reading() != null)
                .filter(device -> isGone ? device.number == 0 || device.number > holder.number
                        : device.number == 0 && device.reportsAlone >= REPORTS_ALONE)
                .max(Comparator.<Device>comparingLong(device -> device.reportedNanos).thenComparingLong(Device::reportSecond)).orElse(null);
        if (successor != null) {
            successor.number = holder.number;
        }
        if (successor != null || isDisplaced) {
            holder.number = 0;
            holder.numberlessNanos = nanos;
        }
    }

    /** Gives a device the first number of its medium, or the next one if it reports beside those with a number. */
    private void number(Device device) {
        List<Device> holders = numbered().stream().filter(holder -> holder.sent.medium() == device.sent.medium()).toList();
        long since = device.numberlessNanos;
        if (holders.isEmpty() || device.hasReportedSince(since) && holders.stream().allMatch(holder -> holder.hasReportedSince(since))) {
            device.number = IntStream.rangeClosed(1, CHANNELS)
                    .filter(number -> holders.stream().noneMatch(holder -> holder.number == number)).findFirst().orElse(0);
        }
    }

    /** Returns the devices with a number, ordered by number, then by medium. */
    private List<Device> numbered() {
        return devices.values().stream().filter(device -> device.number > 0)
                .sorted(Comparator.<Device>comparingInt(device -> device.number).thenComparing(device -> device.sent.medium())).toList();
    }

    private static String identity(MBusDevice device) {
        return device.channel() + " " + device.medium() + " " + (device.id() == null ? "" : device.id());
    }

    private static String text(List<Device> numbered) {
        return numbered.stream().map(device -> String.join("/", Integer.toString(device.number), Integer.toString(device.sent.channel()),
                device.sent.type() == null ? "" : device.sent.type().toString(),
                device.sent.id() == null ? "" : URLEncoder.encode(device.sent.id(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, Device> parse(String text, long nanos) {
        Map<String, Device> devices = new LinkedHashMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            Matcher words = REMEMBERED.matcher(part);
            if (!words.matches()) {
                throw new IllegalArgumentException(text);
            }
            int number = Integer.parseInt(words.group(1));
            String id = URLDecoder.decode(words.group(4), StandardCharsets.UTF_8);
            MBusDevice sent = new MBusDevice(Integer.parseInt(words.group(2)), words.group(3).isEmpty() ? null
                    : Integer.valueOf(words.group(3)), id.isEmpty() ? null : id, null, null);
            if (devices.values().stream().anyMatch(device -> device.number == number && device.sent.medium() == sent.medium())) {
                throw new IllegalArgumentException(text);
            }
            devices.put(identity(sent), new Device(sent, number, nanos));
        }
        return devices;
    }
}
