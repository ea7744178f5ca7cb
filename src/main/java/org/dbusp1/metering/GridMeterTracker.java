package org.dbusp1.metering;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.MeterMatch;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.GridMeter.Trait;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link GridMeter} of one meter: its powers by {@link PowerModel}, and what else is known only from several messages. Used by
 * one thread at a time.
 */
public final class GridMeterTracker {
    private static final Duration LONG_LIST = Dialect.LONG_LIST.plusSeconds(1);
    /** A missing frequency, voltage or current counts as never sent after this time with messages that could hold it. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    /** A day, and the hours by which the clocks or the sun may shift it: a house that feeds in would have done so. */
    private static final Duration WITHOUT_EXPORT = Duration.ofHours(26);
    private static final List<Quantity> STEADY_QUANTITIES = Stream.concat(Stream.of(Quantity.FREQUENCY),
            Phase.ALL.stream().flatMap(phase -> Stream.of(phase.voltage(), phase.current()))).toList();
    private static final Set<Quantity> TOTALS = EnumSet.of(Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT);

    /**
     * A frequency, voltage or current that was sent.
     *
     * @param heard      {@link #heardNanos} at its last valid value; if all were withheld so far, at the first that was sent
     * @param isWithheld whether the last message that could hold it had it, and the guard withheld it
     */
    private record Steady(long heard, boolean wasValid, boolean isWithheld) {
    }

    /** The monotonic time of the last message; null before the first, and after the line was lost. */
    private @Nullable Long lastNanos;
    /** The time of the last message since the first one, without the time in which the line was lost. */
    private long connectedNanos;
    private int phases = 1;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private boolean exportShown;
    private final PowerModel power = new PowerModel();
    private PhasePowers phasePowers = PhasePowers.UNKNOWN_YET;
    /** Where lists alternate, the {@link #connectedNanos} until which a list with a voltage or a current is awaited. */
    private long longListUntilNanos = LONG_LIST.toNanos();
    /** The {@link #connectedNanos} of the last message that could hold a {@link Steady}. */
    private long lastHeardNanos;
    /** The time in which such messages came. */
    private long heardNanos;
    private final Map<Quantity, Steady> steady = new EnumMap<>(Quantity.class);
    /** The readings of this meter in this run: the ledger has none while its lines are read and no clock is right, and only whole Wh. */
    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private final Values.Builder shown = new Values.Builder();

    /** Called when the line was lost, however short: what came before proves nothing about what follows. */
    public void lineLost() {
        power.lineLost();
        lastNanos = null;
        longListUntilNanos = connectedNanos + LONG_LIST.toNanos();
    }

    public GridMeter accept(Reading reading, Published published, Arrival arrival, EnergyUse energy) {
        long now = arrival.nanos();
        connectedNanos += lastNanos == null ? 0 : now - lastNanos;
        lastNanos = now;
        boolean isStart = connectedNanos < LONG_LIST.toNanos();
        Values valid = published.values();
        HousePower house = power.house(reading, published, now);
        HousePower.Known total = house.known();
        phasePowers = power.phases(valid, total, now);
        updatePhases(reading.values(), valid);
        boolean listsAlternate = reading.meter().dialect().sendsPartialLists();
        boolean holdsSteady = !listsAlternate || Phase.ALL.stream()
                .anyMatch(phase -> reading.values().has(phase.voltage()) || reading.values().has(phase.current()));
        if (holdsSteady) {
            long passed = connectedNanos - lastHeardNanos;
            heardNanos += listsAlternate ? Math.min(passed, LONG_LIST.toNanos()) : passed;
            lastHeardNanos = connectedNanos;
            longListUntilNanos = isStart && phases == 1 ? longListUntilNanos : connectedNanos;
        }
        boolean awaitsLongList = listsAlternate && connectedNanos < longListUntilNanos;
        Set<Quantity> missing = missing(reading, published, total == null && power.mayBeMissing(reading.values()), holdsSteady);
        Set<Quantity> assumedCounters = beginWithCounters(published, energy);
        note(Trait.AWAITS_COUNTERS, listsAlternate && isStart && !Collections.disjoint(assumedCounters, TOTALS)
                || !energy.awaitedCounters().stream().allMatch(shown::has));
        shown.setAll(valid);
        showPowers(total);
        exportShown = exportShown || total != null && total.milliwatts() < 0 || showsExport(reading);
        boolean showsNoExport = !exportShown && total != null && shown.has(Quantity.ENERGY_IMPORT)
                && connectedNanos >= WITHOUT_EXPORT.toNanos();
        note(Trait.AWAITS_LONG_LIST, awaitsLongList);
        note(Trait.SIGNS_CURRENTS, signsCurrents(valid));
        note(Trait.SHOWS_NO_EXPORT, showsNoExport);
        return new GridMeter(shown.build(), house, phases, phasePowers, traits.isEmpty() ? Set.of() : EnumSet.copyOf(traits),
                withoutCurrent(valid), missing, assumedCounters);
    }

