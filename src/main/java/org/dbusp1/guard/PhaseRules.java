package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** Withholds voltages that appear or vanish from one message to the next, and currents that no power confirms. */
final class PhaseRules {
    /** The largest current of meters without current transformers (EN 50470-1). */
    static final double DIRECT_AMPERES = 125;
    /** A phase with a higher voltage is in use. */
    private static final double ALIVE_VOLTS = 50;
    private static final double HIGHEST_VOLTS = 300;
    /**
     * The number of messages in which an unusual voltage has to come before it is believed: a fuse in the street can
     * blow.
     */
    private static final int CONFIRM = 5;
    /** A motor that starts draws several times more apparent than active power. */
    private static final double APPARENT_TO_ACTIVE = 10;

    private final Set<Quantity> alive = EnumSet.noneOf(Quantity.class);
    private final Map<Quantity, Integer> odd = new EnumMap<>(Quantity.class);

    /** Adds the implausible voltages and currents of a message to the values already withheld. */
    void judge(Values values, Map<Quantity, Plausibility.Reason> reasons) {
        for (Phase phase : Phase.ALL) {
            voltage(phase.voltage(), values, reasons);
            current(phase, values, reasons);
        }
    }

    private void voltage(Quantity voltage, Values values, Map<Quantity, Plausibility.Reason> reasons) {
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
            reasons.put(voltage, gone ? Plausibility.Reason.VOLTAGE_GONE : Plausibility.Reason.VOLTAGE_HIGH);
        }
    }

    private static void current(Phase phase, Values values, Map<Quantity, Plausibility.Reason> reasons) {
        if (!values.has(phase.current()) || !values.has(phase.voltage())) {
            return;
        }
        double amperes = Math.abs(values.number(phase.current()));
        if (amperes <= DIRECT_AMPERES) {
            return;
        }
        double apparent = values.number(phase.voltage()) * amperes;
        boolean refuted = Stream.of(phase.power(), POWER_NET).filter(values::has).findFirst()
                .map(power -> apparent > APPARENT_TO_ACTIVE * Math.abs(values.number(power))).orElse(false);
        if (refuted) {
            reasons.putIfAbsent(phase.current(), Plausibility.Reason.NOT_IN_POWER);
        }
    }
}
