package org.dbusp1;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Arrival;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.CounterRule.Counted;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.GridMeterTracker;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.metering.guard.Outcome;
import org.jspecify.annotations.Nullable;

/** Makes snapshots and readings for tests; what a test does not name is a usual one-second meter's. No two readings have the same bytes. */
public final class Snapshots {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final Map<Ledger, CounterSeries> SERIES = Collections.synchronizedMap(new WeakHashMap<>());

    private @Nullable ZoneId zone;
    private final Values.Builder values = new Values.Builder();
    private final List<MBusDevice> devices = new ArrayList<>();
    private @Nullable Values valid;
    private @Nullable List<MBusDevice> sentDevices;
    private @Nullable Message message;
    private @Nullable Stamp time;
    private Withheld withheld = Withheld.NOTHING;
    private Set<Quantity> retracted = Set.of();
    private @Nullable Duration validFor;
    private @Nullable Integer meterIndex;
    private MeterKey key = MeterKey.of("E0012345");
    private @Nullable String equipmentId = "E0012345";
    private Details details = Details.NONE;
    private List<Register> registers = List.of();
    private String identification = "XMX5LGF0000000001";
    private @Nullable String version = "50";
    private Dialect dialect = Dialect.DSMR5;
    private Duration interval = Duration.ofSeconds(1);
    private TelegramCounts quality = TelegramCounts.NONE;
    private EnergyUse energy = EnergyUse.NONE;
    private @Nullable Demand demand;
    private Doubts doubts = Doubts.NONE;
    private Instant arrival = Instant.EPOCH;
    private @Nullable Long arrivalNanos;
    /** Of a copied snapshot, until a time is changed. */
    private @Nullable Arrival copiedArrival;
    /** Of a copied snapshot, until a device is changed. */
    private @Nullable List<NumberedDevice> copiedNumbers;

    /** A three-phase meter with export on L3. */
    public static Snapshots threePhase() {
        return of("POWER_NET=1140 POWER_L1=1000 POWER_L2=640 POWER_L3=-500 VOLTAGE_L1=230.1 VOLTAGE_L2=229.9 VOLTAGE_L3=231"
                + " CURRENT_L1=4 CURRENT_L2=3 CURRENT_L3=2 ENERGY_IMPORT=1234.567 ENERGY_EXPORT=89.012"
                + " ENERGY_IMPORT_T1=1000 ENERGY_IMPORT_T2=234.567 TARIFF=2");
    }

    public static Snapshots onePhase() {
        return of("POWER_NET=250 POWER_L1=250 VOLTAGE_L1=230 CURRENT_L1=1");
    }

    /** A meter that sends these values, as {@code POWER_NET=250 TARIFF=2}. */
    public static Snapshots of(String values) {
        return new Snapshots().with(values);
    }

    public static Snapshots of(Values values) {
        return new Snapshots().with(values);
    }

    /** @param text as {@code 2026-03-01T12:00:00+01:00} */
    public static Stamp stamp(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        return new Stamp(time.toEpochSecond(), time.getOffset().getTotalSeconds());
    }

    /** A meter without a number that sends these values each ten seconds. */
    public static Snapshots anonymous(Dialect dialect, Values values) {
        return of(values).dialect(dialect).key("house").number(null).interval(Duration.ofSeconds(10));
    }

    /** The same reading, to be changed. */
    public static Snapshots like(Reading reading) {
        Snapshots copy = of(reading.values());
        copy.devices.addAll(reading.devices());
        copy.meter(reading.meter());
        copy.time = reading.time();
        copy.message = reading.message();
        copy.zone = reading.zone();
        return copy;
    }

    /** The same snapshot, to be changed. */
    public static Snapshots like(Snapshot snapshot) {
        Snapshots copy = like(snapshot.reading());
        copy.key = snapshot.key();
        copy.sentDevices = snapshot.reading().devices();
        copy.devices.clear();
        copy.devices.addAll(snapshot.published().devices());
        copy.valid = snapshot.published().values();
        copy.copiedNumbers = snapshot.published().numberedDevices();
        copy.withheld = snapshot.published().withheld();
        copy.retracted = snapshot.published().retracted();
        copy.energy = snapshot.energy();
        copy.demand = snapshot.demand();
        copy.doubts = snapshot.doubts();
        copy.arrival = snapshot.arrival().machineTime();
        copy.copiedArrival = snapshot.arrival();
        copy.interval = snapshot.interval();
        copy.validFor = snapshot.validFor();
        copy.meterIndex = snapshot.published().meterIndex();
        copy.quality = snapshot.telegramCounts();
        return copy;
    }

