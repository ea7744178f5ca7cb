package org.dbusp1.metering;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * What a grid meter shows now, on the meter's phases; import is positive. An output that acts as a grid meter is a format of it. Made once
 * for each message, by {@link GridMeterTracker}. Immutable.
 *
 * @param values the valid values; but powers of phases that are not shown are absent, and the total is on L1; currents are as the meter
 *               sends them, see {@link #current}; an absent counter has its last reading
 * @param house  the power of the house, which is the net power among the values
 * @param phases 3 once the meter has sent a value of L2 or L3; else 1
 * @param phasePowers whether the powers of the phases are shown, and why not
 * @param traits what else the messages so far have shown of the meter
 * @param withoutCurrent phases of a meter of three that have sent no current in this run, while others have one
 * @param missing what is absent now although the meter has it: the power of the house, from the first power on; a frequency, a voltage or
 *                a current for a minute in which messages came that could hold it, then it counts as never sent
 * @param assumedCounters counters from before the start, of a meter with a number, while no number has come in this run
 */
public record GridMeter(Values values, HousePower house, int phases, PhasePowers phasePowers, Set<Trait> traits, Set<Phase> withoutCurrent,
                        Set<Quantity> missing, Set<Quantity> assumedCounters) {
    /** What messages show of a meter. */
    public enum Trait {
        /**
         * Lists alternate, and since a start or a silence none has had a voltage or a current, for 11 s at most; at a start also of a
         * meter of one phase so far: a list that names more may come.
         */
        AWAITS_LONG_LIST,
        /** A current that was right in this run is sent, but withheld. */
        WITHHOLDS_CURRENT,
        /**
         * Lists alternate, and the total of import, or one of export that was sent, is known only from before the start, for 11 s at most;
         * or is not known, in the first hour of the meter.
         */
        AWAITS_COUNTERS,
        SENDS_PHASE_ENERGIES,
        /** A current is negative: this meter sends currents with a sign. */
        SIGNS_CURRENTS,
        /** The meter publishes a power and counts the import, and nothing has shown an export in this run, of 26 hours at least. */
        SHOWS_NO_EXPORT
    }

    /**
     * What an imitation of another device waits for, because its clients take an absent value for 0. It answers when all that the meter has
     * sent, or may still send, is there: when {@link #awaited} finds none of its parts.
     */
    public enum Part {
        /** Also in the first messages of a meter that may send a power. */
        POWER(meter -> meter.missing.contains(Quantity.POWER_NET) || meter.awaitsPower()),
        LONG_LIST(meter -> meter.has(Trait.AWAITS_LONG_LIST)),
        CURRENTS(meter -> Phase.ALL.stream().anyMatch(phase -> meter.missing.contains(phase.current()))),
        WITHHELD_CURRENTS(meter -> meter.has(Trait.WITHHOLDS_CURRENT)),
        VOLTAGES(meter -> Phase.ALL.stream().anyMatch(phase -> meter.missing.contains(phase.voltage()))),
        FREQUENCY(meter -> meter.missing.contains(Quantity.FREQUENCY)),
        COUNTERS(meter -> meter.has(Trait.AWAITS_COUNTERS));

        private final Predicate<GridMeter> isAwaited;

        Part(Predicate<GridMeter> isAwaited) {
            this.isAwaited = isAwaited;
        }
    }

    /** Returns the first of these parts that is awaited; null if what this meter has of them is whole. */
    public @Nullable Part awaited(Set<Part> parts) {
        for (Part part : Part.values()) {
            if (parts.contains(part) && part.isAwaited.test(this)) {
                return part;
            }
        }
        return null;
    }

    /** Returns the power of the house in mW; null while it is unknown. */
    public @Nullable Long power() {
        HousePower.Known known = house.known();
        return known == null ? null : Long.valueOf(known.milliwatts());
    }

    /** Returns the power of a phase in mW; null if it is not shown. A total of several phases on L1 is the power of none. */
    public @Nullable Long power(Phase phase) {
        return showsPhases() || hasOnePhase() ? value(phase.power()) : null;
    }

    /**
     * Returns whether the current of a phase has a direction: by the meter, as Aidon's on HAN, or by the power of its phase. Else it is an
     * amount. By the sign of a total a phase that imports would seem to export, and a client protects its fuse.
     */
    public boolean signsCurrent(Phase phase) {
        return has(Trait.SIGNS_CURRENTS) || power(phase) != null;
    }

    /** Returns the current of a phase in mA, negative while its power is, or as the meter signs it; null if it is absent. */
    public @Nullable Long current(Phase phase) {
        Long current = value(phase.current());
        Long power = power(phase);
        return current == null || power == null || power >= 0 || has(Trait.SIGNS_CURRENTS) ? current : Long.valueOf(-current);
    }

    /** Returns the value as a whole number of the quantity's last decimal; null if it is absent. */
    public @Nullable Long value(Quantity quantity) {
        return values.has(quantity) ? values.scaled(quantity) : null;
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Returns whether this is a meter of one phase; false while L2 and L3 may still come. */
    public boolean hasOnePhase() {
        return phases == 1 && !has(Trait.AWAITS_LONG_LIST);
    }

    public boolean showsPhases() {
        return phasePowers == PhasePowers.SHOWN;
    }

    /** Returns true while the meter has sent no power, but only a few messages. */
    public boolean awaitsPower() {
        HousePower.Absent absent = house.absent();
        return absent != null && absent.sent() == HousePower.Sent.NOT_YET;
    }

    /** Returns why the meter has sent no power so far; null if it has sent a power, or may send it soon. */
    public @Nullable PowerAbsence powerAbsence() {
        HousePower.Absent absent = house.absent();
        return absent != null && absent.sent() == HousePower.Sent.NEVER ? absent.likely() : null;
    }

    GridMeter withCounters(Map<Quantity, Long> counters) {
        return new GridMeter(values.with(counters), house, phases, phasePowers, traits, withoutCurrent, missing, assumedCounters);
    }
}
