package org.dbusp1.guard;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.guard.CounterTrack.Behaviour;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Withholds single implausible values: a checksum of 16 bits matches by chance now and then, and meters do print wrong
 * values. It never rejects a whole message and never corrects a value. It logs each reason once, and again only after
 * the value was plausible in between.
 */
public final class Plausibility {
    private static final Logger LOG = LoggerFactory.getLogger(Plausibility.class);

    private static final long KWH = Unit.KILOWATT_HOUR.one();
    /** A connection of 1 MW; 1 kWh more for meters that report unevenly; meters with six digits roll over. */
    private static final Behaviour ENERGY = new Behaviour(1_000 * KWH, KWH, 1_000_000 * KWH, 5, 60);

    private final Map<Quantity, CounterTrack> counters = new EnumMap<>(Quantity.class);
    private final MBusCounters devices = new MBusCounters();
    private PhaseRules phases = new PhaseRules();
    private final Set<String> logged = new HashSet<>();
    private Optional<MeterIdentity> meter = Optional.empty();
    private int segment;

    /**
     * Judges the values of a good message. If a message without a checksum is damaged, as one of its counters shows,
     * only this counter is remembered, to be compared with later messages.
     *
     * @param at time of arrival, in seconds of a clock that never jumps
     */
    public Implausible judge(Reading reading, double at) {
        forgetAnotherMeter(reading);
        Map<Quantity, ImplausibilityReason> reasons = new TreeMap<>();
        Values values = reading.values();
        boolean whole = !reading.message().hasNoChecksum() || countersFit(reading, at);
        for (Quantity quantity : values.present()) {
            Optional<ImplausibilityReason> reason =
                    judge(quantity, values.scaled(quantity), reading.meter().dialect(), at, whole);
            if (reason.isPresent()) {
                reasons.put(quantity, reason.get());
            }
        }
        if (whole) {
            phases.judge(values, reasons);
        }
        PowerRules.judge(values, reasons);
        if (!reasons.isEmpty()) {
            withholdDerived(values, reasons);
        }
        Map<Integer, ImplausibilityReason> channels = whole ? devices.judge(reading) : Map.of();
        log(reasons, channels);
        return reasons.isEmpty() && channels.isEmpty() ? Implausible.NOTHING
                : new Implausible(Set.copyOf(reasons.keySet()), Set.copyOf(channels.keySet()));
    }

    /** Withholds values that are calculated from a withheld value, unless the meter itself printed another figure. */
    private static void withholdDerived(Values values, Map<Quantity, ImplausibilityReason> reasons) {
        for (Derivation.Sum sum : Derivation.SUMS) {
            if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(reasons::containsKey)
                    && sum.isMadeOfParts(values)) {
                reasons.putIfAbsent(sum.whole(), ImplausibilityReason.PART_WITHHELD);
            }
        }
    }

    /**
     * Returns the number of times that the meter was replaced, up to this message, which comes from the meter of the
     * line.
     */
    public int segmentOf(Reading reading) {
        forgetAnotherMeter(reading);
        return segment;
    }

    /**
     * Forgets the counters of the meter before, since those of another meter start at any value. A message without a
     * number comes from the same meter.
     */
    private void forgetAnotherMeter(Reading reading) {
        MeterIdentity now = reading.meter();
        if (reading.message().repaired()) {
            return;
        }
        if (meter.filter(known -> SingleMeterCheck.same(known, now)).isEmpty()) {
            segment += meter.isPresent() ? 1 : 0;
            counters.clear();
            phases = new PhaseRules();
            meter = Optional.of(now);
        } else if (now.equipmentId().isPresent()) {
            meter = Optional.of(now);
        }
    }

    private boolean countersFit(Reading reading, double at) {
        Values values = reading.values();
        return values.present().stream().filter(Quantity::isCounter).allMatch(counter ->
                Ranges.holds(counter, values.scaled(counter), reading.meter().dialect())
                        && (!counters.containsKey(counter)
                        || counters.get(counter).believes(values.scaled(counter), at)));
    }

    /** @param whole whether a plausible counter is remembered */
    private Optional<ImplausibilityReason> judge(Quantity quantity, long value, Dialect dialect, double at,
            boolean whole) {
        if (!Ranges.holds(quantity, value, dialect)) {
            return Optional.of(ImplausibilityReason.OUT_OF_RANGE);
        }
        if (!quantity.isCounter()) {
            return Optional.empty();
        }
        CounterTrack track = counters.computeIfAbsent(quantity, counter -> new CounterTrack(ENERGY));
        return !whole && track.believes(value, at) ? Optional.empty() : track.judge(value, at);
    }

    /**
     * Returns the believed M-Bus devices of a message without stale counters.
     *
     * @param nanos time by the monotonic clock
     */
    List<MBusDevice> current(List<MBusDevice> believed, Optional<Stamp> clock, long nanos) {
        return devices.current(believed, clock, nanos);
    }

    private void log(Map<Quantity, ImplausibilityReason> reasons, Map<Integer, ImplausibilityReason> channels) {
        if (reasons.isEmpty() && channels.isEmpty() && logged.isEmpty()) {
            return;
        }
        Set<String> now = new HashSet<>();
        reasons.forEach((quantity, reason) -> now.add(quantity.key() + ": " + reason.sentence()));
        channels.forEach((channel, reason) -> now.add("M-Bus channel " + channel + ": " + reason.sentence()));
        now.stream().filter(line -> !logged.contains(line)).sorted()
                .forEach(line -> LOG.warn("implausible value withheld: {}", line));
        logged.clear();
        logged.addAll(now);
    }
}
