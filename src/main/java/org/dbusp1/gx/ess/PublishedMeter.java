package org.dbusp1.gx.ess;

import java.time.Duration;
import org.dbusp1.meter.PowerAbsence;
import org.jspecify.annotations.Nullable;

/**
 * The meter as last published: the facts that decide whether ESS uses it.
 *
 * @param order the inverter's phase that each phase of the meter is published as
 * @param powerAbsence why it has sent no power so far; null if it has sent one
 * @param interval the time between its telegrams; null until measured
 * @param powers watts by the inverter's phases; a total without phases is on the meter's L1, also while it is shown in thirds
 */
public record PublishedMeter(String service, String role, boolean roleIsConfigured, int instance, PhaseOrder order, int phaseCount,
                             boolean showsPhases, boolean inThirds, @Nullable PowerAbsence powerAbsence, @Nullable Duration interval,
                             PhaseWatts powers) {
    /** Returns whether the order of phases names one phase of a meter of three. */
    boolean hasOnePhaseOnly() {
        return showsPhases && !order.fits(phaseCount);
    }

    /** Returns whether all power is published on one phase: the powers of the phases are not shown, or the meter has one phase. */
    boolean hasTotalOnly() {
        return !inThirds && (!showsPhases || phaseCount == 1);
    }
}
