package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse.Quarter;
import org.dbusp1.metering.PowerByDirection;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.history.Minute.DeviceReading;
import org.dbusp1.output.history.Minute.EventRow;
import org.jspecify.annotations.Nullable;

/** Makes minutes from snapshots, and passes on each finished minute. Used by one thread. */
final class MinuteAggregator {
    private static final int MINUTE = 60;
    /** A clock that is set back by at most these seconds does not begin a new minute. */
    private static final int JITTER_SECONDS = 120;
    /** The time without telegrams that ends a minute; a meter that sends once a minute sends earlier. */
    private static final long SILENCE_NANOS = Duration.ofSeconds(MINUTE + 30).toNanos();

    private static final int MAX_PER_MINUTE = 1_000;
    /** Several times the number of channels of a meter. */
    private static final int MOST_DEVICES = 32;
    /** Counters of events on the grid, and the tariff: each change is an event. */
    static final List<Quantity> WATCHED =
            List.of(Quantity.TARIFF, Quantity.POWER_FAILURES,
            Quantity.LONG_POWER_FAILURES,
            Quantity.VOLTAGE_SAGS_L1, Quantity.VOLTAGE_SAGS_L2, Quantity.VOLTAGE_SAGS_L3,
            Quantity.VOLTAGE_SWELLS_L1, Quantity.VOLTAGE_SWELLS_L2, Quantity.VOLTAGE_SWELLS_L3);

    private final @Nullable ZoneId zone;
    private final Instant released;
    private final Consumer<Minute> finished;
    private final Map<Quantity, Long> lastWatchedValues = new EnumMap<>(Quantity.class);
    private boolean replacedAnother;
    /** The time of the last reading of each M-Bus device, by channel and serial; the counter's value for a reading without a time. */
    private final Map<String, Object> lastReadings = new HashMap<>();
    private MinuteRow.Totals totals = new MinuteRow.Totals();
    private List<DeviceReading> devices = new ArrayList<>();
    private List<EventRow> events = new ArrayList<>();
    private List<Quarter> quarters = new ArrayList<>();
    /** The highest report number of an accepted quarter hour: each snapshot repeats the last reports; 0 before the first. */
    private long newestReportNumber;
    /** Start of the present minute, in seconds since 1970; 0 before the first. */
    private long minuteStart;
    /** Rejected telegrams that no finished minute has counted. */
    private long rejected;
    private @Nullable Snapshot last;
    private long lastNanos;
    /** Null before the first message, and if the meter sends none. */
    private @Nullable String meterNumber;

    /** @param zone of the meter's calendar; null: the zone of the meter's dialect */
    MinuteAggregator(@Nullable ZoneId zone, Instant released, Consumer<Minute> finished) {
        this.zone = zone;
        this.released = released;
        this.finished = finished;
    }

    /** Adds a good message, without the values that the snapshot repeats from earlier messages. */
    void add(Snapshot snapshot) {
        Stamp time = snapshot.arrival().rowTime();
        if (time == null) {
            return;
        }
        long second = time.epochSecond();
        long begin = Math.floorDiv(second, MINUTE) * MINUTE;
        String id = snapshot.reading().meter().equipmentId();
        boolean exchanged = last != null && last.published().meterIndex() != snapshot.published().meterIndex();
        Values believed = snapshot.published().withheld().removeFrom(snapshot.reading().values());
        for (Quarter known : snapshot.energy().finishedQuarters()) {
            if (known.reportNumber() > newestReportNumber) {
                newestReportNumber = known.reportNumber();
                quarters.add(known);
            }
        }
        if (begin > minuteStart || begin < minuteStart - JITTER_SECONDS || exchanged) {
            finish();
            minuteStart = begin;
        }
        if (exchanged) {
            lastWatchedValues.clear();
            replacedAnother = true;
        }
        // A short message without the meter's number is from the same meter.
        meterNumber = exchanged || id != null ? id : meterNumber;
        totals.add(PowerByDirection.of(believed, snapshot.reading().values()));
        List<DeviceReading> read = newReadings(snapshot.published().devices(), second);
        // A counter that is read each second is stored once a minute.
        devices.removeIf(earlier -> read.stream().anyMatch(now -> now.channel() == earlier.channel()
                && Objects.equals(now.serial(), earlier.serial())));
        addUpToLimit(devices, read);
        addUpToLimit(events, changes(snapshot.reading(), believed, second));
        last = snapshot;
        lastNanos = System.nanoTime();
    }

