package org.dbusp1.output;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;

/**
 * What was used today and yesterday, from the counters at midnight of the meter's own time. A midnight's counter is
 * known only where the meter was heard around it: the use of a day whose beginning was missed is absent, and never what
 * was used since a later moment. Used by one thread at a time.
 */
public final class DayUse {
    /** The longest time from midnight to the counter that stands for it; M-Bus devices are read each hour. */
    private static final long NEAR_SECONDS = 20 * 60;
    private static final long NEAR_SECONDS_MBUS = 65 * 60;
    private static final long DAY_SECONDS = 86_400;
    /** A clock that went to another day is believed after so long: until then it may come back. */
    private static final long DOUBT_SECONDS = 2 * 3_600;
    private static final int PARTS = 5;
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

    /**
     * The counters of a meter at the beginning of a day, and of the day before.
     *
     * @param device whose counter it is
     * @param day    since 1970-01-01
     */
    private record Midnights(String device, long day, OptionalLong today, OptionalLong yesterday) {
        String text() {
            return LocalDate.ofEpochDay(day) + " " + number(today) + " " + number(yesterday) + " "
                    + (device.isEmpty() ? "-" : device.replace(' ', '_')) + " 1";
        }

        private static String number(OptionalLong value) {
            return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
        }

        Midnights of(String number) {
            return new Midnights(number, day, today, yesterday);
        }

        boolean isOf(Reading reading) {
            return same(device, reading.device());
        }

        static Optional<Midnights> parse(String text) {
            String[] parts = text.split(" ");
            try {
                return parts.length != PARTS ? Optional.empty()
                        : Optional.of(new Midnights(parts[3].equals("-") ? "" : parts[3],
                        LocalDate.parse(parts[0]).toEpochDay(), number(parts[1]), number(parts[2])));
            } catch (IllegalArgumentException | java.time.DateTimeException damaged) {
                return Optional.empty();
            }
        }

        private static OptionalLong number(String text) {
            return text.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        }
    }

    /**
     * A counter as it was sent.
     *
     * @param device whose counter it is; empty where its number was never sent
     * @param second of the meter's wall clock, since the beginning of 1970 by that clock
     */
    private record Reading(String device, long value, long second) {
        /** A message without the device's number is of the device before. */
        Reading after(Optional<String> before) {
            return device.isEmpty() && before.isPresent() ? new Reading(before.get(), value, second) : this;
        }

        long day() {
            return Math.floorDiv(second, DAY_SECONDS);
        }

        long secondOfDay() {
            return Math.floorMod(second, DAY_SECONDS);
        }
    }

    /**
     * What is known of another day that the clock went to, and not over midnight.
     *
     * @param since the first second there
     */
    private record Doubted(Midnights midnights, long since) {
    }

    private final Memory memory;
    private final Optional<ZoneId> zone;
    private final Map<Counter, Midnights> midnights = new EnumMap<>(Counter.class);
    private final Map<Counter, Doubted> doubted = new EnumMap<>(Counter.class);
    private final Map<Counter, Reading> latest = new EnumMap<>(Counter.class);
    private List<MBusDevice> devices = List.of();
    private Optional<MeterKey> key = Optional.empty();

    /**
     * @param memory keeps the counters of midnight
     * @param zone   of the meter's clock; absent: that of its dialect
     */
    public DayUse(Memory memory, Optional<ZoneId> zone) {
        this.memory = memory;
        this.zone = zone;
    }

    /** A message came. */
    public void accept(Snapshot snapshot) {
        if (!key.equals(Optional.of(snapshot.key()))) {
            key = Optional.of(snapshot.key());
            latest.clear();
            devices = List.of();
            midnights.clear();
            doubted.clear();
            for (Counter counter : Counter.values()) {
                memory.recall(name(counter), Function.identity()).flatMap(Midnights::parse)
                        .ifPresent(known -> midnights.put(counter, known));
            }
        }
        Optional<Stamp> time = snapshot.reading().time();
        long now = time.isPresent() ? local(time.get()) : local(snapshot.arrival(), snapshot);
        String meter = snapshot.reading().meter().equipmentId().orElse("");
        energy(snapshot, Quantity.ENERGY_IMPORT, Counter.IMPORT, meter, now);
        energy(snapshot, Quantity.ENERGY_EXPORT, Counter.EXPORT, meter, now);
        mbus(snapshot);
    }

    private String name(Counter counter) {
        return key.orElseThrow().text() + "." + counter;
    }

