package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.stream.Stream;
import org.dbusp1.guard.CounterTrack.Behaviour;
import org.dbusp1.guard.History.Voltages;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/** The rules that judge each value alone, by its size and its past, or by the one other value that it must agree with. */
final class ValueRules {
    private static final long KWH = Unit.KILOWATT_HOUR.one();
    /** A connection of 1 MW; 1 kWh more for meters that report unevenly; meters with six digits roll over. */
    private static final Behaviour ENERGY = new Behaviour(1_000 * KWH, KWH, 1_000_000 * KWH, 5, 60);
    /** A phase with a higher voltage is in use. */
    private static final double IN_USE_VOLTS = 50;
    private static final double HIGHEST_VOLTS = 300;
    /** An unusual voltage is believed after so many messages: a fuse in the street can blow. */
    private static final int CONFIRM = 5;
    /** The largest current of meters without current transformers (EN 50470-1). */
    static final double DIRECT_AMPERES = 125;
    /** A motor that starts draws several times more apparent than active power. */
    private static final double APPARENT_TO_ACTIVE = 10;

    private ValueRules() {
    }

    /** Withholds values that no such meter can measure: from a fault of the meter, or a checksum that matched by chance. */
    static Verdict range(Candidate now, History past) {
        for (Quantity quantity : now.values().present()) {
            if (!isInRange(quantity, now.values().scaled(quantity), now.dialect())) {
                now.withhold(Rule.Reason.OUT_OF_RANGE, quantity);
            }
        }
        return Verdict.BELIEVED;
    }

    /** Returns whether a meter of this dialect can measure a value. */
    static boolean isInRange(Quantity quantity, long scaled, Dialect dialect) {
        // Some German meters, with D0 or SML, have one signed power in each place, and none for export.
        boolean german = dialect.port() == Dialect.Port.OPTICAL;
        long value = german && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        Quantity.Range range = quantity.range();
        return value >= range.from() * quantity.unit().one() && value <= range.to() * quantity.unit().one();
    }

    /**
     * Withholds energy counters that fall, or that run ahead of any power. A telegram without checksum that has such a
     * counter is damaged: nothing of it is believed.
     */
    static Verdict energyCounters(Candidate now, History past) {
        boolean damaged = now.hasNoChecksum() && !allFit(now, past);
        for (Quantity counter : Quantity.COUNTERS) {
            if (now.has(counter)) {
                CounterTrack track = past.counters.computeIfAbsent(counter, first -> new CounterTrack(ENERGY));
                long value = now.values().scaled(counter);
                // Of a damaged telegram only the counter that shows the damage is compared with later ones.
                if (!damaged || !track.believes(value, now.seconds())) {
                    track.take(value, now.seconds()).ifPresent(reason -> now.withhold(reason, counter));
                }
            }
        }
        return damaged ? Verdict.CONTRADICTS : Verdict.BELIEVED;
    }

    private static boolean allFit(Candidate now, History past) {
        for (Quantity counter : Quantity.COUNTERS) {
            if (now.isWithheld(counter) || now.has(counter) && past.counters.containsKey(counter)
                    && !past.counters.get(counter).believes(now.values().scaled(counter), now.seconds())) {
                return false;
            }
        }
        return true;
    }

    /** Withholds voltages that vanish, or are too high, from one message to the next. */
    static Verdict voltages(Candidate now, History past) {
        for (Phase phase : Phase.ALL) {
            if (now.has(phase.voltage())) {
                voltage(phase.voltage(), now, past.voltages);
            }
        }
        return Verdict.BELIEVED;
    }

    private static void voltage(Quantity voltage, Candidate now, Voltages past) {
        double volts = now.number(voltage);
        boolean gone = volts == 0 && past.inUse.contains(voltage);
        if (!gone && volts <= HIGHEST_VOLTS) {
            past.unusual.remove(voltage);
            if (volts > IN_USE_VOLTS) {
                past.inUse.add(voltage);
            }
        } else if (past.unusual.merge(voltage, 1, Integer::sum) > CONFIRM) {
            past.inUse.remove(voltage);
        } else {
            now.withhold(gone ? Rule.Reason.VOLTAGE_GONE : Rule.Reason.VOLTAGE_HIGH, voltage);
        }
    }

    /** Withholds currents above those of a house that no power confirms. */
    static Verdict currents(Candidate now, History past) {
        for (Phase phase : Phase.ALL) {
            Quantity power = now.values().has(phase.power()) ? phase.power() : POWER_NET;
            if (now.values().has(phase.current()) && now.values().has(phase.voltage()) && now.values().has(power)) {
                double amperes = Math.abs(now.number(phase.current()));
                if (amperes > DIRECT_AMPERES && now.number(phase.voltage()) * amperes > APPARENT_TO_ACTIVE * Math.abs(now.number(power))) {
                    now.withhold(Rule.Reason.NOT_IN_POWER, phase.current());
                }
            }
        }
        return Verdict.BELIEVED;
    }

    /** Withholds values that are calculated from a withheld value, unless the meter itself printed another figure. */
    static Verdict derivedValues(Candidate now, History past) {
        if (!now.hasWithheld()) {
            return Verdict.BELIEVED;
        }
        for (Derivation.Sum sum : Derivation.SUMS) {
            if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(now::isWithheld) && sum.isMadeOfParts(now.values())) {
                now.withhold(Rule.Reason.PART_WITHHELD, sum.whole());
            }
        }
        return Verdict.BELIEVED;
    }
}
