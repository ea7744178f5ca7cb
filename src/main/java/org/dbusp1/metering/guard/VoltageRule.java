package org.dbusp1.metering.guard;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/** Withholds voltages that vanish, or are too high, from one message to the next. */
final class VoltageRule implements Rule {
    /** A phase with a higher voltage is in use. */
    private static final double IN_USE_VOLTS = 50;
    private static final double HIGHEST_VOLTS = 300;
    /** An unusual voltage is believed after this many messages, because a fuse in the street can blow. */
    private static final int CONFIRMING_MESSAGES = 5;

    /** The voltages that were above 50 V, and did not stay unusual. */
    private final Set<Quantity> inUse = EnumSet.noneOf(Quantity.class);
    /** Number of messages in a row in which a voltage was unusual. */
    private final Map<Quantity, Integer> unusual = new EnumMap<>(Quantity.class);

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        for (Phase phase : Phase.ALL) {
            if (now.hasUsable(phase.voltage())) {
                check(phase.voltage(), now);
            }
        }
        return null;
    }

    private void check(Quantity voltage, GuardedReading now) {
        double volts = now.number(voltage);
        boolean gone = volts == 0 && inUse.contains(voltage);
        if (!gone && volts <= HIGHEST_VOLTS) {
            unusual.remove(voltage);
            if (volts > IN_USE_VOLTS) {
                inUse.add(voltage);
            }
        } else if (unusual.merge(voltage, 1, Integer::sum) > CONFIRMING_MESSAGES) {
            inUse.remove(voltage);
        } else {
            now.withhold(gone ? Reason.VOLTAGE_GONE : Reason.VOLTAGE_HIGH, voltage);
        }
    }

    @Override
    public void forgetMeter() {
        inUse.clear();
        unusual.clear();
    }
}
