package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Powers, currents and voltages against one another. They are not sampled at the same moment, so only what is far apart
 * and far beyond a house is held against a value; where a meter shows nothing to compare with, a value stands.
 */
final class PhaseRules {
    /** Up to this a total needs no witness: three phases of 125 A. */
    private static final double TOTAL_WATTS = 90_000;
    private static final double PHASE_WATTS = 30_000;
    /** The largest current of meters without transformers. */
    private static final double DIRECT_AMPERES = 125;
    /** A phase with more volts than this is alive. */
    private static final double ALIVE_VOLTS = 50;
    private static final double HIGHEST_VOLTS = 300;
    /** How many messages an odd voltage has to stay until it is the truth: a fuse in the street does blow. */
    private static final int CONFIRM = 5;

    private final Set<Quantity> alive = EnumSet.noneOf(Quantity.class);
    private final Map<Quantity, Integer> odd = new EnumMap<>(Quantity.class);

    /** The meter is another one. */
    void forget() {
        alive.clear();
        odd.clear();
    }

    void judge(Values values, Map<Quantity, Reason> reasons) {
        for (Phase phase : Phase.ALL) {
            voltage(phase.voltage(), values, reasons);
            current(phase, values, reasons);
            for (Quantity power : List.of(phase.powerImport(), phase.powerExport())) {
                phasePower(phase, power, values, reasons);
            }
        }
        for (Quantity power : List.of(POWER_IMPORT, POWER_EXPORT)) {
            total(power, values, reasons);
        }
    }

    private void voltage(Quantity voltage, Values values, Map<Quantity, Reason> reasons) {
        if (!values.has(voltage) || reasons.containsKey(voltage)) {
            return;
        }
        double volts = values.number(voltage);
        boolean gone = volts == 0 && alive.contains(voltage);
        if (!gone && volts <= HIGHEST_VOLTS) {
            odd.remove(voltage);
            if (volts > ALIVE_VOLTS) {
                alive.add(voltage);
            }
        } else if (odd.merge(voltage, 1, Integer::sum) > CONFIRM) {
            alive.remove(voltage);
        } else {
            reasons.put(voltage, gone ? Reason.VOLTAGE_GONE : Reason.VOLTAGE_HIGH);
        }
    }

    private static void current(Phase phase, Values values, Map<Quantity, Reason> reasons) {
        if (!values.has(phase.current()) || Math.abs(values.number(phase.current())) <= DIRECT_AMPERES
                || !values.has(phase.voltage())) {
            return;
        }
        double apparent = values.number(phase.voltage()) * Math.abs(values.number(phase.current()));
        Optional<Double> active = witness(values, phase.power(), POWER_NET);
        if (active.isPresent() && apparent > 10 * active.get()) {
            reasons.putIfAbsent(phase.current(), Reason.NOT_IN_POWER);
        }
    }

    /** The first of the quantities that there is, as an amount. */
    private static Optional<Double> witness(Values values, Quantity... quantities) {
        for (Quantity quantity : quantities) {
            if (values.has(quantity)) {
                return Optional.of(Math.abs(values.number(quantity)));
            }
        }
        return Optional.empty();
    }

    private static void phasePower(Phase phase, Quantity power, Values values, Map<Quantity, Reason> reasons) {
        if (!values.has(power) || values.number(power) <= PHASE_WATTS) {
            return;
        }
        Optional<Double> carried = phase.carried(values);
        if (carried.isPresent() && values.number(power) > 2 * carried.get()) {
            reasons.putIfAbsent(power, Reason.NOT_IN_CURRENTS);
        }
    }

    private static void total(Quantity total, Values values, Map<Quantity, Reason> reasons) {
        if (!values.has(total) || values.number(total) <= TOTAL_WATTS) {
            return;
        }
        double sum = 0;
        double carried = 0;
        boolean anyCurrent = false;
        for (Phase phase : Phase.ALL) {
            Quantity part = total == POWER_IMPORT ? phase.powerImport() : phase.powerExport();
            sum += values.has(part) ? values.number(part) : 0;
            Optional<Double> most = phase.carried(values);
            anyCurrent |= most.isPresent();
            carried += most.orElse(0.0);
        }
        // Meters that print no phases, or 0 for each, show their total in the currents only.
        if (sum > 0 && values.number(total) > 2 * sum) {
            reasons.putIfAbsent(total, Reason.NOT_IN_PHASES);
        } else if (anyCurrent && values.number(total) > 2 * carried) {
            reasons.putIfAbsent(total, Reason.NOT_IN_CURRENTS);
        }
    }
}
