package org.dbusp1.guard;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.NumberedDevice;
import org.dbusp1.state.StateStore;
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
    /** Most devices whose reports are remembered: several times the channels of a meter. */
    private static final int MOST_SEEN = 32;
    /** Time in no message after which a device has left: some meters send the devices once an hour. */
    private static final long LEFT_NANOS = Duration.ofHours(3).toNanos();

    /** Remembers the numbers over restarts. @param cable identity of the cable */
    public record Memory(StateStore store, String cable) {
        static final Memory NONE = new Memory(StateStore.NONE, "");
    }

    /** A number of a medium, and the device that has the number. */
    private static final class Slot {
        private final int number;
        /** The device; without its counter while the counter is stale or withheld. */
        private MBusDevice holder;
        /** Number of the message since which the holder does not report; 0 while the holder reports. */
        private long lostSince;
        /** Monotonic time of the last message with the holder; null until the first message after a restart. */
        private @Nullable Long presentNanos;
        /** Whether another device has the holder's channel. */
        private boolean displaced;

        private Slot(int number, MBusDevice holder, @Nullable Long nanos) {
            this.number = number;
            this.holder = holder;
            this.presentNanos = nanos;
        }

        private boolean hasLeft(long nanos) {
            return lostSince > 0 && (displaced || presentNanos != null && nanos - presentNanos > LEFT_NANOS);
        }
    }

    /** Numbers of the messages with a report of a device. */
    private static final class Reports {
        private final long first;
        private long last;
        /** The counter in the last message that held the counter. */
        private CounterReading reading;

        private Reports(long message, CounterReading reading) {
            this.first = message;
            this.last = message;
            this.reading = reading;
        }

        private void accept(long message, CounterReading now) {
            // A counter without a time is a new report when its value changes.
            if (!Objects.equals(now.time(), reading.time()) || now.time() == null && !now.value().equals(reading.value())) {
                last = message;
            }
            reading = now;
        }
    }

    private final Memory memory;
    /** Ordered by number, then by medium. */
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Reports> reports = new LinkedHashMap<>();
    /** Number of messages so far that changed the devices, or arrived while a holder did not report. */
    private long messageNumber;
    /** Devices of the previous message. */
    private List<MBusDevice> before = List.of();
    /** Result for {@link #before}. */
    private List<NumberedDevice> meters = List.of();
    /** Text of the slots as last stored. */
    private String remembered;

    DeviceNumbering(Memory memory) {
        this.memory = memory;
        memory.store().recall(memory.cable(), DeviceNumbering::parse).ifPresent(slots::addAll);
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
        if (published.equals(before) && slots.stream().allMatch(slot -> slot.lostSince == 0)) {
            slots.forEach(slot -> slot.presentNanos = nanos);
            return meters;
        }
        before = published;
        messageNumber++;
        List<MBusDevice> reporting = published.stream().filter(device -> device.reading() != null).toList();
        for (MBusDevice device : reporting) {
            CounterReading reading = reading(device);
            reports.computeIfAbsent(identity(device), key -> new Reports(messageNumber, reading)).accept(messageNumber, reading);
        }
        slots.forEach(slot -> update(slot, published, withheld, nanos));
        for (Slot slot : List.copyOf(slots)) {
            if (slot.lostSince > 0 && slots.contains(slot)) {
                replaceHolder(slot, reporting, nanos);
            }
        }
        slots.removeIf(slot -> slot.hasLeft(nanos));
        reporting.stream().sorted(Comparator.comparingLong(DeviceNumbering::epochSecond).reversed().thenComparingInt(MBusDevice::channel))
                .forEach(device -> add(device, nanos));
        slots.sort(Comparator.<Slot>comparingInt(slot -> slot.number).thenComparing(slot -> slot.holder.medium()));
        // The oldest is removed first: a line with random numbers must not fill the memory.
        while (reports.size() > MOST_SEEN) {
            reports.remove(reports.keySet().iterator().next());
        }
        remember();
        meters = slots.stream().map(slot -> new NumberedDevice(slot.number, slot.holder)).toList();
        return meters;
    }

    private void update(Slot slot, List<MBusDevice> published, Set<Integer> withheld, long nanos) {
        Optional<MBusDevice> present = published.stream().filter(device -> isSame(device, slot.holder)).findFirst();
        slot.holder = present.orElseGet(slot.holder::withoutReading);
        slot.presentNanos = present.isPresent() || slot.presentNanos == null ? (Long) nanos : slot.presentNanos;
        slot.displaced = present.isEmpty() && published.stream().anyMatch(device -> device.channel() == slot.holder.channel());
        boolean isLost = slot.holder.reading() == null && !(present.isPresent() && withheld.contains(slot.holder.channel()));
        if (!isLost) {
            slot.lostSince = 0;
        } else if (slot.lostSince == 0) {
            slot.lostSince = messageNumber;
        }
    }

    /** Gives the number of a device that no longer reports to a device that reports, which may have had a higher number. */
    private void replaceHolder(Slot slot, List<MBusDevice> reporting, long nanos) {
        reporting.stream().filter(device -> device.medium() == slot.holder.medium())
                .filter(device -> ofMedium(device.medium()).noneMatch(other -> other.number < slot.number && isSame(device, other.holder)))
                .filter(device -> slot.hasLeft(nanos) || reportsOf(device).last >= slot.lostSince)
                .max(Comparator.<MBusDevice>comparingLong(device -> reportsOf(device).last).thenComparingLong(DeviceNumbering::epochSecond))
                .ifPresent(device -> {
                    slots.removeIf(other -> isSame(device, other.holder));
                    slot.holder = device;
                    slot.presentNanos = nanos;
                    slot.lostSince = 0;
                    slot.displaced = false;
                });
    }

    /** Gives a number to a device without a number if the device is the first of its medium, or proved to be a further device. */
    private void add(MBusDevice device, long nanos) {
        List<Slot> ofMedium = ofMedium(device.medium()).toList();
        Reports own = reportsOf(device);
        boolean isFurther = ofMedium.stream().noneMatch(slot -> isSame(device, slot.holder)) && ofMedium.stream().allMatch(slot -> {
            Reports holders = slot.lostSince > 0 ? null : reports.get(identity(slot.holder));
            return holders != null && (own.last > own.first && holders.last > own.first
                    || own.first == holders.first && Objects.equals(own.reading.time(), holders.reading.time()));
        });
        if (isFurther && ofMedium.size() < CHANNELS) {
            int number = 1;
            while (isUsed(ofMedium, number)) {
                number++;
            }
            slots.add(new Slot(number, device, nanos));
        }
    }

    private static boolean isUsed(List<Slot> ofMedium, int number) {
        return ofMedium.stream().anyMatch(slot -> slot.number == number);
    }

    private Stream<Slot> ofMedium(Medium medium) {
        return slots.stream().filter(slot -> slot.holder.medium() == medium);
    }

    private Reports reportsOf(MBusDevice device) {
        return reports.computeIfAbsent(identity(device), key -> new Reports(messageNumber, reading(device)));
    }

    private static long epochSecond(MBusDevice device) {
        return reading(device).epochSecond();
    }

    private static CounterReading reading(MBusDevice reporting) {
        return Objects.requireNonNull(reporting.reading());
    }

    /** Compares channel, medium and the device's own id, since another device may get a channel later. */
    private static boolean isSame(MBusDevice device, MBusDevice other) {
        return identity(device).equals(identity(other));
    }

    private static String identity(MBusDevice device) {
        return device.channel() + " " + device.medium() + " " + (device.id() == null ? "" : device.id());
    }

    private void remember() {
        String now = text();
        if (!now.equals(remembered)) {
            remembered = now;
            memory.store().remember(memory.cable(), now);
        }
    }

    private String text() {
        return slots.stream().map(slot -> String.join("/", Integer.toString(slot.number), Integer.toString(slot.holder.channel()),
                slot.holder.type() != null ? Integer.toString(slot.holder.type()) : "",
                slot.holder.id() == null ? "" : URLEncoder.encode(slot.holder.id(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" "));
    }

    /** Parses {@code 1/2/3/G0001 1/1/7/W0001}: number, channel, type and the device's own number. */
    private static List<Slot> parse(String text) {
        List<Slot> slots = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            String[] words = part.split("/", -1);
            if (words.length != 4) {
                throw new IllegalArgumentException(text);
            }
            String id = URLDecoder.decode(words[3], StandardCharsets.UTF_8);
            MBusDevice device = new MBusDevice(Integer.parseInt(words[1]),
                    words[2].isEmpty() ? null : Integer.parseInt(words[2]),
                    id.isEmpty() ? null : id, null, null);
            int number = Integer.parseInt(words[0]);
            boolean isUsed = slots.stream().anyMatch(slot -> slot.number == number && slot.holder.medium() == device.medium());
            if (number < 1 || number > CHANNELS || device.channel() < 1 || isUsed) {
                throw new IllegalArgumentException(text);
            }
            slots.add(new Slot(number, device, null));
        }
        return slots;
    }
}
