package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_NET;

import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;

/** Withholds currents above those of a house that no power confirms. */
final class CurrentRule implements Rule {
    /** The largest current of meters without current transformers (EN 50470-1). */
    static final double DIRECT_AMPERES = 125;
    /** A motor that starts draws several times more apparent than active power. */
    private static final double APPARENT_TO_ACTIVE = 10;

    @Override
    public Verdict judge(Candidate now, History past) {
        for (Phase phase : Phase.ALL) {
            Quantity power = now.values().has(phase.power()) ? phase.power() : POWER_NET;
            if (now.values().has(phase.current()) && now.values().has(phase.voltage()) && now.values().has(power)) {
                double amperes = Math.abs(now.number(phase.current()));
                if (amperes > DIRECT_AMPERES && now.number(phase.voltage()) * amperes > APPARENT_TO_ACTIVE * Math.abs(now.number(power))) {
                    now.withhold(Reason.NOT_IN_POWER, phase.current());
                }
            }
        }
        return Verdict.BELIEVED;
    }
}