    /** These values too, or instead. */
    public Snapshots with(Values more) {
        values.setAll(more);
        return this;
    }

    /** Only these values are in the message, and valid. */
    public Snapshots sent(Values sent) {
        values.clear();
        valid = null;
        return with(sent);
    }

    /** The values that are valid, where they are not those of the message. */
    public Snapshots valid(@Nullable Values valid) {
        this.valid = valid;
        return this;
    }

    /** These values too, or instead. */
    public Snapshots with(String more) {
        for (String value : more.split(" ")) {
            with(Quantity.valueOf(value.substring(0, value.indexOf('='))), value.substring(value.indexOf('=') + 1));
        }
        return this;
    }

    public Snapshots with(Quantity quantity, String value) {
        return with(quantity, new BigDecimal(value));
    }

    Snapshots with(Quantity quantity, BigDecimal value) {
        return scaled(quantity, value.setScale(quantity.decimals()).unscaledValue().longValueExact());
    }

    /** The whole number that the quantity is held as, also one that no meter prints. */
    public Snapshots scaled(Quantity quantity, long scaled) {
        values.set(quantity, scaled);
        return this;
    }

    public Snapshots dialect(Dialect dialect) {
        this.dialect = dialect;
        return this;
    }

    public Snapshots key(String text) {
        key = MeterKey.of(text);
        equipmentId = text;
        return this;
    }

    /** The key, which does not change the meter's number. */
    public Snapshots key(MeterKey key) {
        this.key = key;
        return this;
    }

    /** The number of the meter, which does not change its key; null: the message has none. */
    public Snapshots number(@Nullable String number) {
        equipmentId = number;
        return this;
    }

    public Snapshots identification(String line) {
        identification = line;
        return this;
    }

    public Snapshots meter(MeterIdentity meter) {
        dialect = meter.dialect();
        identification = meter.identification();
        equipmentId = meter.equipmentId();
        version = meter.version();
        return this;
    }

    /** The meter's clock; null: the message has none. */
    public Snapshots time(@Nullable Stamp time) {
        this.time = time;
        copiedArrival = null;
        return this;
    }

    /** A message that arrives at this time of the meter's clock. */
    public Snapshots at(Stamp time) {
        return time(time).arrival(time.instant());
    }

    public Snapshots message(Message message) {
        this.message = message;
        return this;
    }

    /** As a repair made it. */
    public Snapshots repaired() {
        return message(new PlainMessage(bytes(), Details.NONE, "first line", List.of()));
    }

    private byte[] bytes() {
        return message == null ? ByteBuffer.allocate(Integer.BYTES).putInt(MADE.incrementAndGet()).array() : message.bytes();
    }

    public Snapshots withheld(Withheld withheld) {
        this.withheld = withheld;
        return this;
    }

    /** Counters that were published and are wrong now. */
    public Snapshots retracted(Set<Quantity> retracted) {
        this.retracted = retracted;
        return this;
    }

    public Snapshots validFor(Duration validFor) {
        this.validFor = validFor;
        return this;
    }

    /** Counts the meters of the run; otherwise each number is a meter. */
    public Snapshots meterIndex(int meterIndex) {
        this.meterIndex = meterIndex;
        return this;
    }

    public Snapshots devices(List<MBusDevice> devices) {
        this.devices.clear();
        this.devices.addAll(devices);
        sentDevices = null;
        copiedNumbers = null;
        return this;
    }

    public Snapshots devices(MBusDevice... devices) {
        return devices(List.of(devices));
    }

    public Snapshots details(Details details) {
        this.details = details;
        return this;
    }

    public Snapshots registers(List<Register> registers) {
        this.registers = registers;
        return this;
    }

