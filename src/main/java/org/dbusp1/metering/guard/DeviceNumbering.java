package org.dbusp1.metering.guard;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.NumberedDevice;
import org.jspecify.annotations.Nullable;

/**
 * Decides which M-Bus device is the gas meter, the water meter ...: the same device as before, while that device reports.
 * After an exchange the old device often stays in the messages with its last counter. Used by one thread.
 * <table> <caption>Numbers of the devices of a medium</caption>
 * <tr><th>device</th><th>number</th></tr>
 * <tr><td>the first of its medium; of several, the device that reported last</td><td>1</td></tr>
 * <tr><td>reports after the holder of a number is stale (3 h, or 26 h if it is read daily), or has left</td><td>the
 * holder's</td></tr>
 * <tr><td>reports, and so did the holders since the device appeared; or appeared with them, with their time</td><td>the
 * next</td></tr>
 * <tr><td>withheld counters only</td><td>stays</td></tr>
 * <tr><td>in no message for 3 h, or its channel is another device's</td><td>none</td></tr>
 * </table>
 */
public final class DeviceNumbering {
    /** A meter has four channels. */
    private static final int CHANNELS = 4;
    /** Several times the channels of a meter: a line with random numbers must not fill the memory. */
    private static final int MOST_DEVICES = 32;
    /** Time in no message after which a device has left: some meters send the devices once an hour. */
    private static final long LEFT_NANOS = Duration.ofHours(3).toNanos();
    /** Number, channel, type and the device's own number: {@code 1/2/3/G0001}. */
    private static final Pattern REMEMBERED = Pattern.compile("([1-4])/([1-9]\\d*)/(\\d*)/([^/]*)");

    /** Remembers the numbers over restarts. @param cable identity of the cable */
    public record Memory(StateStore store, String cable) {
        static final Memory NONE = new Memory(StateStore.NONE, "");
    }

    private static final class Device {
        /** As in the last message; without its counter while the counter is stale or withheld, and while the message lacks the device. */
        private MBusDevice sent;
        /** 0: none. */
        private int number;
        /** The counter in the last message that held the counter; null before the first. */
        private @Nullable CounterReading reading;
        /** Number of the first message with a report, a counter that was read anew. */
        private long firstReport;
        private long lastReport;
        /** Number of the last message with its counter, also a withheld one. */
        private long lastHeard;
        /** Monotonic time of the last message with the device. */
        private long presentNanos;

        Device(MBusDevice sent, int number) {
            this.sent = sent;
            this.number = number;
        }

        void accept(CounterReading now, long message) {
            // A counter without a time is a new report when its value changes.
            if (reading == null || !Objects.equals(now.time(), reading.time())
                    || now.time() == null && !now.value().equals(reading.value())) {
                firstReport = reading == null ? message : firstReport;
                lastReport = message;
            }
            reading = now;
        }

        /** Returns whether this is a further device beside one that reports: both report, or both appeared with the same time. */
        boolean isBeside(Device holder) {
            return reading != null && holder.reading != null && (lastReport > firstReport && holder.lastReport > firstReport
                    || firstReport == holder.firstReport && Objects.equals(reading.time(), holder.reading.time()));
        }

        long readAt() {
            return reading == null ? Long.MIN_VALUE : reading.epochSecond();
        }
    }

    private final Memory memory;
    /** By identity, the first seen first. */
    private final Map<String, Device> devices = new LinkedHashMap<>();
    /** Number of messages so far that changed the devices, or arrived while a device with a number was not heard. */
    private long message;
    /** The devices of the last message if each device with a number was heard; else null. */
    private @Nullable List<MBusDevice> before = List.of();
    private List<Device> present = List.of();
    private List<NumberedDevice> meters = List.of();
    /** Text of the numbers as last stored. */
    private String remembered;

    DeviceNumbering(Memory memory) {
        this.memory = memory;
        memory.store().recall(memory.cable(), DeviceNumbering::parse).ifPresent(devices::putAll);
        this.remembered = text();
    }

