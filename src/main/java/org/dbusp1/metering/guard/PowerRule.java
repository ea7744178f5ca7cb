package org.dbusp1.metering.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.ArrayList;
import java.util.List;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Withholds powers that contradict each other, the currents or the fuse. A meter samples total, phases and currents at
 * different moments, and some meters print the phases without a sign, or as 0; so only a difference that no house can cause
 * counts. If the wrong one of two values is unknown, both values are withheld.
 */
final class PowerRule implements Rule {
    /** More than the largest load of a house, which may be switched between two samples: an instantaneous water heater, 27 kW. */
    static final double LARGEST_LOAD_WATTS = 30_000;
    /** The threshold that meters print if the supervision of the fuse is off. */
    private static final double FUSE_OFF_AMPERES = 999;
    private static final double NOMINAL_VOLTS = 230;
    /** A fuse carries twice its current for a minute, and currents are sampled at another moment than powers. */
    private static final double MARGIN_FACTOR = 2;
    private static final double ROUNDING_AMPERES = 1;
    private static final double NO_LIMIT = Double.MAX_VALUE;

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        for (Phase phase : Phase.ALL) {
            withholdAboveCurrent(phase.powerImport(), phase, now);
            withholdAboveCurrent(phase.powerExport(), phase, now);
        }
        compareTotal(now);
        return null;
    }

    private static void withholdAboveCurrent(Quantity power, Phase phase, GuardedReading now) {
        if (now.hasUsable(power) && now.number(power) > LARGEST_LOAD_WATTS && now.number(power) > carriedWatts(phase, now)) {
            now.withhold(Reason.NOT_IN_CURRENTS, power);
        }
    }

    /** Returns the most W that the current of a phase carries, with the margin; {@code NO_LIMIT} without a current. */
    private static double carriedWatts(Phase phase, GuardedReading now) {
        if (!now.hasUsable(phase.current())) {
            return NO_LIMIT;
        }
        // A meter without neutral prints 0 V for a phase; DSMR 4 prints no voltage.
        double volts = now.hasUsable(phase.voltage()) ? Math.max(NOMINAL_VOLTS, now.number(phase.voltage())) : NOMINAL_VOLTS;
        return MARGIN_FACTOR * volts * (Math.abs(now.number(phase.current())) + ROUNDING_AMPERES);
    }

    private static void compareTotal(GuardedReading now) {
        if (now.isWithheld(POWER_IMPORT) || now.isWithheld(POWER_EXPORT)) {
            return;
        }
        Quantity printed = POWER_EXPORT;
        if (now.hasUsable(POWER_NET)) {
            printed = POWER_NET;
        } else if (now.hasUsable(POWER_IMPORT)) {
            printed = POWER_IMPORT;
        }
        if (!now.hasUsable(printed)) {
            return;
        }
        double total = Math.abs(now.number(printed));
        List<Phase> phases = knownPhases(now);
        double balance = 0;
        double absoluteSum = 0;
        for (Phase phase : phases) {
            balance += now.number(phase.power());
            absoluteSum += Math.abs(now.number(phase.power()));
        }
        if (absoluteSum == 0) {
            if (total > LARGEST_LOAD_WATTS && total > carriedByAll(now)) {
                now.withhold(Reason.NOT_IN_CURRENTS, POWER_IMPORT, POWER_EXPORT, POWER_NET);
            }
            return;
        }
        double difference = Math.min(Math.abs(total - Math.abs(balance)), Math.abs(total - absoluteSum));
        if (difference > Math.max(LARGEST_LOAD_WATTS, Math.max(total, absoluteSum) / 2)) {
            withholdWrong(total, phases, now);
        }
    }

    /** Returns the phases with a power; none if the power of a phase is unreadable or withheld, since the sum is then unknown. */
    private static List<Phase> knownPhases(GuardedReading now) {
        List<Phase> known = new ArrayList<>(Phase.ALL.size());
        for (Phase phase : Phase.ALL) {
            if (now.hasUsable(phase.power()) && !now.isWithheld(phase.powerImport()) && !now.isWithheld(phase.powerExport())) {
                known.add(phase);
            } else if (now.values().has(phase.power()) || now.values().has(phase.powerImport()) || now.values().has(phase.powerExport())) {
                return List.of();
            }
        }
        return known;
    }

    /** Withholds the powers that currents and fuse cannot carry; if no power is too high, withholds total and phases. */
    private static void withholdWrong(double total, List<Phase> phases, GuardedReading now) {
        double fuseWatts = MARGIN_FACTOR * fuseAmperes(now) * NOMINAL_VOLTS;
        boolean totalFits = total <= Math.min(Phase.ALL.size() * fuseWatts, carriedByAll(now));
        List<Phase> tooHigh = phases.stream()
                .filter(phase -> Math.abs(now.number(phase.power())) > Math.min(fuseWatts, carriedWatts(phase, now))).toList();
        boolean doubt = totalFits && tooHigh.isEmpty();
        if (!totalFits || doubt) {
            now.withhold(Reason.TOTAL_NOT_SUM, POWER_IMPORT, POWER_EXPORT, POWER_NET);
        }
        for (Phase phase : doubt ? phases : tooHigh) {
            now.withhold(Reason.PHASES_NOT_TOTAL, phase.powerImport(), phase.powerExport(), phase.power());
        }
    }

    /** Returns the fuse in A; without a sent fuse, the highest current of a meter without transformers. */
    private static double fuseAmperes(GuardedReading now) {
        double amperes = now.hasUsable(FUSE) ? now.number(FUSE) : 0;
        return amperes > 0 && amperes < FUSE_OFF_AMPERES ? amperes : ValueRules.DIRECT_AMPERES;
    }

    /** Returns the most W that all phases carry; {@code NO_LIMIT} if a phase has a power but no current. */
    private static double carriedByAll(GuardedReading now) {
        double sum = 0;
        for (Phase phase : Phase.ALL) {
            if (now.hasUsable(phase.current())) {
                sum += carriedWatts(phase, now);
            } else if (now.values().has(phase.power())) {
                return NO_LIMIT;
            }
        }
        return sum > 0 ? sum : NO_LIMIT;
    }
}
