package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.dbusp1.guard.Rule.Reason;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/**
 * What the guard remembers of a line and its meter: the one object that changes while messages are judged. Each part
 * belongs to the rule that is named with it. All times are monotonic nanoseconds.
 */
final class History {
    /** A meter and the time of its message. */
    record Seen(MeterIdentity meter, long nanos) {
    }

    /** A value and the time of its message. */
    record Sample(double value, long nanos) {
    }

    /** {@link OneMeterRule}: the meters that sent. */
    static final class Senders {
        /** The last meters of a line without checksums. */
        final Deque<Seen> recent = new ArrayDeque<>();
        /** The meter of the line. */
        Optional<MeterIdentity> sole = Optional.empty();
        /** Whether several meters sent in turns and none has been alone since. */
        boolean several;
        Optional<Seen> last = Optional.empty();
        /** The time since which the last sender has been the only one. */
        long aloneSince;
        /** The time of the last message of another meter than the sole one. */
        OptionalLong foreign = OptionalLong.empty();

        void forget() {
            several = false;
            sole = Optional.empty();
            foreign = OptionalLong.empty();
        }
    }

    /** {@link NeighboursRule}: the telegrams around this one, on a line without checksums. */
    static final class Neighbours {
        Optional<PrintedTelegram> before = Optional.empty();
        Optional<PrintedTelegram> believed = Optional.empty();
        /** The codes that each telegram had, also before a loss. */
        Set<String> codes = Set.of();
        /** The number of telegrams in a row that agreed with the one before them. */
        int agreeing;

        void lineLost() {
            before = Optional.empty();
            believed = Optional.empty();
            agreeing = 0;
        }
    }

    /** {@link ClockRule}: the meter's clock, and what came last. */
    static final class Clock {
        /** The bytes of the last message of each kind of list, by its quantities. */
        final Map<Set<Quantity>, byte[]> bytes = new HashMap<>();
        /** The last believed value of each energy counter, as decoded. */
        final Values.Builder counters = new Values.Builder();
        /** The time of the last message with other bytes than the one before. */
        long changed;
        /** The newest time that the meter's clock showed, and when it first did. */
        Optional<Stamp> newest = Optional.empty();
        long newestSince;
        boolean hasSeconds;
        boolean everMoved;
        /** Whether the values change while the clock does not. */
        boolean stopped;
        Optional<ClockRule.Behind> behind = Optional.empty();
    }

    /** {@link ValueRules#voltages}: the phases in use, and for how many messages a voltage has been unusual. */
    static final class Voltages {
        final Set<Quantity> inUse = EnumSet.noneOf(Quantity.class);
        final Map<Quantity, Integer> unusual = new EnumMap<>(Quantity.class);
    }

    /** {@link EnergyUnitRule}: the unit of a Kamstrup meter, and the hour that shows it. */
    static final class EnergyUnit {
        Optional<String> meterNumber = Optional.empty();
        /** 10 or 1 Wh; empty while it is not known. */
        OptionalInt wattHours = OptionalInt.empty();
        boolean announced;
        /** The counter at the beginning of the hour that is compared; absent after a gap. */
        Optional<Sample> counter = Optional.empty();
        /** The energy that the powers have shown since then. */
        double flowedKwh;
        Optional<Sample> power = Optional.empty();
    }

    /** A warning that is logged once an hour at most. */
    static final class HourlyWarning {
        private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

        private OptionalLong last = OptionalLong.empty();

        /** Returns whether the warning is to be logged now. */
        boolean isDue(long nanos) {
            if (last.isPresent() && nanos - last.getAsLong() <= HOUR_NANOS) {
                return false;
            }
            last = OptionalLong.of(nanos);
            return true;
        }
    }

    final Guard.Options options;
    final Senders senders = new Senders();
    final Neighbours neighbours = new Neighbours();
    /** {@link ReplacedMeterRule}: the meter, and the number of times that it was replaced. */
    Optional<MeterIdentity> meter = Optional.empty();
    int segment;
    Clock clock = new Clock();
    final EnergyUnit energyUnit = new EnergyUnit();
    /** {@link ValueRules#energyCounters}: the past of each counter. */
    final Map<Quantity, CounterTrack> counters = new EnumMap<>(Quantity.class);
    Voltages voltages = new Voltages();
    /** {@link MBusCounterRule}: the devices by channel. */
    final Map<Integer, MBusCounterRule.Device> devices = new HashMap<>();
    final Validity validity;
    final HourlyWarning outdatedWarning = new HourlyWarning();
    private Set<String> complaints = Set.of();

    History(Guard.Options options) {
        this.options = options;
        this.validity = new Validity(options.interval());
    }

    /** Forgets the data of a meter that was replaced. M-Bus devices have their own numbers. */
    void meterReplaced() {
        segment++;
        clock = new Clock();
        counters.clear();
        voltages = new Voltages();
        validity.forgetMeter();
    }

    /** Ends the validity of all values. */
    void endValidity() {
        validity.end();
        neighbours.lineLost();
    }

    /** Takes note that no message comes: the next meter may be another one. */
    void lineLost() {
        neighbours.lineLost();
        if (!senders.several) {
            senders.forget();
        }
    }

    /** Keeps what later messages are compared with. */
    void believed(Candidate now) {
        Values sent = now.sent().values();
        for (Quantity counter : Quantity.COUNTERS) {
            if (sent.has(counter) && !now.isWithheld(counter)) {
                clock.counters.set(counter, sent.scaled(counter));
            }
        }
    }

    /** Returns a line for the log about each implausible value, in their order, that was plausible in the message before. */
    List<String> newComplaints(Candidate now) {
        Set<String> before = complaints;
        complaints = now.hasWithheld() ? complaints(now) : Set.of();
        return complaints.stream().filter(line -> !before.contains(line)).toList();
    }

    private static Set<String> complaints(Candidate now) {
        Set<String> lines = new TreeSet<>();
        now.withheld().forEach((quantity, reason) -> {
            // The rule of the unit logs that it is not known yet.
            if (reason != Reason.UNIT_UNKNOWN) {
                lines.add(quantity.key() + ": " + reason.sentence());
            }
        });
        now.withheldChannels().forEach((channel, reason) -> lines.add("M-Bus channel " + channel + ": " + reason.sentence()));
        return lines;
    }
}
