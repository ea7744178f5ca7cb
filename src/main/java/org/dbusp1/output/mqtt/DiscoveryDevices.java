package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.feedback.DriverState;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a meter in Home Assistant: the meter, with an entity for each quantity that it has ever sent, and its M-Bus devices while
 * they report. After a replacement, or when the sending meter is not the meter of the remembered announcement, there are only the entities
 * of the new meter. A message without the meter's number counts as a message of the same meter: binary meters also send short lists,
 * which lack number and name. Not thread safe.
 */
final class DiscoveryDevices {
    private final Set<Quantity> known = EnumSet.noneOf(Quantity.class);
    /** Index of the meter in this run, at the last message. */
    private int meterIndex;
    /** The number that was sent last; before the first number, that of the remembered announcement; null if neither is known. */
    private @Nullable String serial;
    private String model = "";
    private int highestTariff;
    /** The entities of an earlier run of this meter: some values come only once an hour. */
    private final Set<String> announced = new HashSet<>();
    /** By topic; a figure that is absent at times keeps its sensor. */
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    /** By their ids, as they were made last. */
    private final Map<String, DiscoveryDevice> mbus = new HashMap<>();
    private final DriverState driver;
    /** As it was made last; made again when a part of it has changed. */
    private @Nullable DiscoveryDevice electricity;

    /** @param earlier what was announced of the meter in an earlier run; number and model are used until the meter sends them */
    DiscoveryDevices(DriverState driver, @Nullable Announced earlier) {
        this.driver = driver;
        if (earlier != null) {
            serial = earlier.serial();
            model = earlier.model();
            announced.addAll(earlier.entities());
            Stream.of(Quantity.values()).filter(quantity -> announced.contains(quantity.key())).forEach(known::add);
        }
    }

    /** Returns the devices, the electricity meter first; the P1 port of a heat meter has no electricity meter. */
    List<DiscoveryDevice> of(Snapshot snapshot, String root) {
        if (update(snapshot)) {
            electricity = known.isEmpty() ? null : electricity(snapshot, root);
        }
        List<DiscoveryDevice> devices = new ArrayList<>();
        String via = null;
        if (electricity != null) {
            devices.add(electricity);
            via = electricity.id();
        }
        for (NumberedDevice meter : snapshot.published().numberedDevices()) {
            String id = id(snapshot.key(), meter);
            MBusDevice.CounterReading counter = meter.device().reading();
            // A device without a counter keeps the unit of its last counter.
            DiscoveryDevice device = counter == null ? mbus.get(id) : ofMBus(id, root, via, meter, counter, mbus.get(id));
            if (device != null) {
                mbus.put(id, device);
                devices.add(device);
            }
        }
        return devices;
    }

    private static String id(MeterKey key, NumberedDevice meter) {
        return DiscoveryDevice.id(key, meter.device().medium(), meter.number());
    }

    /** Stores the quantities and facts of a message; returns whether the electricity meter's device has to be made again. */
    private boolean update(Snapshot snapshot) {
        MeterIdentity now = snapshot.reading().meter();
        if (snapshot.published().meterIndex() != meterIndex || MeterIdentity.isAnother(serial, now.equipmentId())) {
            meterIndex = snapshot.published().meterIndex();
            electricity = null;
            serial = null;
            model = "";
            known.clear();
            facts.clear();
            announced.clear();
            highestTariff = 0;
        }
        serial = now.equipmentId() == null ? serial : now.equipmentId();
        model = model(now);
        boolean changed = known.addAll(snapshot.published().values().present());
        changed |= addOffered(Fact.SnapshotInput.of(snapshot, driver));
        int tariff = NativeTable.highestTariff(known, snapshot.published().values());
        changed |= tariff > highestTariff;
        highestTariff = Math.max(highestTariff, tariff);
        return changed || electricity == null || !electricity.model().equals(model) || !Objects.equals(electricity.serial(), serial);
    }

    /** Adds the facts that have a sensor from now on; true if a fact was added. */
    private boolean addOffered(FactInput view) {
        List<Fact> added = NativeTable.facts(view.outputHealth().stream().map(Health::name))
                .filter(fact -> !facts.containsKey(fact.topic()) && (announced.contains(fact.topic())
                        || NativeTable.isOffered(fact, view, known.contains(Quantity.PEAK_IMPORT)))).toList();
        added.forEach(fact -> facts.put(fact.topic(), fact));
        return !added.isEmpty();
    }

    /** A message without number and name does not replace a more precise model of the same kind of meter. */
    private String model(MeterIdentity sent) {
        String now = sent.dialect().title() + (sent.identification().isEmpty() ? "" : ", " + sent.identification());
        boolean named = sent.equipmentId() != null || !sent.identification().isEmpty();
        return !named && model.startsWith(now) ? model : now;
    }

    private DiscoveryDevice electricity(Snapshot snapshot, String root) {
        List<Entity> entities = new ArrayList<>();
        known.forEach(quantity -> entities.add(NativeTable.sensor(quantity, highestTariff)));
        facts.values().forEach(fact -> entities.add(NativeTable.sensor(fact, driver.isOnBus())));
        entities.add(Entity.events(root + Topics.EVENT, driver.isOnBus()));
        return new DiscoveryDevice(DiscoveryDevice.id(snapshot.key()), "Smart meter", null, model, serial, null,
                root + Topics.STATE, List.copyOf(entities));
    }

    /** @param before as it was made last; an entity of it stays while the meter leaves out its value */
    private static DiscoveryDevice ofMBus(String id, String root, @Nullable String via, NumberedDevice meter,
                                       MBusDevice.CounterReading counter, @Nullable DiscoveryDevice before) {
        MBusDevice device = meter.device();
        String title = MBusTable.title(device.medium()) + (meter.number() == 1 ? "" : " " + meter.number());
        boolean hasTime = counter.time() != null
                || before != null && before.entities().stream().anyMatch(entity -> entity.id().equals(MBusTable.READ_AT));
        return new DiscoveryDevice(id, title, device.medium(), "M-Bus device on channel " + device.channel(), device.id(), via,
                root + "/" + MBusTable.stateTopic(device.channel()), MBusTable.sensors(device, counter.unit(), hasTime));
    }
}