    public Snapshots interval(Duration interval) {
        this.interval = interval;
        return this;
    }

    public Snapshots arrival(Instant arrival) {
        this.arrival = arrival;
        copiedArrival = null;
        return this;
    }

    /** The monotonic time of the arrival, where it does not go with the machine's clock. */
    public Snapshots arrivalNanos(long nanos) {
        this.arrivalNanos = nanos;
        copiedArrival = null;
        return this;
    }

    public Snapshots demand(@Nullable Demand demand) {
        this.demand = demand;
        return this;
    }

    public Snapshots energy(EnergyUse energy) {
        this.energy = energy;
        return this;
    }

    public Snapshots doubts(Doubts doubts) {
        this.doubts = doubts;
        return this;
    }

    public Snapshots quality(TelegramCounts quality) {
        this.quality = quality;
        return this;
    }

    public Snapshots gas(int channel, String id, long time, String cubicMeters) {
        return mbus(channel, 3, id, time, cubicMeters, "m3");
    }

    public Snapshots mbus(int channel, int type, String id, long time, String value, String unit) {
        copiedNumbers = null;
        devices.add(new MBusDevice(channel, type, id, null,
                new MBusDevice.CounterReading(new Stamp(time, 3600), new BigDecimal(value), unit)));
        return this;
    }

    /** A device whose reading is stale, or a dead slot. */
    public Snapshots silent(int channel, int type, String id) {
        copiedNumbers = null;
        devices.add(new MBusDevice(channel, type, id, null, null));
        return this;
    }

    /** Sets the zone of the meter's clock; by default that of its dialect. */
    public Snapshots zone(ZoneId other) {
        zone = other;
        return this;
    }

    public Reading reading() {
        return new Reading(new MeterIdentity(dialect, identification, equipmentId, version), time, values.build(),
                List.copyOf(sentDevices == null ? devices : sentDevices),
                message == null ? new PlainMessage(bytes(), details, null, registers) : message,
                zone == null ? dialect.zone() : zone);
    }

    public Snapshot take() {
        Reading reading = reading();
        List<MBusDevice> believedDevices = List.copyOf(devices);
        Published published = new Published(valid == null ? reading.values() : valid, believedDevices,
                copiedNumbers == null ? numbered(reading.devices(), believedDevices) : copiedNumbers, withheld, retracted, Map.of(),
                meterIndex == null ? Objects.hashCode(equipmentId) : meterIndex);
        Arrival arrived = copiedArrival != null ? copiedArrival : arrival(reading, arrival,
                arrivalNanos == null ? TimeUnit.MILLISECONDS.toNanos(arrival.toEpochMilli()) : arrivalNanos);
        return made(key, reading, published, arrived, interval, validFor == null ? interval.multipliedBy(3) : validFor, quality, energy,
                demand, doubts);
    }

    /** With what a grid meter shows by this message alone. */
    private static Snapshot made(MeterKey key, Reading reading, Published published, Arrival arrival, Duration interval, Duration validFor,
                                 TelegramCounts telegramCounts, EnergyUse energy, @Nullable Demand demand, Doubts doubts) {
        return new Snapshot(key, reading, published, arrival, interval, validFor, telegramCounts, energy, demand, doubts,
                new GridMeterTracker().accept(reading, published, arrival, energy));
    }

    /** What a grid meter shows by the messages so far, with a new model for each meter, which hears of a silence, as a pipeline has. */
    public static final class Messages {
        private GridMeterTracker model = new GridMeterTracker();
        private @Nullable Snapshot before;

        public void lineLost() {
            model.lineLost();
        }

        public Snapshot after(Snapshot from) {
            if (before != null && before.published().meterIndex() != from.published().meterIndex()) {
                model = new GridMeterTracker();
            } else if (before != null && from.arrival().nanos() - before.arrival().nanos() > before.validFor().toNanos()) {
                model.lineLost();
            }
            before = from;
            return new Snapshot(from.key(), from.reading(), from.published(), from.arrival(), from.interval(), from.validFor(),
                    from.telegramCounts(), from.energy(), from.demand(), from.doubts(),
                    model.accept(from.reading(), from.published(), from.arrival(), from.energy()));
        }
    }

