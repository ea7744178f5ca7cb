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
    /** The reasons for which values are withheld, with the sentence that the owner reads in the log. */
    enum Reason {
        FALLS("the counter fell, but the meter is the same"),
        JUMPS("the counter rose faster than energy or gas can flow"),
        OUT_OF_RANGE("no such meter can measure this value"),
        NOT_IN_PHASES("the total differs too much from the sum of its phases"),
        NOT_IN_TOTAL("the phases differ too much from the total"),
        NOT_IN_CURRENTS("the power is far above what the currents can carry"),
        NOT_IN_POWER("the power does not confirm so high a current"),
        VOLTAGE_GONE("the voltage of a phase in use reads 0"),
        VOLTAGE_HIGH("the voltage is higher than in any grid"),
        AHEAD("the time of the counter is later than the meter's clock"),
        PART_WITHHELD("it is calculated from a withheld value");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    /**
     * The lowest and the highest value, in whole units, that a meter with a P1 or HAN port can measure at all. A value
     * outside comes from a fault of the meter, or from a checksum that matched by chance. The ranges are wide: meters
     * behind transformers show hundreds of kilowatts, or 57 V.
     */
    private record Range(long from, long to) {
    }

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
        Map<Quantity, Reason> reasons = new TreeMap<>();
        Values values = reading.values();
        boolean whole = !reading.message().hasNoChecksum() || countersFit(reading, at);
        for (Quantity quantity : values.present()) {
            judge(quantity, values.scaled(quantity), reading.meter().dialect(), at, whole)
                    .ifPresent(reason -> reasons.put(quantity, reason));
        }
        if (whole) {
            phases.judge(values, reasons);
        }
        PowerRules.judge(values, reasons);
        withholdDerived(values, reasons);
        Map<Integer, Reason> channels = whole ? devices.judge(reading) : Map.of();
        log(reasons, channels);
        return reasons.isEmpty() && channels.isEmpty() ? Implausible.NOTHING
                : new Implausible(Set.copyOf(reasons.keySet()), Set.copyOf(channels.keySet()));
    }

    /** Withholds values that are calculated from a withheld value, unless the meter itself printed another figure. */
    private static void withholdDerived(Values values, Map<Quantity, Reason> reasons) {
        for (Derivation.Sum sum : Derivation.SUMS) {
            if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(reasons::containsKey)
                    && sum.isMadeOfParts(values)) {
                reasons.putIfAbsent(sum.whole(), Reason.PART_WITHHELD);
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
                isInRange(counter, values.scaled(counter), reading.meter().dialect())
                        && (!counters.containsKey(counter)
                        || counters.get(counter).believes(values.scaled(counter), at)));
    }

    /** @param whole whether a plausible counter is remembered */
    private Optional<Reason> judge(Quantity quantity, long value, Dialect dialect, double at,
            boolean whole) {
        if (!isInRange(quantity, value, dialect)) {
            return Optional.of(Reason.OUT_OF_RANGE);
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

    private void log(Map<Quantity, Reason> reasons, Map<Integer, Reason> channels) {
        Set<String> now = new HashSet<>();
        reasons.forEach((quantity, reason) -> now.add(quantity.key() + ": " + reason.sentence()));
        channels.forEach((channel, reason) -> now.add("M-Bus channel " + channel + ": " + reason.sentence()));
        now.stream().filter(line -> !logged.contains(line)).sorted()
                .forEach(line -> LOG.warn("implausible value withheld: {}", line));
        logged.clear();
        logged.addAll(now);
    }

    private static Range range(Quantity quantity) {
        return switch (quantity) {
            case POWER_NET, DEMAND_NET, POWER_L1, POWER_L2, POWER_L3 -> new Range(-1_000_000, 1_000_000);
            // Hungary's balance of import and export may be negative.
            case ENERGY_COMBINED -> new Range(-999_999_999, 999_999_999);
            // Home Assistant gets a list of all tariffs up to this one.
            case TARIFF -> new Range(0, 99);
            case TEMPO_TODAY, TEMPO_TOMORROW -> new Range(1, 3);
            // Luxembourg prints the limit of export, not this one, with a minus sign: 1-1:31.4.0(040*A)(-040*A).
            case FUSE -> new Range(0, 10_000);
            default -> range(quantity.unit());
        };
    }

    private static Range range(Unit unit) {
        return switch (unit) {
            case WATT -> new Range(0, 1_000_000);
            case VAR, VOLT_AMPERE -> new Range(-1_000_000, 1_000_000);
            // 1 MW for a hundred years. A counter that is higher, or negative, would not fit the outputs' types either.
            case KILOWATT_HOUR, KILOVAR_HOUR, COUNT -> new Range(0, 999_999_999);
            // No such meter measures 500 V. PhaseRules judges what is above 300 V by how long it stays.
            case VOLT -> new Range(0, 500);
            // HAN meters print a sign with their currents; transformers reach some thousand amperes.
            case AMPERE -> new Range(-10_000, 10_000);
            case HERTZ -> new Range(45, 65);
            // Sagemcom meters in Hungary print 4.556.
            case RATIO -> new Range(-1, 1);
        };
    }

    /** Returns whether a meter of this dialect can measure a value. */
    static boolean isInRange(Quantity quantity, long scaled, Dialect dialect) {
        // Some German meters, with D0 or SML, have one signed power in each place, and none for export.
        boolean german = dialect.port() == Dialect.Port.OPTICAL;
        long value = german && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        Range range = range(quantity);
        return value >= range.from * quantity.unit().one() && value <= range.to * quantity.unit().one();
    }
}