    /**
     * Telegrams repeat each counter for about an hour.
     *
     * @param second of the message; also the time of a reading without a time, because such a counter is read before each message
     */
    private List<DeviceReading> newReadings(List<MBusDevice> present, long second) {
        List<DeviceReading> news = new ArrayList<>();
        if (lastReadings.size() > MOST_DEVICES) {
            lastReadings.clear(); // a line with random numbers; a reading that is written again changes nothing
        }
        for (MBusDevice device : present) {
            CounterReading counter = device.reading();
            if (counter != null && isNew(device, counter)) {
                Long litres = whole(counter.cubicMeters().map(volume -> volume.movePointRight(3)).orElse(null));
                Long kilojoules = whole(counter.kilojoules().orElse(null));
                if (litres != null || kilojoules != null) {
                    news.add(new DeviceReading(device.channel(), device.id(), device.medium(),
                            counter.time() == null ? second : counter.time().epochSecond(), litres, kilojoules));
                }
            }
        }
        return news;
    }

    private boolean isNew(MBusDevice device, CounterReading counter) {
        Object mark = counter.readAt().<Object>map(time -> time).orElse(counter.value());
        return !mark.equals(lastReadings.put(device.channel() + " " + (device.id() == null ? "" : device.id()), mark));
    }

    /** In the first reading of a meter every value is an event. */
    private List<EventRow> changes(Reading reading, Values believed, long ts) {
        List<EventRow> changes = new ArrayList<>();
        for (Quantity quantity : WATCHED) {
            if (believed.has(quantity)) {
                long value = believed.scaled(quantity);
                Long before = lastWatchedValues.put(quantity, value);
                if (before == null || before != value) {
                    changes.add(new EventRow(ts, quantity.key(), value, before, before == null && replacedAnother));
                }
            }
        }
        if (changes.stream().anyMatch(event -> event.kind().equals(Quantity.LONG_POWER_FAILURES.key()))) {
            List<Failure> failures = reading.message().details().failures();
            for (Failure failure : failures == null ? List.<Failure>of() : failures) {
                if (failure.end() != null) {
                    // With 0 as the value before, the delta of the row is the seconds of this outage.
                    changes.add(new EventRow(failure.end().epochSecond(), Schema.OUTAGE, failure.seconds(), 0L));
                }
            }
        }
        return changes;
    }

    private static @Nullable Long whole(@Nullable BigDecimal value) {
        return value == null ? null : value.setScale(0, RoundingMode.HALF_EVEN).longValue();
    }

    /** Adds elements up to a limit: with a stopped clock of the meter the minute never ends. */
    private static <T> void addUpToLimit(List<T> all, List<T> more) {
        all.addAll(more.subList(0, Math.min(more.size(), MAX_PER_MINUTE - all.size())));
    }

    /** Counts a rejected telegram for the present minute, or for the next minute if the present one has no telegram. */
    void rejected() {
        rejected++;
    }

    /**
     * Adds an event of the driver: 1 at its beginning, 0 at its end. An event with a time before this release, because the machine's
     * clock was not set, has the time that the meter's clock shows by now; before the meter's first message it has none and is dropped.
     */
    void event(Event event) {
        Stamp meter = last == null ? null : last.arrival().rowTime();
        Instant time = !event.time().isBefore(released) ? event.time()
                : meter == null ? null : meter.instant().plusNanos(System.nanoTime() - lastNanos);
        if (time != null) {
            addUpToLimit(events, List.of(new EventRow(time.getEpochSecond(), event.type().key(), event.begins() ? 1 : 0,
                    event.begins() ? 0L : 1L)));
        }
    }

    void finishIfSilent() {
        if (System.nanoTime() - lastNanos > SILENCE_NANOS) {
            finish();
        }
    }

    /** Ends the present minute and quarter hour, because the driver ends. After a restart the quarter hour continues. */
    void end() {
        if (last != null) {
            Quarter unfinished = last.energy().unfinished();
            if (unfinished != null) {
                quarters.add(unfinished);
            }
        }
        finish();
    }

    /**
     * Ends the present minute, if any. Events during a silence are added to the last minute: of two rows for one minute the row with
     * more telegrams is stored.
     */
    void finish() {
        Snapshot snapshot = last;
        if (snapshot != null && (totals.telegrams() > 0 || !events.isEmpty() || !quarters.isEmpty())) {
            long bad = totals.telegrams() > 0 ? rejected : 0; // else the rejected telegrams belong to the next minute
            finished.accept(new Minute(snapshot.key(), snapshot.reading().zone(zone), meterNumber,
                    minuteStart, totals.row(bad), List.copyOf(devices), List.copyOf(events), List.copyOf(quarters)));
            totals = new MinuteRow.Totals();
            quarters = new ArrayList<>();
            devices = new ArrayList<>();
            events = new ArrayList<>();
            rejected -= bad;
        }
    }
}
