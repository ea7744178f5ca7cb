package org.dbusp1.metering.energy;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.meter.Arrival;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Quarter;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.NumberedDevice;
import org.dbusp1.meter.Published;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.SafeText;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.energy.LedgerLine.BoundaryValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the value of each counter of one meter at the boundaries of quarter hours, and the energy between two boundaries. For each
 * message that may be published the ledger returns the use known until then; for each quarter hour the ledger stores a line. Energies
 * are in 0.1 mWh, the last decimal of kWh; volumes are in litres; times are in seconds since 1970 by the meter's clock.
 *
 * <p>While the lines of earlier runs are being read, no use is known: powers continue the counters, and the newest
 * message with a counter waits. Thread-safe: another thread restores these lines without the lock, and hands them over in
 * {@code restoredTimelines}.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** Most quarter hours in a snapshot: a day's. */
    private static final int MOST_QUARTERS = 96;
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<Counter> CONTINUED_COUNTERS = List.of(Counter.IMPORT, Counter.EXPORT);
    private static final List<Counter> ENERGY_COUNTERS = Stream.of(Counter.values()).filter(counter -> counter.quantity() != null).toList();

    /** Stores the lines of the ledger over restarts. No call waits for a disk. */
    public interface LedgerStore {
        LedgerStore NONE = new LedgerStore() {
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
         * @param reader receives the lines once, even if no lines are stored or the lines cannot be read; on any thread
         */
        void read(MeterKey meter, Consumer<Stream<String>> reader);

        /** Appends lines to the file of a month. Returns before the lines are on the disk. */
        void append(MeterKey meter, YearMonth month, List<String> lines);
    }

    /** Receives the import windows that were measured from start to end. A window may arrive again after the clock was set. */
    @FunctionalInterface
    public interface WindowReceiver {
        /**
         * @param start start of the window, in seconds since 1970
         * @param watts mean import of the window; null: the mean reported before was wrong
         */
        void accept(long start, @Nullable Long watts);
    }

    private record PendingMessage(Reading reading, Published published, Arrival arrival, Stamp time) {
    }

    /**
     * The calendar by which windows are reported.
     *
     * @param isFilled whether the receiver has the windows of the lines; set by any thread
     */
    private record WindowCalendar(ZoneId zone, WindowReceiver receiver, AtomicBoolean isFilled) {
    }

    private final MeterKey key;
    private final LedgerStore store;
    private final @Nullable ZoneId zone;
    /** Length of the windows to report: 900, 1800 or 3600; 0: none is reported. */
    private final int windowSeconds;
    private final Function<ZoneId, WindowReceiver> receivers;
    /** Timelines from the lines of earlier runs; holds null until all lines are read. Set by any thread. */
    private final AtomicReference<@Nullable Map<Counter, Timeline>> restoredTimelines = new AtomicReference<>();
    private Map<Counter, Timeline> timelines = new EnumMap<>(Counter.class);
    /** Whether {@link #timelines} continue the lines of earlier runs; false while these lines are being read. */
    private boolean isRestored;
    /** The newest message with a counter that arrived while the lines were being read; null without such a message. */
    private @Nullable PendingMessage pending;
    /** The calendar by the zone of the meter's clock; null before the first message. */
    private @Nullable WindowCalendar calendar;
    /** Time of the last message that had a time; 1970 before. */
    private Stamp now = new Stamp(0, 0);
    private boolean hasTime;
    /** Time of the last message less the monotonic time of its arrival, in seconds; null before the meter's first message with a time. */
    private @Nullable Long clockLeadSeconds;
    /** The import counter, continued by the powers of messages between two readings. */
    private final RunningCounter imported = new RunningCounter();
    /** The export counter, continued by the powers of messages between two readings. */
    private final RunningCounter exported = new RunningCounter();
    /** The continued counters that have gone on from those of the earlier run, if it kept them. */
    private final Set<Counter> resumed = EnumSet.noneOf(Counter.class);
    /** Monotonic time of the last message with an energy counter, or of the meter's first message, in seconds; null before it. */
    private @Nullable Long counterSecond;
    /** Whether messages of more than a minute held no energy counter, in this run or in one that kept a continued counter. */
    private boolean countsHourly;
    /** Index of the meter in this run, as in {@link Published#meterIndex()}, at the last energy reading. */
    private int meterIndex;
    /** The meter's number in its newest message that has one, as lines store it; null before the first. */
    private @Nullable String shownNumber;
    /** The M-Bus meters of the last message whose volumes were handled. */
    private List<NumberedDevice> lastNumberedDevices = List.of();
    /** For gas and water: the M-Bus device whose volume was handled last; no entry before the first. */
    private final Map<Counter, MBusDevice> lastDevices = new EnumMap<>(Counter.class);
    /** The finished quarter hours that changed last, in the order of their numbers; at most {@link #MOST_QUARTERS}. */
    private List<Quarter> quarters = List.of();
    /** Number of the newest quarter hour in {@link #quarters}; 0 before the first. */
    private long lastReportNumber;

    /** Makes a ledger that reports no windows. */
    public Ledger(MeterKey key, LedgerStore store, @Nullable ZoneId zone) {
        this(key, store, zone, 0, calendar -> (start, watts) -> { });
    }

    /**
     * @param store stores the lines; {@link LedgerStore#NONE} for a log that is replayed or a simulated meter
     * @param zone  zone of the meter's clock; null: the zone of its dialect
     * @param windowSeconds length of the import windows to report: 900, 1800 or 3600; 0: none
     * @param receivers makes the receiver of windows for a calendar, given its zone; again if another zone of the meter's clock is found.
     *                  The windows of the lines may arrive from another thread, before {@link #now} is present
     */
    public Ledger(MeterKey key, LedgerStore store, @Nullable ZoneId zone, int windowSeconds,
            Function<ZoneId, WindowReceiver> receivers) {
        this.key = key;
        this.store = store;
        this.zone = zone;
        this.windowSeconds = windowSeconds;
        this.receivers = receivers;
    }

    /** Returns the mean power in W, rounded, of an energy in 0.1 mWh over a time in seconds. */
    public static long watts(long energy, long seconds) {
        return Math.floorDiv(energy * 36 + 50 * seconds, 100 * seconds);
    }

    /** Returns the time of the last message; null if that message has no time, or while lines are being read. */
    public synchronized @Nullable Stamp now() {
        return isRestored && calendar != null && calendar.isFilled().get() && hasTime ? now : null;
    }

    /** Returns the energy imported since the boundary of a quarter hour, in 0.1 mWh; null if unknown. */
    public synchronized @Nullable Long importedSince(long boundary) {
        return timeline(Counter.IMPORT).since(boundary);
    }

    /**
     * Returns the time of the newest import reading: each window that ended before then was reported, or was missed. Null before the first
     * reading.
     */
    public synchronized @Nullable Long coveredUntil() {
        return timeline(Counter.IMPORT).newestSecond();
    }

    /** Returns whether the meter's clock jumped by more than a month less than a day ago. */
    public synchronized boolean isClockDistrusted() {
        return timeline(Counter.IMPORT).isDistrusted();
    }

    /** Accepts a believed message; returns the use of all counters up to this message. */
    public synchronized EnergyUse accept(Reading reading, Published published, Arrival arrival) {
        ZoneId daysZone = reading.zone(zone);
        if (calendar == null) {
            meterIndex = published.meterIndex();
            calendar = readLines(daysZone);
        }
        String number = storedMeterNumber(reading.meter().equipmentId());
        shownNumber = number == null ? shownNumber : number;
        Stamp time = arrival.rowTime();
        if (time == null) {
            return acceptUndated(reading, published, arrival);
        }
        if (!calendar.zone().equals(daysZone) && !offset(calendar.zone(), time).equals(offset(daysZone, time))) {
            calendar = readLines(daysZone);
        }
        hasTime = true;
        long before = now.epochSecond();
        boolean isClockSet = compareClocks(arrival, time);
        now = time;
        Map<Counter, Timeline> restored = isRestored ? null : restoredTimelines.get();
        boolean first = restored != null;
        if (restored != null) {
            isRestored = true;
            timelines = restored;
            forEachEnergy(timeline -> countsHourly |= timeline.continued(null) != null);
            reportQuarters(drainChanged(now));
            if (pending != null) {
                reportQuarters(acceptReadings(pending.reading(), pending.published(), pending.arrival(), pending.time()));
            }
            pending = null;
        }
        continueByPower(reading, published, arrival, !first);
        if (isRestored) {
            SortedSet<Long> finished = acceptReadings(reading, published, arrival, now);
            // The quarter hour of a clock that was set back does not end: its energy would never be reported.
            if (!first && (isClockSet || quarterStart(before) < quarterStart(now.epochSecond()))) {
                finished.add(quarterStart(before));
            }
            reportQuarters(finished);
        } else if (ENERGY_COUNTERS.stream().anyMatch(counter -> counterValue(counter, reading, published) != null)) {
            pending = new PendingMessage(reading, published, arrival, now);
        }
        return use(reading);
    }

    /** Passes the readings of a message on to the timelines; returns the starts of finished quarter hours that changed. */
    private SortedSet<Long> acceptReadings(Reading reading, Published published, Arrival arrival, Stamp time) {
        acceptEnergies(reading, published, arrival.nanos(), time);
        acceptVolumes(published, arrival.nanos(), time);
        write(Timeline::drainUnwritten);
        if (calendar != null && calendar.isFilled().get()) {
            timeline(Counter.IMPORT).reportWindows(calendar.receiver());
        }
        return drainChanged(time);
    }

    private static ZoneOffset offset(ZoneId zone, Stamp time) {
        return zone.getRules().getOffset(time.instant());
    }

    private static long quarterStart(long second) {
        return second - Math.floorMod(second, EnergyUse.QUARTER_SECONDS);
    }

    private SortedSet<Long> drainChanged(Stamp time) {
        SortedSet<Long> starts = new TreeSet<>();
        forEachEnergy(timeline -> starts.addAll(timeline.drainChanged(quarterStart(time.epochSecond()))));
        return starts;
    }

    private void forEachEnergy(Consumer<Timeline> action) {
        timelines.forEach((counter, timeline) -> {
            if (counter.quantity() != null) {
                action.accept(timeline);
            }
        });
    }

    private void reportQuarters(Collection<Long> starts) {
        if (starts.isEmpty()) {
            return;
        }
        List<Quarter> all = new ArrayList<>(quarters);
        for (long start : starts) {
            lastReportNumber++;
            all.add(quarter(lastReportNumber, start, Timeline::quarter));
        }
        quarters = List.copyOf(all.subList(Math.max(0, all.size() - MOST_QUARTERS), all.size()));
    }

    private Quarter quarter(long reportNumber, long start, BiFunction<Timeline, Long, @Nullable Energy> energy) {
        Map<Counter, Energy> energies = new EnumMap<>(Counter.class);
        timelines.forEach((counter, timeline) -> putIfKnown(energies, counter, energy.apply(timeline, start)));
        Counter total = timeline(Counter.IMPORT).newestSecond() != null ? Counter.IMPORT : Counter.EXPORT;
        return new Quarter(reportNumber, start, energies, energies.getOrDefault(total, Energy.NONE).watts() != null,
                store == LedgerStore.NONE);
    }

    /** Makes the receiver of windows for a calendar and gives it the windows of the lines. */
    private WindowCalendar readLines(ZoneId daysZone) {
        WindowCalendar made = new WindowCalendar(daysZone, receivers.apply(daysZone), new AtomicBoolean());
        store.read(key, lines -> {
            Map<Counter, Timeline> restored = restoreTimelines(lines, made.receiver());
            made.isFilled().set(true);
            restoredTimelines.compareAndSet(null, restored);
        });
        return made;
    }

    private Map<Counter, Timeline> restoreTimelines(Stream<String> lines, WindowReceiver windows) {
        Map<Counter, Timeline> restored = new EnumMap<>(Counter.class);
        AtomicInteger damaged = new AtomicInteger();
        AtomicReference<String> first = new AtomicReference<>("");
        lines.forEach(line -> {
            try {
                LedgerLine.parse(line).forEach((counter, entry) -> {
                    Timeline timeline = restored.computeIfAbsent(counter, this::newTimeline);
                    timeline.restore(entry);
                    timeline.reportWindows(windows);
                });
            } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
                if (damaged.getAndIncrement() == 0) {
                    first.set(SafeText.excerpt(line));
                }
            }
        });
        if (damaged.get() > 0) {
            LOG.warn("{} lines of the energies of {} are damaged and are not used; the first is \"{}\"", damaged, key, first);
        }
        return restored;
    }

    // After a list without counters, the valid values still hold the last counters, but this list did not send them: see counterValue().
    private void acceptEnergies(Reading reading, Published published, long nanos, Stamp time) {
        boolean replaced = published.meterIndex() != meterIndex;
        String number = storedMeterNumber(reading.meter().equipmentId());
        for (Counter counter : ENERGY_COUNTERS) {
            Long count = counterValue(counter, reading, published);
            if (count != null) {
                // This message proves the last reading wrong.
                if (published.retracted().containsKey(Objects.requireNonNull(counter.quantity()))) {
                    timeline(counter).retract();
                }
                timeline(counter).accept(time, nanos, count, number, replaced);
                meterIndex = published.meterIndex();
            }
        }
    }

    /** Begins a new clock epoch if the clock was set: it moved by over a minute more or less than the monotonic one. Returns whether so. */
    private boolean compareClocks(Arrival arrival, Stamp time) {
        long shift = time.epochSecond() - monotonicSecond(arrival);
        boolean isSet = clockLeadSeconds != null && Math.abs(shift - clockLeadSeconds) > Timeline.EXACT_SECONDS;
        if (isSet) {
            forEachEnergy(Timeline::clockWasSet);
        }
        clockLeadSeconds = shift;
        return isSet;
    }

    private static long monotonicSecond(Arrival arrival) {
        return Math.floorDiv(arrival.nanos(), NANOS_PER_SECOND);
    }

    /** Returns the use by a message without a time: its counters belong to no day; powers continue import and export. */
    private EnergyUse acceptUndated(Reading reading, Published published, Arrival arrival) {
        hasTime = false;
        continueCounters(reading, published, arrival);
        return new EnergyUse(Map.of(), continuedCounters(), countsHourly(reading), quarters, null);
    }

    /**
     * Continues import and export by the powers of a message.
     *
     * @param withoutGap false after messages whose powers did not reach the timelines
     */
    private void continueByPower(Reading reading, Published published, Arrival arrival, boolean withoutGap) {
        continueCounters(reading, published, arrival);
        if (isRestored) {
            forEachContinued((counter, running) -> timeline(counter).acceptEnergyByPower(now.epochSecond(), running.energyByPower(),
                    withoutGap && running.isCoveredByPower()));
        }
    }

    private void continueCounters(Reading reading, Published published, Arrival arrival) {
        Values values = published.values();
        long second = monotonicSecond(arrival);
        imported.accept(second, importPower(values), counterValue(Counter.IMPORT, reading, published));
        exported.accept(second, power(values, Quantity.POWER_NET, -1), counterValue(Counter.EXPORT, reading, published));
        if (counterSecond == null || CONTINUED_COUNTERS.stream().anyMatch(counter -> sends(counter, reading, published))) {
            counterSecond = second;
        }
        countsHourly |= reading.meter().dialect().sendsPartialLists() && second - counterSecond > RunningCounter.GAP_SECONDS;
        if (isRestored) {
            forEachContinued((counter, running) -> resume(counter, running, reading));
        }
    }

    /** Goes on from the continued counter of an earlier run, once a reading is known. */
    private void resume(Counter counter, RunningCounter running, Reading reading) {
        if (running.highest() != null && resumed.add(counter)) {
            Long kept = timeline(counter).continued(storedMeterNumber(reading.meter().equipmentId()));
            if (kept != null) {
                running.resume(kept);
            }
        }
    }

    private void forEachContinued(BiConsumer<Counter, RunningCounter> action) {
        action.accept(Counter.IMPORT, imported);
        action.accept(Counter.EXPORT, exported);
    }

    /** Returns whether the meter sent the counter with this message: a message does not hold a counter whose unit is unknown. */
    private static boolean sends(Counter counter, Reading reading, Published published) {
        return holds(reading, counter) || published.withheld().quantities().contains(Objects.requireNonNull(counter.quantity()));
    }

    private static boolean holds(Reading reading, Counter counter) {
        return reading.values().has(Objects.requireNonNull(counter.quantity()));
    }

    /** Returns the present import in whole W, at least 0; null without power. Some German meters print export as a negative import. */
    public static @Nullable Long importPower(Values values) {
        return power(values, values.has(Quantity.POWER_IMPORT) ? Quantity.POWER_IMPORT : Quantity.POWER_NET, 1);
    }

    /** Returns a power in W, at least 0. A meter that rarely sends counters sums over its phases, so one direction is 0. */
    private static @Nullable Long power(Values values, Quantity power, int sign) {
        return values.has(power) ? Math.max(0, Math.round(sign * values.number(power))) : null;
    }

    /** Returns the counter as read with this message, in 0.1 mWh; null if the message does not hold the counter. */
    private static @Nullable Long counterValue(Counter counter, Reading reading, Published published) {
        Quantity quantity = Objects.requireNonNull(counter.quantity());
        return published.values().has(quantity) && holds(reading, counter) ? published.values().scaled(quantity) : null;
    }

    /**
     * Accepts the volumes of the gas meter and the water meter. While a meter's counter is withheld, no other device replaces it.
     *
     * @param time time of the message; used for a counter without a time of its own
     */
    private void acceptVolumes(Published published, long nanos, Stamp time) {
        boolean timed = published.numberedDevices().stream().map(meter -> meter.device().reading()).filter(Objects::nonNull)
                .allMatch(counter -> counter.readAt().isPresent());
        if (timed && published.numberedDevices().equals(lastNumberedDevices)
                && timelines.values().stream().noneMatch(Timeline::hasCandidate)) {
            return; // M-Bus devices are read each five minutes, or each hour
        }
        lastNumberedDevices = published.numberedDevices();
        for (Counter counter : Counter.values()) {
            MBusDevice device = counter.medium() == null ? null : published.meter(counter.medium()).orElse(null);
            if (device != null && device.reading() != null) {
                acceptVolume(counter, device, device.reading(), time, nanos);
            }
        }
    }

    private void acceptVolume(Counter counter, MBusDevice device, CounterReading reading, Stamp time, long nanos) {
        reading.cubicMeters().ifPresent(volume -> {
            MBusDevice before = lastDevices.put(counter, device);
            // Where both devices have numbers, the timeline compares these.
            boolean another = before != null && before.channel() != device.channel() && (before.id() == null || device.id() == null);
            timeline(counter).accept(reading.readAt().orElse(time), nanos, volume.movePointRight(3).longValue(),
                    storedMeterNumber(device.id()), another);
        });
    }

    /** Returns a meter's number as a line stores it: blanks separate the words of a line. */
    private static @Nullable String storedMeterNumber(@Nullable String meter) {
        return meter == null ? null : meter.replace(' ', '_');
    }

    private Timeline timeline(Counter counter) {
        return timelines.computeIfAbsent(counter, this::newTimeline);
    }

    private Timeline newTimeline(Counter counter) {
        return new Timeline(counter, counter == Counter.IMPORT ? windowSeconds : 0);
    }

    /**
     * Stores entries of all counters. Entries of one time share a line if this keeps the order of each counter's entries: within
     * a gap, some counters have entries at more boundaries than others.
     */
    private void write(Function<Timeline, Collection<BoundaryValue>> entries) {
        forEachContinued((counter, running) -> {
            Long highest = running.highest();
            if (countsHourly && highest != null && resumed.contains(counter)) {
                timeline(counter).keepContinued(highest);
            }
        });
        List<Map.Entry<Stamp, Map<Counter, BoundaryValue>>> lines = new ArrayList<>();
        timelines.forEach((counter, timeline) -> {
            int next = 0;
            for (BoundaryValue entry : entries.apply(timeline)) {
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
        months.forEach((month, texts) -> store.append(key, month, texts));
    }

    private EnergyUse use(Reading reading) {
        Map<Counter, Use> newest = new EnumMap<>(Counter.class);
        timelines.forEach((counter, timeline) -> putIfKnown(newest, counter, timeline.use(now, shownNumber)));
        return new EnergyUse(newest, continuedCounters(), countsHourly(reading), quarters, runningQuarter());
    }

    private Map<Counter, Long> continuedCounters() {
        Map<Counter, Long> known = new EnumMap<>(Counter.class);
        forEachContinued((counter, running) -> putIfKnown(known, counter, resumed.contains(counter) ? running.energy() : null));
        return known;
    }

    /** Returns whether the meter sends its counters once an hour; also true while the lines of earlier runs may still show it. */
    private boolean countsHourly(Reading reading) {
        return countsHourly || !isRestored && reading.meter().dialect().sendsPartialLists();
    }

    private static <V> void putIfKnown(Map<Counter, V> known, Counter counter, @Nullable V value) {
        if (value != null) {
            known.put(counter, value);
        }
    }

    private @Nullable Quarter runningQuarter() {
        long start = QuarterSums.startBefore(now.epochSecond());
        return isRestored ? quarter(0, start, Timeline::running) : null;
    }

    /** Stores the newest readings; called when the driver ends. */
    public synchronized void end() {
        write(Timeline::newestEntry);
    }
}
