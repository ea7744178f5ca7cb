package org.dbusp1.output.venus;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.venus.MBusPaths.MBusView;

/**
 * The services of M-Bus devices: a pulse meter for each that counts a volume and, where it is configured, the old
 * gasmeter for each.
 */
final class MBusServices {
    private final VenusSettings settings;
    private final Supplier<Optional<LocalSettings>> localSettings;
    private final Device.Context context;
    private final MBusAssignment slots = new MBusAssignment();
    /** The devices that were ever shown, by their place in the settings. */
    private final Map<String, Device<MBusDevice, MBusView>> services = new LinkedHashMap<>();

    MBusServices(VenusSettings settings, Supplier<Optional<LocalSettings>> localSettings, Device.Context context) {
        this.settings = settings;
        this.localSettings = localSettings;
        this.context = context;
    }

    /** Publishes the devices of the snapshot; the services of the others leave. */
    void publish(Snapshot snapshot) {
        slots.accept(snapshot.devices());
        for (MBusAssignment.Slot slot : slots.slots()) {
            // Not only the first device of the slot: the next one may count in a unit that is not one of volume.
            String suffix = settings.suffix() + "_" + slot.name();
            publish(slot.shown().filter(MBusServices::isVolume), "p1_" + snapshot.key() + "_" + slot.name(), suffix,
                    "pulsemeter", MBusPaths.PULSEMETER);
            if (settings.gasmeter()) {
                publish(slot.shown(), "p1_" + snapshot.key() + "_gasmeter_" + slot.name(), suffix,
                        "gasmeter", MBusPaths.GASMETER);
            }
        }
    }

    private void publish(Optional<MBusDevice> shown, String id, String suffix, String kind,
            List<PathDefinition<MBusView>> rows) {
        if (shown.isPresent()) {
            services.computeIfAbsent(id, absent -> new Device<>(
                    new DeviceSettings(id, List.of(kind), Optional.empty(), RuntimeSettings.NONE, localSettings),
                    registration -> "com.victronenergy." + kind + "." + suffix, registration -> rows,
                    (device, registration) -> new MBusView(device, device.reading().orElseThrow(), registration,
                            settings), context))
                    .publish(shown.get());
        } else if (services.containsKey(id)) {
            services.get(id).withdraw();
        }
    }

    private static boolean isVolume(MBusDevice device) {
        Medium medium = device.medium();
        return (medium == Medium.GAS || medium == Medium.WATER || medium == Medium.HOT_WATER)
                && device.reading().flatMap(MBusDevice.Counter::cubicMeters).isPresent();
    }

    /** Returns all devices that were ever shown. */
    Collection<Device<MBusDevice, MBusView>> devices() {
        return services.values();
    }
}