    /**
     * Accepts the devices of a message; returns the devices that have a number.
     *
     * @param published the devices of the message, without stale and withheld counters
     * @param withheld  channels of withheld counters
     * @param nanos     monotonic time
     */
    List<NumberedDevice> accept(List<MBusDevice> published, Set<Integer> withheld, long nanos) {
        if (message == 0) {
            // The time before a restart is not known.
            devices.values().forEach(device -> device.presentNanos = nanos);
        }
        if (published.equals(before)) {
            present.forEach(device -> device.presentNanos = nanos);
            return meters;
        }
        message++;
        devices.values().forEach(device -> device.sent = device.sent.withoutReading());
        present = published.stream().map(sent -> acceptPresent(sent, withheld.contains(sent.channel()), nanos)).distinct().toList();
        numbered().filter(holder -> holder.lastHeard < message).toList().forEach(holder -> giveOn(holder, nanos));
        present.stream().filter(device -> device.sent.reading() != null)
                .sorted(Comparator.comparingLong(Device::readAt).reversed().thenComparingInt(device -> device.sent.channel()))
                .forEach(this::add);
        devices.values().removeIf(device -> device.number == 0 && devices.size() > MOST_DEVICES);
        before = numbered().allMatch(device -> device.lastHeard == message) ? published : null;
        meters = numbered().map(device -> new NumberedDevice(device.number, device.sent)).toList();
        String now = text();
        if (!now.equals(remembered)) {
            remembered = now;
            memory.store().remember(memory.cable(), now);
        }
        return meters;
    }

    private Device acceptPresent(MBusDevice sent, boolean isWithheld, long nanos) {
        Device device = devices.computeIfAbsent(identity(sent), key -> new Device(sent, 0));
        device.sent = sent;
        device.presentNanos = nanos;
        if (sent.reading() != null) {
            device.accept(sent.reading(), message);
        }
        device.lastHeard = sent.reading() != null || isWithheld ? message : device.lastHeard;
        return device;
    }

    /** Gives the number of a device that is not heard to one that reported since, which may have had a higher number. */
    private void giveOn(Device holder, long nanos) {
        boolean hasLeft = !present.contains(holder) && (nanos - holder.presentNanos > LEFT_NANOS
                || present.stream().anyMatch(device -> device.sent.channel() == holder.sent.channel()));
        Device successor = present.stream().filter(device -> device.sent.medium() == holder.sent.medium() && device.sent.reading() != null)
                .filter(device -> device.number == 0 || device.number > holder.number)
                .filter(device -> hasLeft || device.lastReport > holder.lastHeard)
                .max(Comparator.<Device>comparingLong(device -> device.lastReport).thenComparingLong(Device::readAt)).orElse(null);
        if (successor != null) {
            successor.number = holder.number;
        }
        holder.number = successor != null || hasLeft ? 0 : holder.number;
    }

    /** Gives a number to a device without a number if the device is the first of its medium, or proved to be a further device. */
    private void add(Device device) {
        List<Device> holders = numbered().filter(holder -> holder.sent.medium() == device.sent.medium()).toList();
        if (device.number == 0 && holders.stream().allMatch(holder -> holder.lastHeard == message && device.isBeside(holder))) {
            device.number = IntStream.rangeClosed(1, CHANNELS)
                    .filter(number -> holders.stream().noneMatch(holder -> holder.number == number)).findFirst().orElse(0);
        }
    }

    /** Returns the devices with a number, ordered by number, then by medium. */
    private Stream<Device> numbered() {
        return devices.values().stream().filter(device -> device.number > 0)
                .sorted(Comparator.<Device>comparingInt(device -> device.number).thenComparing(device -> device.sent.medium()));
    }

    /** Another device may get a channel later. */
    private static String identity(MBusDevice device) {
        return device.channel() + " " + device.medium() + " " + (device.id() == null ? "" : device.id());
    }

    private String text() {
        return numbered().map(device -> String.join("/", Integer.toString(device.number), Integer.toString(device.sent.channel()),
                device.sent.type() != null ? Integer.toString(device.sent.type()) : "",
                device.sent.id() == null ? "" : URLEncoder.encode(device.sent.id(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, Device> parse(String text) {
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
            devices.put(identity(sent), new Device(sent, number));
        }
        return devices;
    }
}
