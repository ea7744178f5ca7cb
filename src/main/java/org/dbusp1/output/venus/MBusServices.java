package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.Snapshot;

/**
 * The services of the meters behind the meter: a pulse meter for each that counts a volume and, where the owner wants
 * it, the old gasmeter for each. Guarded by the output's lock.
 */
final class MBusServices {
    private final VenusSettings settings;
    private final Surroundings surroundings;
    private final MBusSlots slots = new MBusSlots();
    private final Map<String, Device<MBusView>> pulsemeters = new HashMap<>();
    private final Map<String, Device<MBusView>> gasmeters = new HashMap<>();

    MBusServices(VenusSettings settings, Surroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
    }

    /** Those that the snapshot holds come or tell what changed, the others leave. */
    void show(Snapshot snapshot) {
        slots.accept(snapshot.devices());
        for (MBusSlots.Slot slot : slots.slots()) {
            show(snapshot, slot);
        }
    }

    private void show(Snapshot snapshot, MBusSlots.Slot slot) {
        String name = slot.name();
        // Not only the first device of the slot: the next one may count in a unit that is none of volume.
        Optional<MBusDevice> volume = slot.shown().filter(MBusServices::isVolume);
        if (volume.isPresent() && !pulsemeters.containsKey(name)) {
            pulsemeters.put(name, device(snapshot.key() + "_" + name, "pulsemeter", name, MBusPaths.pulsemeter()));
        }
        if (slot.shown().isPresent() && settings.gasmeter() && !gasmeters.containsKey(name)) {
            gasmeters.put(name, device(snapshot.key() + "_gasmeter_" + name, "gasmeter", name, MBusPaths.gasmeter()));
        }
        show(volume, Optional.ofNullable(pulsemeters.get(name)));
        show(slot.shown(), Optional.ofNullable(gasmeters.get(name)));
    }

    private void show(Optional<MBusDevice> shown, Optional<Device<MBusView>> service) {
        service.ifPresent(there -> shown.ifPresentOrElse(
                device -> there.show(device, registration -> new MBusView(device, device.reading().orElseThrow(),
                        registration, settings)),
                there::hide));
    }

    private Device<MBusView> device(String id, String kind, String name, List<Row<MBusView>> rows) {
        return new Device<>(new DeviceKind<>("p1_" + id, settings.suffix() + "_" + name, List.of(kind),
                Optional.of(kind), Optional.empty(), registration -> rows), surroundings);
    }

    private static boolean isVolume(MBusDevice device) {
        Medium medium = device.medium();
        return (medium == Medium.GAS || medium == Medium.WATER || medium == Medium.HOT_WATER)
                && device.reading().flatMap(MBusView::cubicMeters).isPresent();
    }

    /** Whether the bus has stopped, as {@link BusLink#stopped} tells. */
    boolean busStopped(Duration limit) {
        return stopped(pulsemeters.values(), limit) || stopped(gasmeters.values(), limit);
    }

    private static boolean stopped(Collection<Device<MBusView>> devices, Duration limit) {
        for (Device<MBusView> device : devices) {
            if (device.busStopped(limit)) {
                return true;
            }
        }
        return false;
    }

    /** All that were ever shown, pulse meters first. */
    List<Device<?>> devices() {
        List<Device<?>> devices = new ArrayList<>(pulsemeters.values());
        devices.addAll(gasmeters.values());
        return devices;
    }
}
