package org.dbusp1.energy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of energy: what each counter of a meter showed at the borders of quarter hours, and what it moved between
 * them. It takes each snapshot and answers with what is known then; no other part of the program has a rule of its own
 * about that. It keeps a line for each quarter hour over restarts.
 *
 * <p>While the lines of earlier runs are being read, no use is known and no reading is taken; counters run on by power.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private static final List<Counter> ENERGIES =
            Stream.of(Counter.values()).filter(counter -> counter.quantity().isPresent()).toList();

    private final LedgerStore store;
    private final Optional<ZoneId> zone;
    private Optional<MeterKey> key = Optional.empty();
    /** What was read of earlier runs; set by any thread. */
    private AtomicReference<Optional<Map<Counter, Timeline>>> read = new AtomicReference<>(Optional.empty());
    private Map<Counter, Timeline> timelines = new EnumMap<>(Counter.class);
    private boolean ready;
    private final RunningCounter imported = new RunningCounter();
    private final RunningCounter exported = new RunningCounter();
    /** Whether all messages, and all with counters, had a time of the meter so far. */
    private boolean allStamped = true;
    private boolean metersClock = true;
    private int segment;
    private List<MBusDevice> devices = List.of();

    /**
     * @param store keeps the lines
     * @param zone  of the meter's clock; absent: that of its dialect
     */
    public Ledger(LedgerStore store, Optional<ZoneId> zone) {
        this.store = store;
        this.zone = zone;
    }

    /** Mean power of an energy over a time, in watts. */
    static long watts(long energy, long seconds) {
        return Math.floorDiv(energy * 36 + 50 * seconds, 100 * seconds);
    }

    /** Takes a snapshot, and returns what its counters moved until then. */
    public synchronized EnergyUse accept(Snapshot snapshot) {
        if (!key.equals(Optional.of(snapshot.key()))) {
            open(snapshot);
        }
        if (!ready && read.get().isPresent()) {
            timelines = read.get().get();
            ready = true;
        }
        run(snapshot);
        if (ready) {
            energies(snapshot);
            volumes(snapshot);
            write();
        }
        return use();
    }

    private void open(Snapshot snapshot) {
        key = Optional.of(snapshot.key());
        ready = false;
        segment = snapshot.segment();
        timelines = new EnumMap<>(Counter.class);
        metersClock = true;
        devices = List.of();
        AtomicReference<Optional<Map<Counter, Timeline>>> reading = new AtomicReference<>(Optional.empty());
        read = reading;
        store.read(snapshot.key(), lines -> reading.set(Optional.of(restored(lines, snapshot.key()))));
    }

    private static Map<Counter, Timeline> restored(Stream<String> lines, MeterKey meter) {
        Map<Counter, Timeline> restored = new EnumMap<>(Counter.class);
        List<String> damaged = new ArrayList<>();
        LedgerLine.ofDays(lines, line -> {
            try {
                LedgerLine.parse(line).forEach((counter, entry) ->
                        restored.computeIfAbsent(counter, Timeline::new).restore(entry));
            } catch (IllegalArgumentException | DateTimeException wrong) {
                damaged.add(line);
            }
        });
        if (!damaged.isEmpty()) {
            LOG.warn("{} lines of the energies of {} are damaged and are not used; the first is \"{}\"", damaged.size(),
                    meter, damaged.get(0));
        }
        return restored;
    }

    /** A list without counters leaves the last ones valid; they are no reading of this message. */
    private void energies(Snapshot snapshot) {
        boolean replaced = snapshot.segment() != segment;
        Optional<String> number = number(snapshot.reading().meter().equipmentId());
        for (Counter counter : ENERGIES) {
            OptionalLong count = count(snapshot, counter.quantity().orElseThrow());
            if (count.isPresent()) {
                metersClock &= snapshot.reading().time().isPresent();
                timeline(counter).accept(time(snapshot), count.getAsLong(), number, replaced);
                segment = snapshot.segment();
            }
        }
    }

    /** Some meters stamp only some of their messages: two clocks, minutes or an hour apart, must not mix. */
    private Stamp time(Snapshot snapshot) {
        return metersClock ? snapshot.reading().time().orElseThrow()
                : Stamp.of(snapshot.arrival().getEpochSecond(), snapshot.reading().meter().dialect().zone(zone));
    }

    private void run(Snapshot snapshot) {
        allStamped &= snapshot.reading().time().isPresent();
        long second = allStamped ? snapshot.reading().time().orElseThrow().epochSecond()
                : snapshot.arrival().getEpochSecond();
        imported.accept(second, power(snapshot.values(), 1), count(snapshot, Quantity.ENERGY_IMPORT));
        exported.accept(second, power(snapshot.values(), -1), count(snapshot, Quantity.ENERGY_EXPORT));
    }

    /** In watts; meters whose counters are seldom sum over their phases, so that one direction is 0. */
    private static OptionalLong power(Values values, int sign) {
        return values.has(Quantity.POWER_NET)
                ? OptionalLong.of(Math.max(0, Math.round(sign * values.number(Quantity.POWER_NET))))
                : OptionalLong.empty();
    }

    /** A counter, if it is this message's own. */
    private static OptionalLong count(Snapshot snapshot, Quantity quantity) {
        return snapshot.values().has(quantity) && snapshot.reading().values().has(quantity)
                ? OptionalLong.of(snapshot.values().scaled(quantity)) : OptionalLong.empty();
    }

    /** The first device of a medium counts, if it counts a volume; where it is withheld no other takes its place. */
    private void volumes(Snapshot snapshot) {
        if (snapshot.devices().equals(devices)) {
            return; // they are read each five minutes, or each hour
        }
        devices = snapshot.devices();
        for (Counter counter : Counter.values()) {
            Optional<MBusDevice> device = counter.medium().flatMap(medium -> snapshot.reading().devices().stream()
                    .filter(one -> one.medium() == medium && cubicMeters(one).isPresent()).findFirst())
                    .flatMap(said -> snapshot.devices().stream().filter(one -> one.channel() == said.channel())
                            .findFirst());
            Optional<BigDecimal> volume = device.flatMap(Ledger::cubicMeters);
            if (volume.isPresent()) {
                timeline(counter).accept(device.get().reading().orElseThrow().time(),
                        volume.get().movePointRight(3).longValue(), number(device.get().id()), false);
            }
        }
    }

    /** As it is kept: words of a line are cut at blanks. */
    private static Optional<String> number(Optional<String> meter) {
        return meter.map(text -> text.replace(' ', '_'));
    }

    private static Optional<BigDecimal> cubicMeters(MBusDevice device) {
        return device.reading().flatMap(MBusDevice.Counter::cubicMeters);
    }

    private Timeline timeline(Counter counter) {
        return timelines.computeIfAbsent(counter, Timeline::new);
    }

    /** Keeps what is new: the entries of one time in a line. */
    private void write() {
        Map<Stamp, Map<Counter, Entry>> lines = new LinkedHashMap<>();
        for (Counter counter : timelines.keySet()) {
            for (Entry entry : timelines.get(counter).unwritten()) {
                lines.computeIfAbsent(entry.time(), none -> new EnumMap<>(Counter.class)).put(counter, entry);
            }
        }
        append(lines);
    }

    private void append(Map<Stamp, Map<Counter, Entry>> lines) {
        Map<YearMonth, List<String>> months = new LinkedHashMap<>();
        lines.forEach((time, entries) -> months.computeIfAbsent(YearMonth.from(LocalDateTime.ofEpochSecond(
                time.epochSecond(), 0, ZoneOffset.ofTotalSeconds(time.offsetSeconds()))), none -> new ArrayList<>())
                .add(LedgerLine.text(time, entries)));
        months.forEach((month, texts) -> store.append(key.orElseThrow(), month, texts));
    }

    private EnergyUse use() {
        Map<Counter, Use> newest = new EnumMap<>(Counter.class);
        for (Counter counter : timelines.keySet()) {
            timelines.get(counter).use().ifPresent(use -> newest.put(counter, use));
        }
        Map<Counter, Long> running = new EnumMap<>(Counter.class);
        imported.energy().ifPresent(energy -> running.put(Counter.IMPORT, energy));
        exported.energy().ifPresent(energy -> running.put(Counter.EXPORT, energy));
        return new EnergyUse(newest, running,
                Optional.ofNullable(timelines.get(Counter.IMPORT)).flatMap(Timeline::lastQuarter));
    }

    /** Keeps the newest readings: the driver ends. */
    public synchronized void end() {
        Map<Stamp, Map<Counter, Entry>> lines = new LinkedHashMap<>();
        timelines.forEach((counter, timeline) -> timeline.newest().ifPresent(entry ->
                lines.computeIfAbsent(entry.time(), none -> new EnumMap<>(Counter.class)).put(counter, entry)));
        append(lines);
    }
}
