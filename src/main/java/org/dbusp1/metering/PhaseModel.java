package org.dbusp1.metering;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.meter.Dialect.Port;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.MeterMatch;
import org.dbusp1.metering.EnergyUse.Use;
import org.jspecify.annotations.Nullable;

/** Makes the {@link GridMeter} of one meter: phases and power are known only from several messages. Used by one thread at a time. */
public final class PhaseModel {
    /** A P1 or HAN meter that has sent this number of messages without a power sends no power at all. */
    private static final int MESSAGES_WITHOUT_POWER = 3;
    /** Binary meters send a list with all phases each 10 s. */
    private static final Duration LONG_LIST = Duration.ofSeconds(11);
    /** A missing frequency, voltage or current counts as never sent after this time. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    /** A day, and the hours by which the clocks or the sun may shift it: a house that feeds in would have done so. */
    private static final Duration WITHOUT_EXPORT = Duration.ofHours(26);
    private static final List<Quantity> STEADY_QUANTITIES = Stream.concat(Stream.of(Quantity.FREQUENCY),
            Phase.ALL.stream().flatMap(phase -> Stream.of(phase.voltage(), phase.current()))).toList();

    /** The monotonic time of the first message of the meter; null before. */
    private @Nullable Long firstNanos;
    private int phases = 1;
    private boolean sendsPhaseEnergies;
    /** The monotonic time of the first message, later by the time in which the line was lost; null before. */
    private @Nullable Long noExportNanos;
    private boolean exportShown;
    private final PhaseSumCheck phaseSum = new PhaseSumCheck();
    private ZeroAfterImport importOfZero = new ZeroAfterImport();
    /** The monotonic time at which the last message is too old, if no other message follows. */
    private long validUntilNanos;
    private boolean powerPublished;
    /** True once the meter has sent a power; of one with an optical port, a net power. */
    private boolean powerSeen;
    /** True once the meter has sent any power, such as one without a direction. */
    private boolean anyPowerSeen;
    /** True once the meter has sent a power of the house. */
    private boolean netPowerSeen;
    /** The counters in the messages before the first power of the house. */
    private PowerAbsence.Counters countersSeen = PowerAbsence.Counters.NONE;
    /** Messages of the meter before its first power. */
    private final ConsecutiveCount withoutPower = new ConsecutiveCount(MESSAGES_WITHOUT_POWER);
    /**
     * The monotonic time at which each frequency, voltage and current last had a valid value; if all were withheld so far, at which the
     * first was sent.
     */
    private final Map<Quantity, Long> lastSent = new EnumMap<>(Quantity.class);
    /** The readings of this meter in this run: the ledger has none while its lines are read and no clock is right, and only whole Wh. */
    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private final Values.Builder shown = new Values.Builder();

    /** @param validFor time for which the message is valid without another one */
    public GridMeter accept(Reading reading, Published published, Arrival arrival, Duration validFor, EnergyUse energy) {
        long now = arrival.nanos();
        if (now - validUntilNanos > 0) {
            importOfZero = new ZeroAfterImport();
            phaseSum.lineLost();
            noExportNanos = noExportNanos == null ? null : Long.valueOf(noExportNanos + now - validUntilNanos);
        }
        firstNanos = Objects.requireNonNullElse(firstNanos, now);
        validUntilNanos = now + validFor.toNanos();
        Values valid = published.values();
        Long total = total(reading, published, arrival);
        phaseSum.accept(valid, reading.values(), total, now);
        updatePhases(reading.values(), valid);
        boolean awaitsLongList = reading.meter().dialect().sendsPartialLists() && now - firstNanos < LONG_LIST.toNanos();
        boolean sendsNoPower = updatePower(reading);
        PowerAbsence absence = likelyAbsence(reading, sendsNoPower, total);
        Set<Quantity> missing = missing(reading, published, total, now);
        Set<Quantity> assumedCounters = beginWithCounters(published, energy);
        valid.present().forEach(quantity -> shown.set(quantity, valid.scaled(quantity)));
        showPowers(total);
        boolean signsCurrents = signCurrents(valid, phases == 1 && !awaitsLongList);
        return new GridMeter(shown.build(), phases, awaitsLongList, phaseSum.shown(),
                powerSeen && !phaseSum.shown() && !phaseSum.everFlowed(), sendsPhaseEnergies, signsCurrents, withoutCurrent(valid),
                missing, assumedCounters, !powerSeen && !sendsNoPower, sendsNoPower, absence, showsNoExport(reading, total, now));
    }

    private boolean showsNoExport(Reading reading, @Nullable Long total, long now) {
        noExportNanos = Objects.requireNonNullElse(noExportNanos, now);
        exportShown = exportShown || total != null && total < 0 || showsExport(reading);
        return !exportShown && total != null && shown.has(Quantity.ENERGY_IMPORT) && now - noExportNanos >= WITHOUT_EXPORT.toNanos();
    }

    private static boolean showsExport(Reading reading) {
        Values sent = reading.values();
        return reading.message().showsExport() || sent.present().stream()
                .anyMatch(quantity -> quantity.isOfExport() || quantity.unit() == Unit.WATT && sent.scaled(quantity) < 0);
    }

    /** Returns the power of the house in mW. Meters with alternating messages send it only in some of their messages. */
    private @Nullable Long total(Reading reading, Published published, Arrival arrival) {
        boolean zero = importOfZero.accept(reading, published, arrival);
        Values valid = published.values();
        return valid.has(Quantity.POWER_NET) ? Long.valueOf(valid.scaled(Quantity.POWER_NET)) : zero ? 0L : null;
    }

