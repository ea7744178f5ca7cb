package org.dbusp1.output;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.state.StateStore;

/**
 * What was used today and yesterday, from the counters at midnight of the meter's own time. A midnight's counter is
 * known only where the meter was heard around it: the use of a day whose beginning was missed is absent, and never what
 * was used since a later moment. Used by one thread at a time.
 */
public final class DayUse {
    /** The longest time from midnight to the counter that stands for it; M-Bus devices are read each hour. */
    private static final long NEAR_SECONDS = 20 * 60;
    private static final long NEAR_SECONDS_MBUS = 65 * 60;
    /** Of the whole numbers that energies are held as. */
    private static final long WATT_HOUR = BigDecimal.ONE.movePointRight(Unit.KILOWATT_HOUR.decimals() - 3)
            .longValueExact();

    /** What is counted. */
    public enum Counter {
        /** In Wh. */
        IMPORT,
        /** In Wh. */
        EXPORT,
        /** In litres. */
        GAS,
        /** In litres. */
        WATER
    }

    private final StateStore memory;
    private final Optional<ZoneId> zone;
    private final Map<Counter, CounterUse> uses = new EnumMap<>(Counter.class);
    private List<MBusDevice> devices = List.of();
    private Optional<MeterKey> key = Optional.empty();

    /**
     * @param memory keeps the counters of midnight
     * @param zone   of the meter's clock; absent: that of its dialect
     */
    public DayUse(StateStore memory, Optional<ZoneId> zone) {
        this.memory = memory;
        this.zone = zone;
        for (Counter counter : Counter.values()) {
            uses.put(counter, new CounterUse(rule(counter), nearSeconds(counter), Optional.empty()));
        }
    }

    private static CounterRule rule(Counter counter) {
        return switch (counter) {
            case IMPORT, EXPORT -> CounterRule.WATT_HOURS;
            case GAS, WATER -> CounterRule.LITRES;
        };
    }

    private static long nearSeconds(Counter counter) {
        return switch (counter) {
            case IMPORT, EXPORT -> NEAR_SECONDS;
            case GAS, WATER -> NEAR_SECONDS_MBUS;
        };
    }

    /** A message came. */
    public void accept(Snapshot snapshot) {
        if (!key.equals(Optional.of(snapshot.key()))) {
            key = Optional.of(snapshot.key());
            devices = List.of();
            for (Counter counter : Counter.values()) {
                uses.put(counter, new CounterUse(rule(counter), nearSeconds(counter),
                        memory.recall(name(counter), Function.identity()).flatMap(Midnights::parse)));
            }
        }
        MeterIdentity identity = snapshot.reading().meter();
        Optional<Stamp> time = snapshot.reading().time();
        Stamp now = time.isPresent() ? time.get()
                : Stamp.of(snapshot.arrival().getEpochSecond(), identity.dialect().zone(zone));
        String meter = identity.equipmentId().orElse("");
        energy(snapshot, Quantity.ENERGY_IMPORT, Counter.IMPORT, meter, now);
        energy(snapshot, Quantity.ENERGY_EXPORT, Counter.EXPORT, meter, now);
        mbus(snapshot);
    }

    private String name(Counter counter) {
        return key.orElseThrow().text() + "." + counter;
    }

    private void energy(Snapshot snapshot, Quantity quantity, Counter counter, String meter, Stamp now) {
        if (snapshot.values().has(quantity)) {
            accept(counter, reading(meter, snapshot.values().scaled(quantity) / WATT_HOUR, now));
        }
    }

    /** The first device of a medium counts; one in a unit that is none of volume does not. */
    private void mbus(Snapshot snapshot) {
        if (snapshot.devices().equals(devices)) {
            return; // they are read each five minutes, or each hour
        }
        devices = snapshot.devices();
        Set<Counter> counted = EnumSet.noneOf(Counter.class);
        for (MBusDevice device : devices) {
            Optional<Counter> counter = counter(device.medium());
            Optional<BigDecimal> volume = device.reading().flatMap(Volume::cubicMeters);
            if (counter.isPresent() && volume.isPresent() && counted.add(counter.get())) {
                long litres = volume.get().movePointRight(3).longValue();
                accept(counter.get(), reading(device.id().orElse(""), litres, device.reading().get().time()));
            }
        }
    }

    private void accept(Counter counter, CounterReading sent) {
        Optional<Midnights> changed = uses.get(counter).accept(sent);
        if (changed.isPresent()) {
            memory.remember(name(counter), changed.get().text());
        }
    }

    private static Optional<Counter> counter(Medium medium) {
        return switch (medium) {
            case GAS -> Optional.of(Counter.GAS);
            case WATER -> Optional.of(Counter.WATER);
            default -> Optional.empty();
        };
    }

    private static CounterReading reading(String device, long value, Stamp time) {
        return new CounterReading(device, value, time.epochSecond(), time.offsetSeconds());
    }

    /** The M-Bus devices of the latest telegram; another object when one of them may have another counter. */
    public List<MBusDevice> devices() {
        return devices;
    }

    /** Used since midnight, in Wh or litres; absent where midnight's counter, or today's, is not known. */
    public OptionalLong today(Counter counter) {
        return uses.get(counter).today();
    }

    /** Used on the day before; absent where one of the two midnights is not known. */
    public OptionalLong yesterday(Counter counter) {
        return uses.get(counter).yesterday();
    }

    /** The present counter, in Wh or litres. */
    public OptionalLong counter(Counter counter) {
        return uses.get(counter).counter();
    }
}