    private void energy(Snapshot snapshot, Quantity quantity, Counter counter, String meter, long now) {
        if (snapshot.values().has(quantity)) {
            accept(counter, new Reading(meter, snapshot.values().scaled(quantity) / WATT_HOUR, now));
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
                accept(counter.get(), new Reading(device.id().orElse(""), volume.get().movePointRight(3).longValue(),
                        local(device.reading().get().time())));
            }
        }
    }

    private static Optional<Counter> counter(Medium medium) {
        return switch (medium) {
            case GAS -> Optional.of(Counter.GAS);
            case WATER -> Optional.of(Counter.WATER);
            default -> Optional.empty();
        };
    }

    /** The meter's own wall clock. */
    private static long local(Stamp stamp) {
        return stamp.epochSecond() + stamp.offsetSeconds();
    }

    private long local(Instant arrival, Snapshot snapshot) {
        ZoneId clock = zone.orElseGet(() -> snapshot.reading().meter().dialect().zone());
        return arrival.getEpochSecond() + clock.getRules().getOffset(arrival).getTotalSeconds();
    }

    /** Whether two numbers may be one device's: an empty one was not sent; blanks are underscores in the file. */
    private static boolean same(String one, String other) {
        return one.equals(other) || one.isEmpty() || other.isEmpty()
                || one.replace(' ', '_').equals(other.replace(' ', '_'));
    }

    private void accept(Counter counter, Reading sent) {
        Optional<Reading> before = Optional.ofNullable(latest.get(counter));
        Optional<Midnights> kept = Optional.ofNullable(midnights.get(counter));
        Reading now = sent.after(before.map(Reading::device).or(() -> kept.map(Midnights::device)));
        latest.put(counter, now);
        if (kept.filter(known -> known.device().isEmpty()).isPresent() && !now.device().isEmpty()) {
            keep(counter, kept.get().of(now.device()));
        }
        Midnights known = midnights.get(counter);
        Midnights next = next(counter, known, before, now);
        if (known == null || !known.isOf(now) || isBorneOut(known, next, now)) {
            doubted.remove(counter);
            // The same object, where nothing is new: the comparison of records would be made at the start.
            if (next != known) {
                keep(counter, next);
            }
            return;
        }
        Doubted doubt = doubted.get(counter);
        boolean goesOn = doubt != null && doubt.midnights().isOf(now)
                && Math.abs(now.day() - doubt.midnights().day()) <= 1;
        next = next(counter, goesOn ? doubt.midnights() : null, before, now);
        long since = goesOn ? doubt.since() : now.second();
        if (now.second() - since < DOUBT_SECONDS) {
            doubted.put(counter, new Doubted(next, since));
        } else {
            doubted.remove(counter);
            keep(counter, next);
        }
    }

    /** Whether a reading is of the day that is known, or heard over the midnight after it. */
    private static boolean isBorneOut(Midnights known, Midnights next, Reading now) {
        long days = now.day() - known.day();
        // A small correction sets the clock back over midnight; the day goes on.
        return days == 0 || days == 1 && next.today().isPresent()
                || days == -1 && now.secondOfDay() >= DAY_SECONDS - DOUBT_SECONDS;
    }

    /** What is known with a reading more. */
    private static Midnights next(Counter counter, Midnights known, Optional<Reading> before, Reading now) {
        boolean same = known != null && known.isOf(now);
        long day = now.day();
        if (same && day == known.day()) {
            // Or it counts anew.
            return known.today().isPresent() && now.value() < known.today().getAsLong()
                    ? new Midnights(now.device(), day, OptionalLong.empty(), OptionalLong.empty()) : known;
        }
        if (same && day < known.day()) {
            return known; // a clock that was set back: the day goes on
        }
        OptionalLong yesterday = same && day - 1 == known.day() ? known.today() : OptionalLong.empty();
        OptionalLong today = atMidnight(counter, before.filter(one -> same(one.device(), now.device())), now);
        if (today.isPresent() && yesterday.isPresent() && today.getAsLong() < yesterday.getAsLong()) {
            yesterday = OptionalLong.empty();
        }
        return new Midnights(now.device(), day, today, yesterday);
    }

    /**
     * The last counter before midnight or the first one after it, whichever is nearer; absent where neither is near.
     */
    private static OptionalLong atMidnight(Counter counter, Optional<Reading> before, Reading now) {
        long near = counter == Counter.IMPORT || counter == Counter.EXPORT ? NEAR_SECONDS : NEAR_SECONDS_MBUS;
        long after = now.secondOfDay();
        long earlier = before.map(reading -> now.second() - after - reading.second())
                .filter(seconds -> seconds >= 0).orElse(Long.MAX_VALUE);
        return Math.min(after, earlier) > near ? OptionalLong.empty()
                : OptionalLong.of(after <= earlier ? now.value() : before.orElseThrow().value());
    }

    /** What is known by the present clock; null where nothing is. */
    private Midnights known(Counter counter) {
        Doubted doubt = doubted.get(counter);
        return doubt == null ? midnights.get(counter) : doubt.midnights();
    }

    private void keep(Counter counter, Midnights known) {
        midnights.put(counter, known);
        memory.remember(name(counter), known.text());
    }

    /** The M-Bus devices of the latest telegram; another object when one of them may have another counter. */
    public List<MBusDevice> devices() {
        return devices;
    }

    /** Used since midnight, in Wh or litres; absent where midnight's counter, or today's, is not known. */
    public OptionalLong today(Counter counter) {
        Midnights known = known(counter);
        Reading now = latest.get(counter);
        return known == null || now == null || known.today().isEmpty() || !known.isOf(now)
                ? OptionalLong.empty() : OptionalLong.of(now.value() - known.today().getAsLong());
    }

    /** Used on the day before; absent where one of the two midnights is not known. */
    public OptionalLong yesterday(Counter counter) {
        Midnights known = known(counter);
        return known == null || known.today().isEmpty() || known.yesterday().isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(known.today().getAsLong() - known.yesterday().getAsLong());
    }

    /** The present counter, in Wh or litres. */
    public OptionalLong counter(Counter counter) {
        Reading now = latest.get(counter);
        return now == null ? OptionalLong.empty() : OptionalLong.of(now.value());
    }
}