    /** Returns whether the meter has sent no power so far, although its messages are complete. */
    private boolean updatePower(Reading reading) {
        boolean optical = reading.meter().dialect().port() == Port.OPTICAL;
        powerSeen |= optical ? reading.values().has(Quantity.POWER_NET) : hasPower(reading.values());
        return withoutPower.accept(!powerSeen) || optical && !powerSeen;
    }

    private @Nullable PowerAbsence likelyAbsence(Reading reading, boolean sendsNoPower, @Nullable Long total) {
        Values sent = reading.values();
        netPowerSeen |= sent.has(Quantity.POWER_NET);
        if (!sendsNoPower && (total != null || sent.has(Quantity.POWER_NET))) {
            return null;
        }
        boolean optical = reading.meter().dialect().port() == Port.OPTICAL;
        if (netPowerSeen) {
            return optical ? PowerAbsence.INF_OFF : PowerAbsence.PORT_NOT_OPEN;
        }
        // A power whose direction or number cannot be read is one that the meter sends; the peak of a month is none, and an import of 0
        // may have a direction.
        anyPowerSeen |= !PowerAbsence.isImportOfZero(sent) && (hasPower(sent) || optical && reading.message().registers().stream()
                .anyMatch(register -> register.obis().contains(".7.") && register.unit().endsWith("W")));
        countersSeen = countersSeen.with(sent);
        return PowerAbsence.of(reading, anyPowerSeen, countersSeen);
    }

    private static boolean hasPower(Values values) {
        for (Quantity power : PowerAbsence.POWERS) {
            if (values.has(power)) {
                return true;
            }
        }
        return false;
    }

    private void updatePhases(Values sent, Values valid) {
        for (Phase phase : Phase.ALL) {
            sendsPhaseEnergies |= valid.has(phase.energyImport()) || valid.has(phase.energyExport());
            if (phase != Phase.L1 && (phase.hasValues(sent) || phase.hasValues(valid))) {
                phases = 3;
            }
        }
    }

    private Set<Quantity> missing(Reading reading, Published published, @Nullable Long total, long now) {
        Set<Quantity> missing = EnumSet.noneOf(Quantity.class);
        powerPublished |= hasPower(published.values());
        boolean hasPower = powerPublished || hasPower(reading.values())
                || !Collections.disjoint(PowerAbsence.POWERS, published.withheld().quantities());
        if (hasPower && total == null) {
            missing.add(Quantity.POWER_NET);
        }
        for (Quantity quantity : STEADY_QUANTITIES) {
            if (published.values().has(quantity)) {
                lastSent.put(quantity, now);
            } else if (reading.values().has(quantity)) {
                lastSent.putIfAbsent(quantity, now); // the guard withholds a value that was sent
            }
            Long last = lastSent.get(quantity);
            if (last != null && !published.values().has(quantity) && now - last < FORGOTTEN.toNanos()) {
                missing.add(quantity);
            }
        }
        return missing.isEmpty() ? Set.of() : missing;
    }

    private Set<Phase> withoutCurrent(Values valid) {
        boolean hasCurrent = false;
        Set<Phase> without = EnumSet.noneOf(Phase.class);
        for (Phase phase : Phase.ALL) {
            hasCurrent |= valid.has(phase.current());
            if (!lastSent.containsKey(phase.current())) {
                without.add(phase);
            }
        }
        return phases > 1 && hasCurrent ? without : Set.of();
    }

    /** Begins what is shown, with the last readings of this meter; returns those that may be of another one. */
    private Set<Quantity> beginWithCounters(Published published, EnergyUse energy) {
        shown.clear();
        Set<Quantity> assumed = EnumSet.noneOf(Quantity.class);
        for (Counter counter : Counter.values()) {
            Quantity quantity = counter.quantity();
            if (quantity == null) {
                continue;
            }
            if (published.retracted().contains(quantity)) {
                counters.remove(counter);
            }
            if (published.values().has(quantity)) {
                counters.put(counter, published.values().scaled(quantity));
            }
            Long ofThisRun = counters.get(counter);
            Use use = energy.uses().get(counter);
            if (ofThisRun != null) {
                shown.set(quantity, ofThisRun);
            } else if (use != null && use.match() != MeterMatch.DIFFERENT) {
                shown.set(quantity, use.reading() * EnergyUse.WATT_HOUR);
                if (use.match() == MeterMatch.UNKNOWN) {
                    assumed.add(quantity);
                }
            }
        }
        return assumed.isEmpty() ? Set.of() : assumed;
    }

    private void showPowers(@Nullable Long total) {
        if (total != null) {
            shown.set(Quantity.POWER_NET, total);
        }
        if (!phaseSum.shown()) {
            Phase.ALL.forEach(phase -> shown.withhold(phase.power()));
            if (total != null) {
                shown.set(Quantity.POWER_L1, total);
            }
        }
    }

    /**
     * Gives currents the sign of the power of their own phase. By that of a total of three phases, a phase that imports would seem to
     * export, and a client protects its fuse.
     *
     * @return whether the meter sends currents with a sign, as Aidon's on HAN do; P1 sends them without
     */
    private boolean signCurrents(Values valid, boolean hasOnePhase) {
        for (Phase phase : Phase.ALL) {
            if (valid.has(phase.current()) && valid.scaled(phase.current()) < 0) {
                return true;
            }
        }
        for (Phase phase : Phase.ALL) {
            boolean isKnown = (phaseSum.shown() || hasOnePhase) && shown.has(phase.power());
            if (isKnown && valid.has(phase.current()) && shown.scaled(phase.power()) < 0) {
                shown.set(phase.current(), -valid.scaled(phase.current()));
            }
        }
        return false;
    }
}
