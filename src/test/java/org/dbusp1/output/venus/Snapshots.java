package org.dbusp1.output.venus;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;

/** Snapshots made by hand. */
final class Snapshots {
    private final Values.Builder values = new Values.Builder();
    private final List<MBusDevice> devices = new ArrayList<>();
    private MeterKey key = MeterKey.of("E0012345");
    private Optional<String> equipmentId = Optional.of("E0012345");
    private Details details = Details.NONE;
    private List<Register> registers = List.of();
    private Dialect dialect = Dialect.DSMR5;
    private Duration interval = Duration.ofSeconds(1);
    private TelegramCounts quality = TelegramCounts.NONE;
    private Optional<Demand> demand = Optional.empty();
    private Instant arrival = Instant.EPOCH;

    /** A one-phase meter with this import in watts, whose window allows so many. */
    static Snapshots allowed(long watts, OptionalLong allowed) {
        return of("POWER_NET=" + watts + " POWER_L1=" + watts + " VOLTAGE_L1=230").demand(new Demand(new Stamp(0, 3600),
                Duration.ofMinutes(15), OptionalLong.of(1_000), OptionalLong.empty(), OptionalLong.empty(), List.of(),
                Optional.empty(), new ImportLimit(allowed, allowed.isPresent() ? ImportLimit.Basis.LIMIT : null, Optional.empty())));
    }

    /** A three-phase meter with export on L3. */
    static Snapshots threePhase() {
        return of("POWER_NET=1140 POWER_L1=1000 POWER_L2=640 POWER_L3=-500 VOLTAGE_L1=230.1 VOLTAGE_L2=229.9 VOLTAGE_L3=231"
                + " CURRENT_L1=4 CURRENT_L2=3 CURRENT_L3=2 ENERGY_IMPORT=1234.567 ENERGY_EXPORT=89.012"
                + " ENERGY_IMPORT_T1=1000 ENERGY_IMPORT_T2=234.567 TARIFF=2");
    }

    static Snapshots onePhase() {
        return of("POWER_NET=250 POWER_L1=250 VOLTAGE_L1=230 CURRENT_L1=1");
    }

    /** A meter that sends these values, as {@code POWER_NET=250 TARIFF=2}. */
    static Snapshots of(String values) {
        return new Snapshots().with(values);
    }

    /** These values too, or instead. */
    Snapshots with(String more) {
        for (String value : more.split(" ")) {
            with(Quantity.valueOf(value.substring(0, value.indexOf('='))), value.substring(value.indexOf('=') + 1));
        }
        return this;
    }

    Snapshots with(Quantity quantity, String value) {
        values.set(quantity, new BigDecimal(value).setScale(quantity.decimals()).unscaledValue().longValue());
        return this;
    }

    /** The whole number that the quantity is held as, also one that no meter prints. */
    Snapshots scaled(Quantity quantity, long scaled) {
        values.set(quantity, scaled);
        return this;
    }

    Snapshots dialect(Dialect dialect) {
        this.dialect = dialect;
        return this;
    }

    Snapshots key(String text) {
        key = MeterKey.of(text);
        equipmentId = Optional.of(text);
        return this;
    }

    /** The number of the meter, which does not change its key. */
    Snapshots number(String number) {
        equipmentId = Optional.of(number);
        return this;
    }

    Snapshots details(Details details) {
        this.details = details;
        return this;
    }

    Snapshots registers(List<Register> registers) {
        this.registers = registers;
        return this;
    }

    Snapshots interval(Duration interval) {
        this.interval = interval;
        return this;
    }

    Snapshots arrival(Instant arrival) {
        this.arrival = arrival;
        return this;
    }

    Snapshots demand(Demand demand) {
        this.demand = Optional.of(demand);
        return this;
    }

    Snapshots quality(TelegramCounts quality) {
        this.quality = quality;
        return this;
    }

    Snapshots gas(int channel, String id, long time, String cubicMeters) {
        return mbus(channel, 3, id, time, cubicMeters, "m3");
    }

    Snapshots mbus(int channel, int type, String id, long time, String value, String unit) {
        devices.add(new MBusDevice(channel, OptionalInt.of(type), Optional.of(id), OptionalInt.empty(),
                Optional.of(new MBusDevice.CounterReading(new Stamp(time, 3600), new BigDecimal(value), unit))));
        return this;
    }

    /** A device whose reading is stale, or a dead slot. */
    Snapshots silent(int channel, int type, String id) {
        devices.add(new MBusDevice(channel, OptionalInt.of(type), Optional.of(id), OptionalInt.empty(), Optional.empty()));
        return this;
    }

    Snapshot take() {
        MeterIdentity meter = new MeterIdentity(dialect, "XMX5LGF0000000001", equipmentId, Optional.of("50"));
        Values taken = values.build();
        Reading reading = new Reading(meter, Optional.empty(), taken, List.copyOf(devices),
                new PlainMessage(new byte[0], details, Optional.empty(), registers));
        return new Snapshot(key, reading, taken, List.copyOf(devices), Implausible.NOTHING, demand, arrival,
                interval, interval.multipliedBy(3), equipmentId.map(String::hashCode).orElse(0), quality);
    }
}
