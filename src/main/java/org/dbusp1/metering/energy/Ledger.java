package org.dbusp1.metering.energy;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Arrival;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.MeterMatch;
import org.dbusp1.metering.EnergyUse.Quarter;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.energy.LedgerLine.Entry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The energy that one meter counted: an {@link Account} of each counter. Each message that may be published goes to the accounts; their
 * new lines are stored, the quarter hours that ended are reported, and what is known until now is returned.
 *
 * <p>Nothing is known, and no message counts, while the lines of earlier runs are being read on another thread; the first message after
 * that counts what the counters rose meanwhile. Thread-safe.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    /** Most quarter hours in a snapshot: a day's. */
    private static final int MOST_QUARTERS = 96;
    private static final int HOUR_SECONDS = 3_600;
    private static final List<Counter> ENERGIES = Stream.of(Counter.values()).filter(counter -> counter.quantity() != null).toList();
    private static final List<Counter> VOLUMES = Stream.of(Counter.values()).filter(counter -> counter.medium() != null).toList();

    /** Stores the lines of the ledger over restarts. No call waits for a disk. */
    public interface LedgerStore {
        LedgerStore NONE = new LedgerStore() {
            @Override
            public void read(MeterKey meter, Consumer<Stream<String>> reader) {
                reader.accept(Stream.empty());
            }

            @Override
            public void append(MeterKey meter, List<String> lines) {
            }
        };

        /**
         * Reads the lines of a meter in the order in which they were appended.
         *
         * @param reader receives the lines once, even if no lines are stored or the lines cannot be read; on any thread
         */
        void read(MeterKey meter, Consumer<Stream<String>> reader);

        /** Appends lines. Returns before they are on the disk. */
        void append(MeterKey meter, List<String> lines);
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

    private final MeterKey key;
    private final LedgerStore store;
    private final @Nullable ZoneId zone;
    private final int windowSeconds;
    private final Function<ZoneId, WindowReceiver> receivers;
    /** Null while the lines of earlier runs are being read; set by the thread that reads them. */
    private volatile @Nullable Map<Counter, Account> accounts;
    private WindowReceiver windows = (start, watts) -> { };
    /** Starts of quarter hours that changed and are not reported; filled by the thread that reads the lines until there are accounts. */
    private final TreeSet<Long> changed = new TreeSet<>();
    /** The quarter hours that were reported last, in the order of their numbers. */
    private List<Quarter> quarters = List.of();
    private long lastReportNumber;
    private final Map<Counter, PowerEnergy> powers =
            new EnumMap<>(Map.of(Counter.IMPORT, new PowerEnergy(), Counter.EXPORT, new PowerEnergy()));
    /** Time of the last message; null if it had none, and while lines are being read. */
    private @Nullable Stamp now;
    /** Time of the last message that had one, less the monotonic time of its arrival, in seconds; null before the first. */
    private @Nullable Long clockLead;
    /** The {@link Published#meterIndex} of the meter that sent first in this run; null before it. */
    private @Nullable Integer firstIndex;
    /** Index of the meter that sends now, from 0 for that one. */
    private int meterIndex;
    /** The meter's number in its newest message that has one, as lines store it; null before the first. */
    private @Nullable String number;
    /** Monotonic time of the first message of the meter that sends now, in seconds. */
    private long firstSecond;
    /** When a meter of alternating lists was first read, in seconds since 1970; null if its counter of import was known then. */
    private @Nullable Long firstHourSecond;
    private final CounterPace pace = new CounterPace();

    /**
     * @param store stores the lines; {@link LedgerStore#NONE} for a log that is replayed or a simulated meter
     * @param zone  zone of the meter's clock; null: the zone of its dialect
     * @param windowSeconds length of the import windows to report: 900, 1800 or 3600; 0: none
     * @param receivers makes the receiver of windows, given the zone of the first message. The windows of the lines may arrive from
     *                  another thread, before {@link #now} is present
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

    /** Returns the present import in whole W, at least 0; null without power. Some German meters print export as a negative import. */
    public static @Nullable Long importPower(Values values) {
        return power(values, values.has(Quantity.POWER_IMPORT) ? Quantity.POWER_IMPORT : Quantity.POWER_NET, 1);
    }

    /** Returns a power in W, at least 0. A meter that rarely sends counters sums over its phases, so one direction is 0. */
    private static @Nullable Long power(Values values, Quantity power, int sign) {
        return values.has(power) ? Math.max(0, Math.round(sign * values.number(power))) : null;
    }

    /** Returns the time of the last message; null if that message has no time, or while lines are being read. */
    public synchronized @Nullable Stamp now() {
        return now;
    }

    /** Returns the energy imported since the boundary of a quarter hour, in 0.1 mWh; null if unknown. */
    public synchronized @Nullable Long importedSince(long boundary) {
        Account imported = accounts == null ? null : accounts.get(Counter.IMPORT);
        return imported == null ? null : imported.since(boundary, Objects.requireNonNull(powers.get(Counter.IMPORT)));
    }

    /**
     * Returns the time of the newest import reading: each window that ended before then was reported, or was missed. Null before the first
     * reading.
     */
    public synchronized @Nullable Long coveredUntil() {
        Account imported = accounts == null ? null : accounts.get(Counter.IMPORT);
        return imported == null ? null : imported.newestSecond();
    }

    /** Accepts a believed message; returns the use of all counters up to this message. */
    public synchronized EnergyUse accept(Reading reading, Published published, Arrival arrival) {
        long monotonic = TimeUnit.NANOSECONDS.toSeconds(arrival.nanos());
        boolean isFirst = firstIndex == null;
        if (firstIndex == null) {
            firstIndex = published.meterIndex();
        }
        int index = published.meterIndex() - firstIndex;
        if (isFirst || index != meterIndex) {
            meterIndex = index;
            firstSecond = monotonic;
            firstHourSecond = null;
            if (isFirst) {
                windows = receivers.apply(reading.zone(zone));
                store.read(key, lines -> accounts = restored(lines));
            }
        }
        pace.accept(sent(reading, published, monotonic), reading.meter().dialect(), monotonic);
        Map<Counter, Account> open = accounts;
        Stamp time = arrival.rowTime();
        if (open != null) {
            retract(open, published.retracted());
        }
        if (open == null || time == null) {
            now = null;
            powers.values().forEach(PowerEnergy::forget);
            return new EnergyUse(Map.of(), Map.of(), pace.isHourly(), awaitedCounters(reading, monotonic, null), quarters, null);
        }
        long second = time.epochSecond();
        long lead = second - monotonic;
        if (clockLead != null && Math.abs(lead - clockLead) > Account.CLOCK_STEP_SECONDS
                || now != null && second < now.epochSecond() - Account.CLOCK_STEP_SECONDS) {
            clockWasSet(open);
        }
        clockLead = lead;
        now = time;
        changed.add(second - Math.floorMod(second, (long) EnergyUse.QUARTER_SECONDS));
        Objects.requireNonNull(powers.get(Counter.IMPORT)).accept(monotonic, second, importPower(published.values()));
        Objects.requireNonNull(powers.get(Counter.EXPORT)).accept(monotonic, second, power(published.values(), Quantity.POWER_NET, -1));
        // A counter that comes seldom, some seconds after an hour, is that of the hour.
        long late = Math.floorMod(second, (long) HOUR_SECONDS);
        acceptEnergies(open, reading, published, pace.isOfHour() && late < CounterRule.LATE_SECONDS
                ? new Stamp(second - late, time.offsetSeconds()) : time);
        acceptVolumes(open, published, time);
        write(open, false);
        report(open, second - Math.floorMod(second, (long) EnergyUse.QUARTER_SECONDS));
        Map<Counter, Use> uses = uses(open, time);
        Use imported = uses.get(Counter.IMPORT);
        boolean isUnknown = imported == null || imported.match() == MeterMatch.DIFFERENT;
        if (isUnknown && firstHourSecond == null && reading.meter().dialect().sendsPartialLists()) {
            firstHourSecond = second;
            store.append(key, List.of(LedgerLine.text(time)));
        }
        return use(open, uses, awaitedCounters(reading, monotonic, time), time);
    }

    /** @param time null while the lines are being read, and without a clock */
    private Set<Quantity> awaitedCounters(Reading reading, long monotonic, @Nullable Stamp time) {
        long most = EnergyUse.HOURLY_COUNTERS_WAIT.toSeconds();
        boolean isFirstHour = reading.meter().dialect().sendsPartialLists() && monotonic - firstSecond < most
                && (time == null || firstHourSecond != null && time.epochSecond() - firstHourSecond < most);
        return !isFirstHour ? Set.of()
                : pace.hasSent(Counter.EXPORT) ? Set.of(Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT)
                : Set.of(Quantity.ENERGY_IMPORT);
    }

    /** Returns what a message sent of each counter of energy; the time stands for one of an unknown unit. */
    private static Map<Counter, Long> sent(Reading reading, Published published, long monotonic) {
        Map<Counter, Long> sent = new EnumMap<>(Counter.class);
        for (Counter counter : ENERGIES) {
            Quantity quantity = Objects.requireNonNull(counter.quantity());
            if (reading.values().has(quantity)) {
                sent.put(counter, reading.values().scaled(quantity));
            } else if (published.withheld().quantities().contains(quantity)) {
                sent.put(counter, monotonic);
            }
        }
        return sent;
    }

    /** The energy until then is of the clock before; its quarter hours do not end any more. */
    private void clockWasSet(Map<Counter, Account> open) {
        open.values().forEach(Account::clockWasSet);
        powers.values().forEach(PowerEnergy::forget);
        write(open, false);
        report(open, Long.MAX_VALUE);
    }

    /** Retracts the newest readings of counters, also if this message does not hold them. */
    private void retract(Map<Counter, Account> open, Set<Quantity> retracted) {
        open.forEach((counter, account) -> {
            if (counter.quantity() != null && retracted.contains(counter.quantity())) {
                account.retract();
                powers.computeIfPresent(counter, (same, wrong) -> new PowerEnergy());
            }
        });
    }

    private void acceptEnergies(Map<Counter, Account> open, Reading reading, Published published, Stamp at) {
        String sent = storedNumber(reading.meter().equipmentId());
        number = sent == null ? number : sent;
        for (Counter counter : ENERGIES) {
            Quantity quantity = Objects.requireNonNull(counter.quantity());
            // After a list without counters, the valid values still hold the last ones, but this list did not send them.
            if (published.values().has(quantity) && reading.values().has(quantity)) {
                account(open, counter).accept(at, published.values().scaled(quantity), sent, meterIndex,
                        published.series().getOrDefault(quantity, 0), powers.get(counter));
            }
        }
    }

    private void acceptVolumes(Map<Counter, Account> open, Published published, Stamp time) {
        for (Counter counter : VOLUMES) {
            MBusDevice device = published.meter(Objects.requireNonNull(counter.medium())).orElse(null);
            if (device != null && device.reading() != null) {
                Stamp readAt = device.reading().readAt().orElse(time);
                device.reading().cubicMeters().ifPresent(volume -> account(open, counter).accept(readAt,
                        volume.movePointRight(3).longValue(), storedNumber(device.id()), 0, null, null));
            }
        }
    }

    /** Returns a meter's number as a line stores it: blanks separate the words of a line. */
    private static @Nullable String storedNumber(@Nullable String meter) {
        return meter == null ? null : meter.replace(' ', '_');
    }

    private Account account(Map<Counter, Account> open, Counter counter) {
        return open.computeIfAbsent(counter, absent ->
                new Account(counter, counter == Counter.IMPORT ? windowSeconds : 0, windows, changed));
    }

    private Map<Counter, Account> restored(Stream<String> lines) {
        Map<Counter, Account> open = new EnumMap<>(Counter.class);
        List<String> damaged = new ArrayList<>(1);
        lines.forEach(line -> {
            try {
                Map<Counter, Entry> entries = LedgerLine.parse(line);
                entries.forEach((counter, entry) -> account(open, counter).restore(entry));
                firstHourSecond = entries.isEmpty() ? Long.valueOf(LedgerLine.time(line).epochSecond())
                        : entries.containsKey(Counter.IMPORT) ? null : firstHourSecond;
            } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
                if (damaged.isEmpty()) {
                    damaged.add(SafeText.excerpt(line));
                }
            }
        });
        // Of months of lines, only the last quarter hours are known.
        changed.removeIf(start -> open.values().stream().allMatch(account -> account.quarter(start) == null));
        if (!damaged.isEmpty()) {
            LOG.warn("lines of the energies of {} are damaged and are not used; the first is \"{}\"", key, damaged.get(0));
        }
        return open;
    }

    private void write(Map<Counter, Account> open, boolean atEnd) {
        List<Map<Counter, Entry>> lines = new ArrayList<>(1);
        open.forEach((counter, account) -> addLines(lines, counter, account.drainUnwritten(atEnd)));
        if (!lines.isEmpty()) {
            store.append(key, lines.stream().map(LedgerLine::text).toList());
        }
    }

    /**
     * Adds the entries of an account, in the order in which it made them. Energies of one time share a line; a volume, whose clock is
     * another one, has lines of its own.
     */
    private static void addLines(List<Map<Counter, Entry>> lines, Counter counter, List<Entry> entries) {
        int next = counter.quantity() == null ? lines.size() : 0;
        for (Entry entry : entries) {
            while (next < lines.size() && !lines.get(next).values().iterator().next().time().equals(entry.time())) {
                next++;
            }
            if (next == lines.size()) {
                lines.add(new EnumMap<>(Counter.class));
            }
            lines.get(next).put(counter, entry);
            next++;
        }
    }

    private void report(Map<Counter, Account> open, long before) {
        List<Quarter> all = new ArrayList<>(quarters);
        for (Long start = changed.pollFirst(); start != null; start = changed.pollFirst()) {
            if (start >= before) {
                changed.add(start);
                break;
            }
            all.add(quarter(open, ++lastReportNumber, start));
        }
        quarters = all.size() == quarters.size() ? quarters : List.copyOf(all.subList(Math.max(0, all.size() - MOST_QUARTERS), all.size()));
    }

    private Quarter quarter(Map<Counter, Account> open, long reportNumber, long start) {
        Map<Counter, Energy> energies = new EnumMap<>(Counter.class);
        open.forEach((counter, account) -> {
            Energy energy = account.quarter(start);
            if (energy != null) {
                energies.put(counter, energy);
            }
        });
        Counter total = open.containsKey(Counter.IMPORT) ? Counter.IMPORT : Counter.EXPORT;
        return new Quarter(reportNumber, start, energies, energies.getOrDefault(total, Energy.NONE).watts() != null);
    }

    private Map<Counter, Use> uses(Map<Counter, Account> open, Stamp time) {
        Map<Counter, Use> uses = new EnumMap<>(Counter.class);
        open.forEach((counter, account) -> {
            Use use = account.use(time, number, meterIndex);
            if (use != null) {
                uses.put(counter, use);
            }
        });
        return uses;
    }

    private EnergyUse use(Map<Counter, Account> open, Map<Counter, Use> uses, Set<Quantity> awaited, Stamp time) {
        Map<Counter, Long> continued = new EnumMap<>(Counter.class);
        powers.forEach((counter, power) -> {
            Long value = power.continued();
            if (value != null) {
                continued.put(counter, value);
            }
        });
        return new EnergyUse(uses, continued, pace.isHourly(), awaited, quarters,
                quarter(open, 0, QuarterHours.startBefore(time.epochSecond())));
    }

    /** Stores the newest readings; called when the driver ends. */
    public synchronized void end() {
        Map<Counter, Account> open = accounts;
        if (open != null) {
            write(open, true);
        }
    }
}
