package org.dbusp1.output.history;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.Directions;
import org.dbusp1.output.history.Minute.DeviceReading;
import org.dbusp1.output.history.Minute.Event;

/** Makes minutes of snapshots, and hands out each one that is over. Safe for several threads. */
final class Recorder {
    private static final int MINUTE = 60;
    /** A clock that is set back by less makes no new minute; more, and the minutes begin anew. */
    private static final int JITTER_SECONDS = 120;
    /**
     * A minute without telegrams for so long is over, whatever the next one brings. A meter that sends once a minute
     * ends it before.
     */
    private static final long SILENCE_NANOS = Duration.ofSeconds(MINUTE + 30).toNanos();

    private final Optional<ZoneId> zone;
    private final Consumer<Minute> finished;
    private boolean metersClock = true;
    private static final int MOST_OF_A_MINUTE = 1_000;

    private final EventDetector eventWatch = new EventDetector();
    private final NewDeviceReadings deviceWatch = new NewDeviceReadings();
    private MinuteTotals totals = new MinuteTotals(true);
    private List<DeviceReading> devices = new ArrayList<>();
    private List<Event> events = new ArrayList<>();
    private long minute;
    private long rejected;
    private Optional<Snapshot> last = Optional.empty();
    private long lastNanos;
    private Optional<String> serial = Optional.empty();

    /** @param zone of the meter's calendar; absent: that of its dialect */
    Recorder(Optional<ZoneId> zone, Consumer<Minute> finished) {
        this.zone = zone;
        this.finished = finished;
    }

    /** A good message. Of what it repeats from messages before nothing counts twice. */
    synchronized void add(Snapshot snapshot) {
        long second = time(snapshot);
        long its = Math.floorDiv(second, MINUTE) * MINUTE;
        Optional<String> id = snapshot.reading().meter().equipmentId();
        boolean exchanged = last.isPresent() && last.get().segment() != snapshot.segment();
        Values said = snapshot.withheld().from(snapshot.reading().values());
        if (its > minute || its < minute - JITTER_SECONDS || exchanged) {
            boolean another = exchanged || second == minute + MINUTE && !totals.end(said);
            finish();
            if (another) {
                totals = new MinuteTotals(true);
            }
            minute = its;
        }
        // A meter may leave its number out of short messages; that is no other meter.
        serial = exchanged ? id : id.or(() -> serial);
        totals.add(Directions.of(said, snapshot.reading().values()));
        addSome(devices, deviceWatch.of(snapshot.devices()));
        addSome(events, eventWatch.of(snapshot.reading(), said, second));
        last = Optional.of(snapshot);
        lastNanos = System.nanoTime();
    }

    /**
     * Returns the time of a reading in epoch seconds, by the meter's clock where a telegram of text prints it with its
     * offset: the machine's may be far off. Else by the machine's: clocks of binary meters are local by the meter's own
     * idea, and known to be an hour off.
     */
    private long time(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        // Some meters stamp only some of their messages: two clocks must not mix.
        metersClock &= reading.time().isPresent() && reading.message().push().isEmpty();
        return metersClock ? reading.time().get().epochSecond() : snapshot.arrival().getEpochSecond();
    }

    /** A minute has few; where the meter's clock has stopped it never ends. */
    private static <T> void addSome(List<T> all, List<T> more) {
        all.addAll(more.subList(0, Math.min(more.size(), MOST_OF_A_MINUTE - all.size())));
    }

    /** A telegram was refused: it counts for the minute that is running or comes next. */
    synchronized void rejected() {
        rejected++;
    }

    /** Ends the minute that is running when telegrams have stopped. */
    synchronized void finishIfSilent() {
        if (System.nanoTime() - lastNanos > SILENCE_NANOS) {
            finish();
        }
    }

    /** Ends the minute that is running, if there is any. */
    synchronized void finish() {
        if (totals.telegrams() > 0) {
            Snapshot snapshot = last.orElseThrow();
            finished.accept(new Minute(snapshot.key(), snapshot.reading().meter().dialect().zone(zone), serial,
                    minute, totals.cells(rejected), List.copyOf(devices), List.copyOf(events),
                    snapshot.reading().message().quarterHour()));
            totals = new MinuteTotals(false);
            devices = new ArrayList<>();
            events = new ArrayList<>();
            rejected = 0;
        }
    }
}