    private void note(Trait trait, boolean isTrue) {
        if (isTrue) {
            traits.add(trait);
        } else {
            traits.remove(trait);
        }
    }

    private static boolean signsCurrents(Values valid) {
        for (Phase phase : Phase.ALL) { // no stream: for each telegram
            if (valid.has(phase.current()) && valid.scaled(phase.current()) < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean showsExport(Reading reading) {
        Values sent = reading.values();
        return reading.message().showsExport() || sent.present().stream()
                .anyMatch(quantity -> quantity.isOfExport() || quantity.unit() == Unit.WATT && sent.scaled(quantity) < 0);
    }

    private void updatePhases(Values sent, Values valid) {
        for (Phase phase : Phase.ALL) {
            if (valid.has(phase.energyImport()) || valid.has(phase.energyExport())) {
                traits.add(Trait.SENDS_PHASE_ENERGIES);
            }
            if (phase != Phase.L1 && (phase.hasValues(sent) || phase.hasValues(valid))) {
                phases = 3;
            }
        }
    }

    /** @param holdsSteady whether the message could hold a frequency, a voltage and a current */
    private Set<Quantity> missing(Reading reading, Published published, boolean isPowerMissing, boolean holdsSteady) {
        Set<Quantity> missing = EnumSet.noneOf(Quantity.class);
        if (isPowerMissing) {
            missing.add(Quantity.POWER_NET);
        }
        boolean withholdsCurrent = false;
        for (Quantity quantity : STEADY_QUANTITIES) {
            boolean isSent = reading.values().has(quantity);
            boolean isValid = published.values().has(quantity);
            Steady last = steady.get(quantity);
            if (isValid) {
                last = new Steady(heardNanos, true, false);
            } else if (last == null && isSent) {
                last = new Steady(heardNanos, false, true);
            } else if (last != null && holdsSteady) {
                last = new Steady(last.heard, last.wasValid, isSent);
            }
            if (last != null) {
                steady.put(quantity, last);
                withholdsCurrent |= quantity.unit() == Unit.AMPERE && last.wasValid && last.isWithheld;
                if (!isValid && heardNanos - last.heard < FORGOTTEN.toNanos()) {
                    missing.add(quantity);
                }
            }
        }
        note(Trait.WITHHOLDS_CURRENT, withholdsCurrent);
        return missing.isEmpty() ? Set.of() : missing;
    }

    private Set<Phase> withoutCurrent(Values valid) {
        boolean hasCurrent = false;
        Set<Phase> without = EnumSet.noneOf(Phase.class);
        for (Phase phase : Phase.ALL) {
            hasCurrent |= valid.has(phase.current());
            if (!steady.containsKey(phase.current())) {
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

    private void showPowers(HousePower.@Nullable Known total) {
        if (total != null) {
            shown.setNet(total.milliwatts(), total.origin());
        }
        if (phasePowers != PhasePowers.SHOWN) {
            Phase.ALL.forEach(phase -> shown.withhold(phase.power()));
            if (total != null) {
                shown.set(Quantity.POWER_L1, total.milliwatts());
            }
        }
    }
}
