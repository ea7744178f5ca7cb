package org.dbusp1.energy;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.energy.LedgerLine.Entry;
import org.dbusp1.meter.BelievedReading;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Quarter;
import org.dbusp1.meter.EnergyUse.Quarter.Origin;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MediumMeter;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.SafeText;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of energy: the value of each counter of a meter at the borders of quarter hours, and the energy between
 * them. It accepts each believed message, returns the use known then, and stores a line for each quarter hour.
 *
 * <p>While the lines of earlier runs are being read, no use is known: powers continue the counters, and the newest
 * message with a counter waits.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** The quarter hours in a snapshot: those of a day. */
    private static final int MOST_QUARTERS = 96;
    private static final List<Counter> ENERGIES = Stream.of(Counter.values()).filter(counter -> counter.quantity() != null).toList();

    /** Stores the lines of the ledger over restarts. No call waits for a disk. */
    public interface LedgerFile {
        LedgerFile NONE = new LedgerFile() {
            @Override
            public void read(MeterKey meter, Consumer<Stream<String>> reader) {
                reader.accept(Stream.empty());
            }

            @Override
            public void append(MeterKey meter, YearMonth month, List<String> lines) {
            }
        };

        /**
         * Reads the lines of a meter, the oldest month first.
         *
         * @param reader receives the lines once, even if there are none or they cannot be read; on any thread
         */
        void read(MeterKey meter, Consumer<Stream<String>> reader);

        /** Adds lines to those of a month. Returns at once. */
        void append(MeterKey meter, YearMonth month, List<String> lines);
    }

    /** Receives the windows of the import that were measured from start to end. A window may be repeated after the clock was set. */
    @FunctionalInterface
    public interface WindowReceiver {
        /**
         * Accepts a window.
         *
         * @param start start of the window, in seconds since 1970
         * @param watts mean import of the window; null: one that was reported before was wrong
         */
        void accept(long start, @Nullable Long watts);
    }

    private record Waiting(BelievedReading believed, Stamp time) {
    }

    private final LedgerFile store;
    private final @Nullable ZoneId zone;
    /** The origin of quarter hours that are counted now. */
    private final Origin liveOrigin;
    /** The meter; null before the first message. */
    private @Nullable MeterKey key;
    /** The timelines restored from lines of earlier runs; set by any thread. */
    private AtomicReference<@Nullable Map<Counter, Timeline>> read = new AtomicReference<>();
    private Map<Counter, Timeline> timelines = new EnumMap<>(Counter.class);
    private boolean ready;
    /** The newest message with a counter that arrived while the lines were being read; else null. */
    private @Nullable Waiting waiting;
    private int windowSeconds;
    private Function<ZoneId, WindowReceiver> receivers = zone -> (start, watts) -> { };
    private WindowReceiver receiver = receivers.apply(ZoneOffset.UTC);
    private Stamp now = new Stamp(0, 0);
    /** Whether the last message had a time. */
    private boolean dated;
    /** Seconds by which the clock of rows is ahead of the source's; null before the first message with a time. */
    private @Nullable Long ahead;
    private final RunningCounter imported = new RunningCounter();
    private final RunningCounter exported = new RunningCounter();
    private int segment;
    private List<MediumMeter> meters = List.of();
    /** The device whose volume was counted last. */
    private final Map<Counter, MBusDevice> counted = new EnumMap<>(Counter.class);
    /** The quarter hours that changed last, and the number of the newest. */
    private List<Quarter> quarters = List.of();
    private long number;

    /**
     * @param store stores the lines; {@link LedgerFile#NONE} for a log that is replayed
     * @param zone  zone of the meter's clock; null: the zone of its dialect
     */
    public Ledger(LedgerFile store, @Nullable ZoneId zone) {
        this.store = store;
        this.zone = zone;
        this.liveOrigin = store == LedgerFile.NONE ? Origin.REPLAYED : Origin.CONTINUED;
    }

    /** Returns the mean power of an energy over a time, in watts. */
    public static long watts(long energy, long seconds) {
        return Math.floorDiv(energy * 36 + 50 * seconds, 100 * seconds);
    }

    /**
     * Sets the receivers of the windows of the import.
     *
     * @param seconds   900, 1800 or 3600
     * @param receivers makes the receiver for a meter, given the zone of its calendar. The windows of earlier runs arrive
     *                  from another thread, before {@link #now} is present
     */
    public synchronized void watch(int seconds, Function<ZoneId, WindowReceiver> receivers) {
        this.windowSeconds = seconds;
        this.receivers = receivers;
    }

    /** Returns the time of the last message; null if it has none, and while the lines of earlier runs are being read. */
    public synchronized @Nullable Stamp now() {
        return ready && dated ? now : null;
    }

    /** Returns the energy imported since the border of a quarter hour, in the counter's last decimal; null if unknown. */
    public synchronized @Nullable Long importedSince(long border) {
        return timeline(Counter.IMPORT).since(border);
    }

    /** Returns the second up to which it is settled which windows were measured whole; null before the first reading. */
    public synchronized @Nullable Long settledUntil() {
        return timeline(Counter.IMPORT).newestSecond();
    }

    /** Returns whether the meter's clock jumped by more than a month less than a day ago. */
    public synchronized boolean isClockDistrusted() {
        return timeline(Counter.IMPORT).isDistrusted();
    }

    /** Accepts a believed message, and returns the use by its counters until then. */
    public synchronized EnergyUse accept(BelievedReading believed) {
        if (!believed.key().equals(key)) {
            open(believed);
        }
        Stamp time = believed.time();
        if (time == null) {
            return undated(believed);
        }
        dated = true;
        long before = now.epochSecond();
        compareClocks(believed, time);
        now = time;
        Map<Counter, Timeline> restored = ready ? null : read.get();
        boolean resumed = restored != null;
        if (restored != null) {
            ready = true;
            timelines = restored;
            report(Origin.RESTORED, changed(now));
            if (waiting != null) {
                report(liveOrigin, count(waiting.believed(), waiting.time()));
            }
            waiting = null;
        }
        run(believed, !resumed);
        if (ready) {
            SortedSet<Long> finished = count(believed, now);
            if (!resumed && quarter(before) < quarter(now.epochSecond())) {
                finished.add(quarter(before));
            }
            report(liveOrigin, finished);
        } else if (ENERGIES.stream().anyMatch(counter -> count(believed, counter) != null)) {
            waiting = new Waiting(believed, now);
        }
        return use();
    }

    /** Counts the readings of a message; returns the starts of finished quarter hours that changed. */
    private SortedSet<Long> count(BelievedReading believed, Stamp time) {
        energies(believed, time);
        volumes(believed, time);
        write(Timeline::unwritten);
        timeline(Counter.IMPORT).report(receiver);
        report(liveOrigin == Origin.CONTINUED ? Origin.CORRECTED : liveOrigin,
                starts(timeline -> timeline.drainCorrected(quarter(time.epochSecond()))));
        return changed(time);
    }

    private static long quarter(long second) {
        return second - Math.floorMod(second, EnergyUse.QUARTER_SECONDS);
    }

    /** Returns the starts of finished quarter hours that changed. */
    private SortedSet<Long> changed(Stamp time) {
        return starts(timeline -> timeline.drainChanged(quarter(time.epochSecond())));
    }

    private SortedSet<Long> starts(Function<Timeline, List<Long>> changes) {
        SortedSet<Long> starts = new TreeSet<>();
        energies().forEach(timeline -> starts.addAll(changes.apply(timeline)));
        return starts;
    }

    private Stream<Timeline> energies() {
        return timelines.entrySet().stream().filter(entry -> entry.getKey().quantity() != null).map(Map.Entry::getValue);
    }

    private void report(Origin origin, Collection<Long> starts) {
        if (starts.isEmpty()) {
            return;
        }
        List<Quarter> all = new ArrayList<>(quarters);
        for (long start : starts) {
            number++;
            all.add(quarter(number, origin, start, Timeline::quarter));
        }
        quarters = List.copyOf(all.subList(Math.max(0, all.size() - MOST_QUARTERS), all.size()));
    }

    private Quarter quarter(long number, Origin origin, long start, BiFunction<Timeline, Long, @Nullable Energy> energy) {
        Map<Counter, Energy> energies = new EnumMap<>(Counter.class);
        timelines.forEach((counter, timeline) -> {
            Energy known = energy.apply(timeline, start);
            if (known != null) {
                energies.put(counter, known);
            }
        });
        Counter total = timeline(Counter.IMPORT).newestSecond() != null ? Counter.IMPORT : Counter.EXPORT;
        return new Quarter(number, origin, start, energies, energies.getOrDefault(total, Energy.NONE).watts() != null);
    }

    private void open(BelievedReading believed) {
        key = believed.key();
        ready = false;
        ahead = null;
        segment = believed.segment();
        timelines = new EnumMap<>(Counter.class);
        meters = List.of();
        counted.clear();
        quarters = List.of();
        waiting = null;
        receiver = receivers.apply(believed.reading().meter().dialect().zone(zone));
        WindowReceiver windows = receiver;
        AtomicReference<@Nullable Map<Counter, Timeline>> reading = new AtomicReference<>();
        read = reading;
        store.read(believed.key(), lines -> reading.set(restored(lines, believed.key(), windows)));
    }

    private Map<Counter, Timeline> restored(Stream<String> lines, MeterKey meter, WindowReceiver windows) {
        Map<Counter, Timeline> restored = new EnumMap<>(Counter.class);
        AtomicInteger damaged = new AtomicInteger();
        AtomicReference<String> first = new AtomicReference<>("");
        lines.forEach(line -> {
            try {
                LedgerLine.parse(line).forEach((counter, entry) -> {
                    Timeline timeline = restored.computeIfAbsent(counter, this::fresh);
                    timeline.restore(entry);
                    timeline.report(windows);
                });
            } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
                if (damaged.getAndIncrement() == 0) {
                    first.set(SafeText.excerpt(line));
                }
            }
        });
        if (damaged.get() > 0) {
            LOG.warn("{} lines of the energies of {} are damaged and are not used; the first is \"{}\"", damaged, meter, first);
        }
        return restored;
    }

    /**
     * Counts the energy counters of a message. After a list without counters the last counters are still valid, but they
     * were not read with this message.
     */
    private void energies(BelievedReading believed, Stamp time) {
        boolean replaced = believed.segment() != segment;
        String number = number(believed.reading().meter().equipmentId());
        for (Counter counter : ENERGIES) {
            Long count = count(believed, counter);
            if (count != null) {
                if (believed.refuted().containsKey(Objects.requireNonNull(counter.quantity()))) {
                    timeline(counter).retract();
                }
                timeline(counter).accept(time, count, number, replaced);
                segment = believed.segment();
            }
        }
    }

    /** Begins a new stretch if the clock of a message was set: its time and that of the source moved apart. */
    private void compareClocks(BelievedReading believed, Stamp time) {
        long shift = time.epochSecond() - believed.sourceTime().getEpochSecond();
        if (ahead != null && Math.abs(shift - ahead) > Timeline.EXACT_SECONDS) {
            energies().forEach(Timeline::clockSet);
        }
        ahead = shift;
    }

    /** Returns the use of a message without a time: its counters are not those of any day, and powers continue them. */
    private EnergyUse undated(BelievedReading believed) {
        dated = false;
        long second = believed.sourceTime().getEpochSecond();
        imported.accept(second, importPower(believed.values()), count(believed, Counter.IMPORT));
        exported.accept(second, power(believed.values(), Quantity.POWER_NET, -1), count(believed, Counter.EXPORT));
        return new EnergyUse(Map.of(), running(), quarters, null);
    }

    /** @param withoutGap false after messages with powers that were not counted */
    private void run(BelievedReading believed, boolean withoutGap) {
        Values values = believed.values();
        run(Counter.IMPORT, imported, importPower(values), believed, withoutGap);
        run(Counter.EXPORT, exported, power(values, Quantity.POWER_NET, -1), believed, withoutGap);
    }

    private void run(Counter counter, RunningCounter running, @Nullable Long power, BelievedReading believed, boolean withoutGap) {
        running.accept(now.epochSecond(), power, count(believed, counter));
        if (ready) {
            timeline(counter).draw(now.epochSecond(), running.drawn(), withoutGap && running.isFilled());
        }
    }

    /** Returns the present import in whole watts. Some German meters print export as an import below zero. */
    public static @Nullable Long importPower(Values values) {
        return power(values, values.has(Quantity.POWER_IMPORT) ? Quantity.POWER_IMPORT : Quantity.POWER_NET, 1);
    }

    /** Returns a power in watts, not below 0. Meters that rarely send counters sum over their phases, so that one direction is 0. */
    private static @Nullable Long power(Values values, Quantity power, int sign) {
        return values.has(power) ? Math.max(0, Math.round(sign * values.number(power))) : null;
    }

    private static @Nullable Long count(BelievedReading believed, Counter counter) {
        Quantity quantity = Objects.requireNonNull(counter.quantity());
        return believed.values().has(quantity) && believed.reading().values().has(quantity)
                ? believed.values().scaled(quantity) : null;
    }

    /**
     * Counts the volumes of the meter of each medium. While its counter is withheld, no other device is counted.
     *
     * @param time of the message: also that of a counter without a time of its own
     */
    private void volumes(BelievedReading believed, Stamp time) {
        boolean timed = believed.mediumMeters().stream().map(meter -> meter.device().reading()).filter(Objects::nonNull)
                .allMatch(counter -> counter.readAt().isPresent());
        if (timed && believed.mediumMeters().equals(meters) && timelines.values().stream().noneMatch(Timeline::hasCandidate)) {
            return; // they are read each five minutes, or each hour
        }
        meters = believed.mediumMeters();
        for (Counter counter : Counter.values()) {
            MBusDevice device = counter.medium() == null ? null : believed.meter(counter.medium()).orElse(null);
            if (device != null && device.reading() != null) {
                volume(counter, device, device.reading(), time);
            }
        }
    }

    private void volume(Counter counter, MBusDevice device, CounterReading reading, Stamp time) {
        reading.cubicMeters().ifPresent(volume -> {
            MBusDevice before = counted.put(counter, device);
            // Two numbers that differ say it too.
            boolean another = before != null && before.channel() != device.channel() && (before.id() == null || device.id() == null);
            timeline(counter).accept(reading.readAt().orElse(time), volume.movePointRight(3).longValue(),
                    number(device.id()), another);
        });
    }

    /** Returns a number as it is stored, without blanks, which separate the words of a line. */
    private static @Nullable String number(@Nullable String meter) {
        return meter == null ? null : meter.replace(' ', '_');
    }

    private Timeline timeline(Counter counter) {
        return timelines.computeIfAbsent(counter, this::fresh);
    }

    private Timeline fresh(Counter counter) {
        return new Timeline(counter, counter == Counter.IMPORT ? windowSeconds : 0);
    }

    /**
     * Stores entries of the counters, those of one time in one line where this keeps the order of each counter's entries: of the
     * borders in a gap, some counters know more than others.
     */
    private void write(Function<Timeline, Collection<Entry>> entries) {
        List<Map.Entry<Stamp, Map<Counter, Entry>>> lines = new ArrayList<>();
        timelines.forEach((counter, timeline) -> {
            int next = 0;
            for (Entry entry : entries.apply(timeline)) {
                while (next < lines.size() && !lines.get(next).getKey().equals(entry.time())) {
                    next++;
                }
                if (next == lines.size()) {
                    lines.add(Map.entry(entry.time(), new EnumMap<>(Counter.class)));
                }
                lines.get(next).getValue().put(counter, entry);
            }
        });
        Map<YearMonth, List<String>> months = new LinkedHashMap<>();
        lines.forEach(line -> {
            Stamp time = line.getKey();
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(time.offsetSeconds());
            YearMonth month = YearMonth.from(LocalDateTime.ofEpochSecond(time.epochSecond(), 0, offset));
            months.computeIfAbsent(month, absentKey -> new ArrayList<>()).add(LedgerLine.text(time, line.getValue()));
        });
        months.forEach((month, texts) -> store.append(Objects.requireNonNull(key), month, texts));
    }

    private EnergyUse use() {
        Map<Counter, Use> newest = new EnumMap<>(Counter.class);
        timelines.forEach((counter, timeline) -> {
            Use use = timeline.use(now);
            if (use != null) {
                newest.put(counter, use);
            }
        });
        return new EnergyUse(newest, running(), quarters, unfinished());
    }

    private Map<Counter, Long> running() {
        Map<Counter, Long> running = new EnumMap<>(Counter.class);
        Map.of(Counter.IMPORT, imported, Counter.EXPORT, exported).forEach((counter, runningCounter) -> {
            Long energy = runningCounter.energy();
            if (energy != null) {
                running.put(counter, energy);
            }
        });
        return running;
    }

    private @Nullable Quarter unfinished() {
        long start = QuarterSums.startBefore(now.epochSecond());
        return ready ? quarter(0, liveOrigin, start, Timeline::running) : null;
    }

    /** Stores the newest readings when the driver ends. */
    public synchronized void end() {
        write(Timeline::newest);
    }
}
