package org.dbusp1.metering.guard;

import java.util.EnumMap;
import java.util.Map;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.guard.CounterTrack.Behaviour;
import org.jspecify.annotations.Nullable;

/**
 * Withholds energy counters that fall, or rise faster than any power. A telegram without checksum is damaged if it has
 * such a counter: nothing of the telegram is believed.
 */
final class EnergyCounterRule implements Rule {
    private static final long KWH = Unit.KILOWATT_HOUR.scaledOne();
    /**
     * A connection of 1 MW, and 1 kWh for meters that report unevenly. Meters with six digits roll over. A suspicious value is not
     * believed in five telegrams in a row; a 0, which meters print while they start, not in 60.
     */
    private static final Behaviour ENERGY = new Behaviour(1_000 * KWH, KWH, 1_000_000 * KWH, 5, 60);

    private final Map<Quantity, CounterTrack> counters = new EnumMap<>(Quantity.class);

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        boolean damaged = now.hasNoChecksum() && !allFit(now);
        for (Quantity counter : Quantity.ENERGY_COUNTERS) {
            if (now.hasUsable(counter)) {
                CounterTrack track = counters.computeIfAbsent(counter, first -> new CounterTrack(ENERGY));
                long value = now.values().scaled(counter);
                // Of a damaged telegram, only the counter that shows the damage is compared with later ones.
                if (!damaged || !track.believes(value, now.seconds())) {
                    Long right = track.valueBeforeRetracted(value, now.seconds());
                    if (right != null) {
                        now.retract(counter, right);
                    }
                    Reason doubt = track.accept(value, now.seconds());
                    if (doubt != null) {
                        now.withhold(doubt, counter);
                    }
                }
            }
        }
        return damaged ? new Outcome.Refuse(RejectCause.CONTRADICTION) : null;
    }

    private boolean allFit(GuardedReading now) {
        for (Quantity counter : Quantity.ENERGY_COUNTERS) {
            if (now.isWithheld(counter) || now.hasUsable(counter) && counters.containsKey(counter)
                    && !counters.get(counter).believes(now.values().scaled(counter), now.seconds())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void forgetMeter() {
        counters.clear();
    }
}
