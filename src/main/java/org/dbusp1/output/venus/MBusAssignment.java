package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Medium;

/**
 * Assigns M-Bus devices to places: one place for each medium, so that a new gas meter takes the place of the
 * old one, whatever its channel. After an exchange the old device often stays in the telegram with its last reading; of
 * several devices the one with the newest reading has the place. A device that goes on counting beside it is a second
 * meter and gets another place.
 */
final class MBusAssignment {
    /** A place, for as long as the driver runs. */
    static final class Slot {
        private final Medium medium;
        private final String name;
        /** The device that has the place, as {@link #identity} names it. */
        private String holder = "";
        /** The time of the holder's last reading. */
        private long stamp;
        private Optional<MBusDevice> shown = Optional.empty();

        private Slot(Medium medium, int number) {
            this.medium = medium;
            this.name = medium.name().toLowerCase(Locale.ROOT) + (number > 1 ? "_" + number : "");
        }

        /** Returns the name, such as gas or water_2: a part of names on the bus and in the settings. */
        String name() {
            return name;
        }

        /** Returns the device, another one only when its time or unit changes; empty while it has no valid reading. */
        Optional<MBusDevice> shown() {
            return shown;
        }

        private void take(MBusDevice device) {
            boolean same = identity(device).equals(holder)
                    && shown.isPresent() && stamp(shown.get()) == stamp(device)
                    && unit(shown.get()).equals(unit(device));
            holder = identity(device);
            stamp = stamp(device);
            shown = same ? shown : Optional.of(device);
        }
    }

    /** Devices whose first reading is known: more than a meter has channels, several times over. */
    private static final int MOST_KNOWN = 32;
    /** A meter has four channels. */
    private static final int MOST_PLACES = 4;

    private final List<Slot> slots = new ArrayList<>();
    /** The time of each device's first reading, or of its last one before it lost its place. */
    private final Map<String, Long> firstStamps = new LinkedHashMap<>();

    /** Takes the devices of a telegram. */
    void accept(List<MBusDevice> devices) {
        List<MBusDevice> free = new ArrayList<>(devices.stream()
                .filter(device -> device.reading().isPresent() && hasPlace(device.medium()))
                .sorted(Comparator.comparingLong(MBusAssignment::stamp).reversed().thenComparingInt(MBusDevice::channel))
                .toList());
        for (Slot slot : slots) {
            Optional<MBusDevice> holder = free.stream()
                    .filter(device -> identity(device).equals(slot.holder)).findFirst();
            slot.shown = slot.shown.filter(any -> holder.isPresent());
            holder.ifPresent(slot::take);
            holder.ifPresent(free::remove);
        }
        for (MBusDevice device : free) {
            place(device);
            firstStamps.putIfAbsent(identity(device), stamp(device));
        }
        // The oldest first: a line that makes numbers up must not fill the memory.
        while (firstStamps.size() > MOST_KNOWN) {
            firstStamps.remove(firstStamps.keySet().iterator().next());
        }
    }

    List<Slot> slots() {
        return slots;
    }

    private static boolean hasPlace(Medium medium) {
        return switch (medium) {
            case GAS, WATER, HOT_WATER, HEAT, COOLING -> true;
            case ELECTRICITY, OTHER -> false;
        };
    }

    private void place(MBusDevice device) {
        Optional<Long> first = Optional.ofNullable(firstStamps.get(identity(device)));
        List<Slot> places = slots.stream().filter(slot -> slot.medium == device.medium()).toList();
        Optional<Slot> heir = places.stream()
                .filter(slot -> slot.shown.isEmpty()
                        || first.isEmpty() && stamp(slot.shown.get()) < stamp(device))
                .findFirst();
        boolean counts = first.filter(stamp -> stamp < stamp(device)).isPresent();
        if (heir.isPresent()) {
            // The old device's counting while it had the place is no sign of a second meter.
            firstStamps.put(heir.get().holder, heir.get().stamp);
            heir.get().take(device);
        } else if (places.isEmpty() || counts && places.size() < MOST_PLACES) {
            Slot slot = new Slot(device.medium(), places.size() + 1);
            slots.add(slot);
            slot.take(device);
        }
    }

    /** Names one device: the same channel may later belong to another device, also to one of another medium. */
    private static String identity(MBusDevice device) {
        return device.channel() + " " + device.medium() + " " + device.id().orElse("");
    }

    private static String unit(MBusDevice device) {
        return device.reading().orElseThrow().unit();
    }

    private static long stamp(MBusDevice device) {
        return device.reading().orElseThrow().time().epochSecond();
    }
}
