package org.dbusp1.output.venus;

import static org.dbusp1.output.venus.Item.Format.COUNTER;
import static org.dbusp1.output.venus.Item.Format.CUBIC_METER;
import static org.dbusp1.output.venus.Item.Format.INTEGER;
import static org.dbusp1.output.venus.Item.Format.TEXT;
import static org.dbusp1.output.venus.PathDefinition.always;
import static org.dbusp1.output.venus.PathDefinition.fixed;
import static org.dbusp1.output.venus.PathDefinition.integer;
import static org.dbusp1.output.venus.PathDefinition.measured;
import static org.dbusp1.output.venus.PathDefinition.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.DeviceSettings.RuntimeSettings;
import org.jspecify.annotations.Nullable;

/**
 * The services of gas, water and heat meters: for each that counts a volume a pulse meter, as in gui-v2, PagePulseCounter.qml,
 * and if configured the old gasmeter for each.
 */
final class MBusServices {
    private static final BigDecimal CUBIC_METERS_PER_LITRE = new BigDecimal("0.001");

    private static final List<PathDefinition<MBusView>> BOTH = List.of(
            text("/Mgmt/ProcessName", view -> "dbus-p1"),
            text("/Mgmt/ProcessVersion", view -> view.settings().version()),
            always("/Mgmt/Connection", TEXT, (view, item) ->
                    item.set(view.settings().connection() + " M-Bus " + view.device().channel())),
            integer("/DeviceInstance", view -> view.registration().instance()),
            GridPaths.hex("/ProductId", GridPaths.NO_PRODUCT_ID),
            text("/ProductName", MBusView::title),
            GridPaths.<MBusView>customName(MBusView::registration),
            always("/FirmwareVersion", TEXT, (view, item) -> item.clear()),
            always("/HardwareVersion", TEXT, (view, item) -> item.clear()),
            always("/Serial", TEXT, (view, item) -> item.set(PathDefinition.notBlank(view.device().id()))),
            integer("/Connected", view -> 1));

    static final List<PathDefinition<MBusView>> PULSEMETER = withBoth(List.of(
            measured("/Aggregate", CUBIC_METER, (view, item) ->
                    view.counter().cubicMeters().ifPresentOrElse(item::set, item::clear)),
            // As in dbus-digitalinputs, dbus_digitalinputs.py: /Aggregate is /Count times the multiplier. gui-v2,
            // PagePulseCounterSetup.qml, has a row for each of the three, which are read-only here: the meter counts.
            measured("/Count", INTEGER, (view, item) -> view.counter().cubicMeters().map(volume ->
                    volume.movePointRight(3).setScale(0, RoundingMode.DOWN)).ifPresentOrElse(item::set, item::clear)),
            integer("/Settings/InvertTranslation", view -> 0),
            fixed("/Settings/Multiplier", COUNTER, (view, item) -> item.set(CUBIC_METERS_PER_LITRE)),
            measured("/P1/ReadAt", TEXT, MBusServices::readAt)));

    static final List<PathDefinition<MBusView>> GASMETER = withBoth(List.of(
            measured("/Meter", COUNTER, (view, item) -> item.set(view.counter().value())),
            measured("/Unit", TEXT, (view, item) -> item.set(view.counter().unit())),
            text("/Type", MBusView::medium),
            measured("/LastUpdate", TEXT, MBusServices::readAt)));

    private static void readAt(MBusView view, Item item) {
        view.counter().readAt().map(Stamp::toString).ifPresentOrElse(item::set, item::clear);
    }

    private final VenusSettings settings;
    private final Bus bus;
    private final Device.Group group;
    private final MBusAssignment slots = new MBusAssignment();
    /** The devices that were ever shown, by their name in the settings. */
    private final Map<String, Device<MBusDevice, MBusView>> services = new LinkedHashMap<>();

    MBusServices(VenusSettings settings, Bus bus, Device.Group group) {
        this.settings = settings;
        this.bus = bus;
        this.group = group;
    }

    /** Publishes the devices of the snapshot; the services of the others leave. */
    void publish(Snapshot snapshot) {
        slots.accept(snapshot.devices());
        for (MBusAssignment.Slot slot : slots.slots()) {
            // Of all devices of the slot: the next one may count in a unit of another kind.
            String suffix = settings.suffix() + "_" + slot.name();
            MBusDevice shown = slot.shown();
            publish(shown != null && isVolume(shown) ? shown : null, "p1_" + snapshot.key() + "_" + slot.name(), suffix, "pulsemeter",
                    PULSEMETER);
            if (settings.gasmeter()) {
                publish(shown, "p1_" + snapshot.key() + "_gasmeter_" + slot.name(), suffix, "gasmeter", GASMETER);
            }
        }
    }

    private void publish(@Nullable MBusDevice shown, String id, String suffix, String kind, List<PathDefinition<MBusView>> rows) {
        if (shown != null) {
            services.computeIfAbsent(id, absent -> new Device<>(
                    new DeviceSettings(id, List.of(kind), null, RuntimeSettings.NONE, bus::settings),
                    registration -> "com.victronenergy." + kind + "." + suffix, registration -> rows,
                    (device, registration) -> new MBusView(device, device.reading().orElseThrow(), registration, settings), bus, group))
                    .publish(shown);
        } else if (services.containsKey(id)) {
            services.get(id).withdraw();
        }
    }

    private static boolean isVolume(MBusDevice device) {
        Medium medium = device.medium();
        return (medium == Medium.GAS || medium == Medium.WATER || medium == Medium.HOT_WATER)
                && device.reading().flatMap(CounterReading::cubicMeters).isPresent();
    }

