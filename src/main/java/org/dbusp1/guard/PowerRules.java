package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Compares powers with one another, with the currents and with the fuse. A meter does not sample total, phases and
 * currents at the same moment, and some meters print the phases without a sign, or 0 for each of them. So only a
 * difference that no house can cause counts. If it is not known which of two values is wrong, both are withheld.
 */
final class PowerRules {
    /**
     * More than the largest load of a house, which may be switched between two samples: an instantaneous water heater,
     * 27 kW.
     */
    static final double LARGEST_LOAD_WATTS = 30_000;
    /** The threshold that meters print if the supervision of the fuse is off. */
    private static final double FUSE_OFF_AMPERES = 999;
    private static final double NOMINAL_VOLTS = 230;
    /** A fuse carries twice its current for a minute; currents are sampled at another moment than powers. */
    private static final double MARGIN = 2;

    private final Values values;
    private final Map<Quantity, Plausibility.Reason> reasons;

    private PowerRules(Values values, Map<Quantity, Plausibility.Reason> reasons) {
        this.values = values;
        this.reasons = reasons;
    }

    /** Adds the implausible powers of a message to the values already withheld. */
    static void judge(Values values, Map<Quantity, Plausibility.Reason> reasons) {
        PowerRules rules = new PowerRules(values, reasons);
        for (Phase phase : Phase.ALL) {
            rules.phase(phase, phase.powerImport());
            rules.phase(phase, phase.powerExport());
        }
        rules.total();
    }

    private boolean has(Quantity quantity) {
        return values.has(quantity) && !reasons.containsKey(quantity);
    }

    private void phase(Phase phase, Quantity power) {
        if (has(power) && values.number(power) > LARGEST_LOAD_WATTS
                && carried(phase).map(watts -> values.number(power) > MARGIN * watts).orElse(false)) {
            reasons.put(power, Plausibility.Reason.NOT_IN_CURRENTS);
        }
    }

    /**
     * Returns the most watts that the current of a phase carries, with one ampere of rounding; absent without a
     * current.
     */
    private Optional<Double> carried(Phase phase) {
        if (!has(phase.current())) {
            return Optional.empty();
        }
        // A meter without neutral prints 0 V for a phase; DSMR 4 prints no voltage at all.
        double volts = has(phase.voltage()) ? Math.max(NOMINAL_VOLTS, values.number(phase.voltage())) : NOMINAL_VOLTS;
        return Optional.of(volts * (Math.abs(values.number(phase.current())) + 1));
    }

    private void total() {
        Quantity printed = has(POWER_NET) ? POWER_NET : has(POWER_IMPORT) ? POWER_IMPORT : POWER_EXPORT;
        if (!has(printed) || reasons.containsKey(POWER_IMPORT) || reasons.containsKey(POWER_EXPORT)) {
            return;
        }
        double total = Math.abs(values.number(printed));
        List<Phase> phases = phases();
        double balance = phases.stream().mapToDouble(phase -> values.number(phase.power())).sum();
        double amounts = phases.stream().mapToDouble(phase -> Math.abs(values.number(phase.power()))).sum();
        if (amounts == 0) {
            if (total > LARGEST_LOAD_WATTS && total > carriedByAll()) {
                withhold(Plausibility.Reason.NOT_IN_CURRENTS, POWER_IMPORT, POWER_EXPORT, POWER_NET);
            }
            return;
        }
        double difference = Math.min(Math.abs(total - Math.abs(balance)), Math.abs(total - amounts));
        if (difference > Math.max(LARGEST_LOAD_WATTS, Math.max(total, amounts) / 2)) {
            decide(total, phases);
        }
    }

    /**
     * Returns the phases whose power is known; no phases if the power of one is unreadable or withheld, because the sum
     * is then unknown.
     */
    private List<Phase> phases() {
        List<Phase> known = new ArrayList<>();
        for (Phase phase : Phase.ALL) {
            if (known(phase)) {
                known.add(phase);
            } else if (values.has(phase.power()) || values.has(phase.powerImport())
                    || values.has(phase.powerExport())) {
                return List.of();
            }
        }
        return known;
    }

    private boolean known(Phase phase) {
        return has(phase.power()) && !reasons.containsKey(phase.powerImport())
                && !reasons.containsKey(phase.powerExport());
    }

    /**
     * Withholds powers if total and phases contradict each other: a power that the currents and the fuse cannot carry
     * is wrong; if there is none, both may be wrong.
     */
    private void decide(double total, List<Phase> phases) {
        double fuse = MARGIN * fuse() * NOMINAL_VOLTS;
        boolean totalFits = total <= Math.min(Phase.ALL.size() * fuse, carriedByAll());
        List<Phase> tooHigh = phases.stream()
                .filter(phase -> Math.abs(values.number(phase.power()))
                        > Math.min(fuse, carried(phase).map(watts -> MARGIN * watts).orElse(Double.MAX_VALUE)))
                .toList();
        boolean doubt = totalFits && tooHigh.isEmpty();
        if (!totalFits || doubt) {
            withhold(Plausibility.Reason.NOT_IN_PHASES, POWER_IMPORT, POWER_EXPORT, POWER_NET);
        }
        for (Phase phase : doubt ? phases : tooHigh) {
            withhold(Plausibility.Reason.NOT_IN_TOTAL, phase.powerImport(), phase.powerExport(), phase.power());
        }
    }

    /**
     * Returns the current of the fuse in A; if the meter sends none, the most that a meter without transformers
     * measures.
     */
    private double fuse() {
        double amperes = has(FUSE) ? values.number(FUSE) : 0;
        return amperes > 0 && amperes < FUSE_OFF_AMPERES ? amperes : PhaseRules.DIRECT_AMPERES;
    }

    /**
     * Returns the most watts that all phases carry, with the margin; without limit if a phase has a power but no
     * current.
     */
    private double carriedByAll() {
        double sum = 0;
        boolean any = false;
        for (Phase phase : Phase.ALL) {
            Optional<Double> carried = carried(phase);
            if (carried.isEmpty() && values.has(phase.power())) {
                return Double.MAX_VALUE;
            }
            any |= carried.isPresent();
            sum += MARGIN * carried.orElse(0.0);
        }
        return any ? sum : Double.MAX_VALUE;
    }

    private void withhold(Plausibility.Reason reason, Quantity... quantities) {
        for (Quantity quantity : quantities) {
            if (values.has(quantity)) {
                reasons.putIfAbsent(quantity, reason);
            }
        }
    }
}
