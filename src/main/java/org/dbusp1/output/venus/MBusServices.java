package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.venus.MBusPaths.MBusView;

/**
 * The services of M-Bus devices: a pulse meter for each that counts a volume and, where it is configured, the old
 * gasmeter for each.
 */
final class MBusServices {
    private final VenusSettings settings;
    private final Device.Context context;
    private final MBusAssignment slots = new MBusAssignment();
    private final Map<String, Device<MBusDevice, MBusView>> pulsemeters = new HashMap<>();
    private final Map<String, Device<MBusDevice, MBusView>> gasmeters = new HashMap<>();

    MBusServices(VenusSettings settings, Device.Context context) {
        this.settings = settings;
        this.context = context;
    }

    /** Publishes the devices of the snapshot; the services of the others leave. */
    void publish(Snapshot snapshot) {
        slots.accept(snapshot.devices());
        for (MBusAssignment.Slot slot : slots.slots()) {
            // Not only the first device of the slot: the next one may count in a unit that is not one of volume.
            publish(slot.shown().filter(MBusServices::isVolume), slot.name(), "pulsemeter", snapshot.key());
            if (settings.gasmeter()) {
                publish(slot.shown(), slot.name(), "gasmeter", snapshot.key());
            }
        }
    }

    private void publish(Optional<MBusDevice> shown, String slot, String kind, MeterKey meter) {
        boolean pulses = kind.equals("pulsemeter");
        Map<String, Device<MBusDevice, MBusView>> services = pulses ? pulsemeters : gasmeters;
        Device<MBusDevice, MBusView> service = services.get(slot);
        if (service == null && shown.isPresent()) {
            service = new Device<>(new DeviceKind<>("p1_" + meter + (pulses ? "_" : "_gasmeter_") + slot,
                    settings.suffix() + "_" + slot, List.of(kind), Optional.of(kind), Optional.empty(),
                    registration -> pulses ? MBusPaths.pulsemeter() : MBusPaths.gasmeter(),
                    (device, registration) -> new MBusView(device, device.reading().orElseThrow(), registration,
                            settings), RuntimeSettings.NONE, UnaryOperator.identity()), context);
            services.put(slot, service);
        }
        if (shown.isPresent()) {
            service.publish(shown.get());
        } else if (service != null) {
            service.withdraw();
        }
    }

    private static boolean isVolume(MBusDevice device) {
        Medium medium = device.medium();
        return (medium == Medium.GAS || medium == Medium.WATER || medium == Medium.HOT_WATER)
                && device.reading().flatMap(MBusDevice.Counter::cubicMeters).isPresent();
    }

    /** Returns all devices that were ever shown, pulse meters first. */
    List<Device<?, ?>> devices() {
        List<Device<?, ?>> devices = new ArrayList<>(pulsemeters.values());
        devices.addAll(gasmeters.values());
        return devices;
    }
}