    /** The arrival of a message whose meter's clock is right, on a machine whose clock is right. */
    private static Arrival arrival(Reading reading, Instant arrival, long nanos) {
        return new Arrival(arrival, arrival, nanos,
                reading.time() == null ? Stamp.of(arrival.getEpochSecond(), reading.zone()) : reading.time());
    }

    /** What a guard lets through of a message that arrives by the machine's clock at this time; absent if it lets nothing through. */
    public static Optional<Snapshot> guarded(Guard guard, Reading reading, MeterKey key, Instant arrival, long nanos) {
        return guard.accept(reading, key, nanos) instanceof Outcome.Publish publish
                ? Optional.of(made(key, publish.reading(), publish.published(), arrival(publish.reading(), arrival, nanos),
                        publish.interval(), publish.validFor(), guard.telegramCounts(), EnergyUse.NONE, null, Doubts.NONE))
                : Optional.empty();
    }

    /** The same with the time of its rows, if it arrives at this monotonic time. */
    public static Snapshot dated(MeterTime time, Snapshot from, long nanos) {
        Arrival arrival = time.arrival(from.reading(), from.arrival().machineTime(), from.arrival().sourceTime(), nanos);
        return made(from.key(), from.reading(), time.dated(from.published(), arrival), arrival, from.interval(), from.validFor(),
                from.telegramCounts(), from.energy(), from.demand(), from.doubts());
    }

    /** Returns the use that the ledger knows with this snapshot's message, of which a guard would say that its counters begin anew. */
    public static EnergyUse accept(Ledger ledger, Snapshot from) {
        Published published = SERIES.computeIfAbsent(ledger, first -> new CounterSeries()).of(from);
        return ledger.accept(from.reading(), published, from.arrival());
    }

    /** What a guard says of the counters of messages that a test made. It says so of the first that does not follow, and doubts nothing. */
    private static final class CounterSeries {
        private record Count(long value, double seconds) {
        }

        private final Map<Quantity, Count> last = new EnumMap<>(Quantity.class);
        private final Map<Quantity, Integer> series = new EnumMap<>(Quantity.class);

        Published of(Snapshot from) {
            Published published = from.published();
            published.retracted().forEach(last::remove);
            for (Quantity counter : from.reading().values().present()) {
                if (counter.isEnergyCounter() && published.values().has(counter)) {
                    Count now = new Count(published.values().scaled(counter), from.arrival().nanos() / 1e9);
                    Count before = last.put(counter, now);
                    if (before != null && !CounterRule.mayFollow(Counted.METER, before.value, now.value, counter.unit().scaledOne(),
                            now.seconds - before.seconds)) {
                        series.merge(counter, 1, Integer::sum);
                    }
                }
            }
            return new Published(published.values(), published.devices(), published.numberedDevices(), published.withheld(),
                    published.retracted(), Map.copyOf(series), published.meterIndex());
        }
    }

    /** Returns the demand with this snapshot's message, which the tracker's ledger has accepted. */
    public static @Nullable Demand accept(DemandTracker tracker, Snapshot from, DemandTracker.DemandInputs inputs) {
        return tracker.accept(from.reading(), from.published().values(), inputs);
    }

    /** The same with the use that the ledger knows with it. */
    public static Snapshot counted(Ledger ledger, Snapshot from) {
        return like(from).energy(accept(ledger, from)).take();
    }

    /** Numbers the devices with a counter, by their order in a message. @param published the devices as they may be published */
    private static List<NumberedDevice> numbered(List<MBusDevice> sent, List<MBusDevice> published) {
        Map<MBusDevice.Medium, Integer> numbers = new EnumMap<>(MBusDevice.Medium.class);
        List<NumberedDevice> meters = new ArrayList<>();
        for (MBusDevice device : published) {
            if (device.reading() != null || sent.stream().anyMatch(candidate -> candidate.channel() == device.channel()
                    && candidate.reading() != null)) {
                meters.add(new NumberedDevice(numbers.merge(device.medium(), 1, Integer::sum), device, device.reading() != null));
            }
        }
        return List.copyOf(meters);
    }
}
