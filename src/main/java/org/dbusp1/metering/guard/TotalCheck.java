package org.dbusp1.metering.guard;

import org.dbusp1.meter.Agreement;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Published;
import org.jspecify.annotations.Nullable;

/**
 * Finds a net total that stands still while its phases move (Landis+Gyr E360: home-assistant/core, issue 108242); no value is withheld
 * for it. Not judged: a total or a phase that is sent in one direction only, or a message without the power of each phase. Used by one
 * thread.
 */
public final class TotalCheck {
    private static final int MESSAGES = 100;

    private final Origin origin;
    /** The last net total of the meter, scaled; null before the first. */
    private @Nullable Long total;
    /** Messages with this total whose phases contradicted it. */
    private int contradictions;
    private @Nullable DoubtfulPower found;

    /** @param origin of a log, a contradiction is returned even after it ended: only the last result is used */
    public TotalCheck(Origin origin) {
        this.origin = origin;
    }

    public void forgetMeter() {
        total = null;
        found = origin.isLog() ? found : null;
    }

    /** Returns the total that stands still; null if it does not. */
    public @Nullable DoubtfulPower accept(Reading reading, Published published) {
        Values values = reading.values();
        if (!published.values().has(Quantity.POWER_NET) || !values.has(Quantity.POWER_NET)) {
            return found;
        }
        long present = values.scaled(Quantity.POWER_NET);
        if (total == null || total != present) {
            total = present;
            contradictions = 0;
            found = origin.isLog() ? found : null;
        }
        Long phases = sumOfPhases(values, published.values());
        if (phases != null && !Agreement.MOVING.allows(phases - present, Math.abs(present))) {
            contradictions++;
            if (contradictions >= MESSAGES) {
                double one = Quantity.POWER_NET.unit().scaledOne();
                found = new DoubtfulPower(DoubtfulPower.Cause.TOTAL_STANDS, Math.round(present / one), Math.round(phases / one));
            }
        }
        return found;
    }

    /** Returns the sum of all phases that the meter has, in mW; null if the total or a phase is sent in one direction only. */
    private static @Nullable Long sumOfPhases(Values values, Values valid) {
        if (isOneDirection(values, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)) {
            return null;
        }
        long sum = 0;
        boolean any = false;
        for (Phase phase : Phase.ALL) { // no stream: for each telegram
            if (phase.hasValues(values) || phase.hasValues(valid)) {
                if (!values.has(phase.power()) || !valid.has(phase.power())
                        || isOneDirection(values, phase.powerImport(), phase.powerExport())) {
                    return null;
                }
                sum += values.scaled(phase.power());
                any = true;
            }
        }
        return any ? sum : null;
    }

    private static boolean isOneDirection(Values values, Quantity imported, Quantity exported) {
        return values.has(imported) != values.has(exported);
    }
}
