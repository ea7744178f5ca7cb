package org.dbusp1.gx.ess;

import java.time.Duration;
import org.dbusp1.meter.PowerAbsence;
import org.jspecify.annotations.Nullable;

/**
 * The meter as last published: the facts that decide whether ESS uses it.
 *
 * @param service the name of its service
 * @param role the role that its owner chose, such as grid
 * @param roleIsConfigured whether the configuration sets the role
 * @param instance its device instance, as the path /DeviceInstance has it
 * @param order the inverter's phase that each phase of the meter is published as
 * @param phaseCount the meter's number of phases
 * @param showsPhases whether powers of its phases are shown, not only the total
 * @param inThirds whether each phase shows a third of the total
 * @param powerAbsence why it has sent no power so far; null if it has sent one
 * @param interval the time between its telegrams; null until measured
 * @param powers watts by the inverter's phases; a total without phases is on the meter's L1, also while it is shown in thirds
 */
public record PublishedMeter(String service, String role, boolean roleIsConfigured, int instance, PhaseOrder order, int phaseCount,
                             boolean showsPhases, boolean inThirds, @Nullable PowerAbsence powerAbsence, @Nullable Duration interval,
                             PhaseWatts powers) {
}
