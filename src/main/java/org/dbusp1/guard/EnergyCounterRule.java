package org.dbusp1.guard;

import org.dbusp1.guard.CounterTrack.Behaviour;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/**
 * Withholds energy counters that fall, or that run ahead of any power. A telegram without checksum that has such a
 * counter is damaged: nothing of it is believed.
 */
final class EnergyCounterRule implements Rule {
    private static final long KWH = Unit.KILOWATT_HOUR.one();
    /** A connection of 1 MW; 1 kWh more for meters that report unevenly; meters with six digits roll over. */
    private static final Behaviour BEHAVIOUR = new Behaviour(1_000 * KWH, KWH, 1_000_000 * KWH, 5, 60);

    @Override
    public Verdict judge(Candidate now, History past) {
        boolean damaged = now.hasNoChecksum() && !allFit(now, past);
        for (Quantity counter : Quantity.COUNTERS) {
            if (now.has(counter)) {
                CounterTrack track = past.counters.computeIfAbsent(counter, first -> new CounterTrack(BEHAVIOUR));
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
}