    /** Returns all devices that were ever shown. */
    Collection<Device<MBusDevice, MBusView>> devices() {
        return services.values();
    }

    /** A gas, water or heat meter as it is on the bus. */
    record MBusView(MBusDevice device, CounterReading counter, Registration registration, VenusSettings settings) {
        /** Returns the name as a product: Hot water meter. */
        String title() {
            return device.medium().name().charAt(0) + medium().substring(1).replace('_', ' ') + " meter";
        }

        String medium() {
            return device.medium().name().toLowerCase(Locale.ROOT);
        }
    }

    private static List<PathDefinition<MBusView>> withBoth(List<PathDefinition<MBusView>> rows) {
        return Stream.concat(BOTH.stream(), rows.stream()).toList();
    }

    /**
     * Assigns M-Bus devices to slots, one for each medium, so that a new gas meter replaces the old one on any channel. After an
     * exchange the old device often stays in the telegram with its last reading: the device with the newest reading holds the
     * slot. Another one that continues to count is a second meter and gets its own slot.
     */
    static final class MBusAssignment {
        static final class Slot {
            private final Medium medium;
            private final String name;
            /** The device in the slot, by {@link #identity}. */
            private String holder = "";
            /** The time of the holder's last reading. */
            private long progress;
            private @Nullable MBusDevice shown;

            private Slot(Medium medium, int number) {
                this.medium = medium;
                this.name = medium.name().toLowerCase(Locale.ROOT) + (number > 1 ? "_" + number : "");
            }

            /** Returns the name, such as gas or water_2: a part of names on the bus and in the settings. */
            String name() {
                return name;
            }

            /** Returns the device, another one only when its time or unit changes; null while it has no valid reading. */
            @Nullable MBusDevice shown() {
                return shown;
            }

            private void accept(MBusDevice device) {
                boolean same = identity(device).equals(holder)
                        && shown != null && progress(shown) == progress(device) && unit(shown).equals(unit(device));
                holder = identity(device);
                progress = progress(device);
                shown = same ? shown : device;
            }
        }

        /** Devices whose first reading is stored: several times the channels of a meter. */
        private static final int MOST_KNOWN = 32;
        /** A meter has four channels. */
        private static final int MOST_SLOTS = 4;

        private final List<Slot> slots = new ArrayList<>();
        /** The time of each device's first reading, or of its last one before it lost its slot. */
        private final Map<String, Long> firstStamps = new LinkedHashMap<>();

        void accept(List<MBusDevice> devices) {
            List<MBusDevice> free = new ArrayList<>(devices.stream()
                    .filter(device -> device.reading().isPresent() && getsSlot(device.medium()))
                    .sorted(Comparator.comparingLong(MBusAssignment::stamp).reversed().thenComparingInt(MBusDevice::channel))
                    .toList());
            for (Slot slot : slots) {
                Optional<MBusDevice> holder = free.stream().filter(device -> identity(device).equals(slot.holder)).findFirst();
                if (holder.isPresent()) {
                    slot.accept(holder.get());
                    free.remove(holder.get());
                } else {
                    slot.shown = null;
                }
            }
            for (MBusDevice device : free) {
                assign(device);
                firstStamps.putIfAbsent(identity(device), progress(device));
            }
            // The oldest first: a line with random numbers must not fill the memory.
            while (firstStamps.size() > MOST_KNOWN) {
                firstStamps.remove(firstStamps.keySet().iterator().next());
            }
        }

        List<Slot> slots() {
            return slots;
        }

        private static boolean getsSlot(Medium medium) {
            return switch (medium) {
                case GAS, WATER, HOT_WATER, HEAT, COOLING -> true;
                case ELECTRICITY, OTHER -> false;
            };
        }

        private void assign(MBusDevice device) {
            Long first = firstStamps.get(identity(device));
            List<Slot> ofMedium = slots.stream().filter(slot -> slot.medium == device.medium()).toList();
            Optional<Slot> heir = ofMedium.stream()
                    .filter(slot -> slot.shown == null || first == null && stamp(slot.shown) < stamp(device))
                    .findFirst();
            boolean counts = first != null && first < progress(device);
            if (heir.isPresent()) {
                // What the old device counted while it held the slot is no sign of a second meter.
                firstStamps.put(heir.get().holder, heir.get().progress);
                heir.get().accept(device);
            } else if (ofMedium.isEmpty() || counts && ofMedium.size() < MOST_SLOTS) {
                Slot slot = new Slot(device.medium(), ofMedium.size() + 1);
                slots.add(slot);
                slot.accept(device);
            }
        }

        /** Identifies one device: later another device, even of another medium, may have its channel. */
        private static String identity(MBusDevice device) {
            return device.channel() + " " + device.medium() + " " + device.id().orElse("");
        }

        private static String unit(MBusDevice device) {
            return device.reading().orElseThrow().unit();
        }

        /** Returns when a device was read; 0 if that is not known, so that no such device looks newer than another. */
        private static long stamp(MBusDevice device) {
            return device.reading().orElseThrow().readAt().map(Stamp::epochSecond).orElse(0L);
        }

        /** Returns a number that rises while a device is read: its time, or without one its counter. */
        private static long progress(MBusDevice device) {
            CounterReading counter = device.reading().orElseThrow();
            return counter.readAt().isPresent() ? stamp(device) : counter.value().movePointRight(3).longValue();
        }
    }
}
