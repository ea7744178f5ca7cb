package org.dbusp1.guard;

import org.dbusp1.guard.History.Voltages;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;

/** Withholds voltages that vanish, or are too high, from one message to the next. */
final class VoltageRule implements Rule {
    /** A phase with a higher voltage is in use. */
    private static final double IN_USE_VOLTS = 50;
    private static final double HIGHEST_VOLTS = 300;
    /** An unusual voltage is believed after so many messages: a fuse in the street can blow. */
    private static final int CONFIRM = 5;

    @Override
    public Verdict judge(Candidate now, History past) {
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
            now.withhold(gone ? Reason.VOLTAGE_GONE : Reason.VOLTAGE_HIGH, voltage);
        }
    }
}
