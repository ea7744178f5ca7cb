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
import org.dbusp1.output.Volume;

/**
 * The services of M-Bus devices: a pulse meter for each that counts a volume and, where it is configured, the old
 * gasmeter for each. Guarded by the output's lock.
 */
final class MBusServices {
    private final VenusSettings settings;
    private final DeviceContext context;
    private final MBusSlots slots = new MBusSlots();
    private final Map<String, Device<MBusView>> pulsemeters = new HashMap<>();
    private final Map<String, Device<MBusView>> gasmeters = new HashMap<>();

    MBusServices(VenusSettings settings, DeviceContext context) {
        this.settings = settings;
        this.context = context;
    }

    /** Publishes the devices of the snapshot; the services of the others leave. */
    void publish(Snapshot snapshot) {
        slots.accept(snapshot.devices());
        for (MBusSlots.Slot slot : slots.slots()) {
            publish(snapshot, slot);
        }
    }

    private void publish(Snapshot snapshot, MBusSlots.Slot slot) {
        String name = slot.name();
        // Not only the first device of the slot: the next one may count in a unit that is none of volume.
        Optional<MBusDevice> volume = slot.shown().filter(MBusServices::isVolume);
        if (volume.isPresent() && !pulsemeters.containsKey(name)) {
            pulsemeters.put(name, device(snapshot.key() + "_" + name, "pulsemeter", name, MBusPaths.pulsemeter()));
        }
        if (slot.shown().isPresent() && settings.gasmeter() && !gasmeters.containsKey(name)) {
            gasmeters.put(name, device(snapshot.key() + "_gasmeter_" + name, "gasmeter", name, MBusPaths.gasmeter()));
        }
        publish(volume, Optional.ofNullable(pulsemeters.get(name)));
        publish(slot.shown(), Optional.ofNullable(gasmeters.get(name)));
    }

    private void publish(Optional<MBusDevice> shown, Optional<Device<MBusView>> service) {
        service.ifPresent(there -> shown.ifPresentOrElse(
                device -> there.publish(device, registration -> new MBusView(device, device.reading().orElseThrow(),
                        registration, settings)),
                there::withdraw));
    }

    private Device<MBusView> device(String id, String kind, String name, List<PathDefinition<MBusView>> rows) {
        return new Device<>(new DeviceKind<>("p1_" + id, settings.suffix() + "_" + name, List.of(kind),
                Optional.of(kind), Optional.empty(), registration -> rows), context);
    }

    private static boolean isVolume(MBusDevice device) {
        Medium medium = device.medium();
        return (medium == Medium.GAS || medium == Medium.WATER || medium == Medium.HOT_WATER)
                && device.reading().flatMap(Volume::cubicMeters).isPresent();
    }

    /** Whether the bus has stopped, as {@link BusConnection#stopped} tells. */
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
