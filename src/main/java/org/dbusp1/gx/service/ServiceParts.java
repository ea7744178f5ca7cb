package org.dbusp1.gx.service;

import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * What the services of a meter remember, and what their buttons start.
 *
 * @param deviceNames remembers the meters' names below /Settings/Devices, the only names that {@code venus/uninstall} removes
 * @param memory the settings of devices as localsettings last had them
 * @param blackBox makes copies of the black box; null in a replay
 * @param search searches for another meter; null if not possible
 */
public record ServiceParts(StateStore deviceNames, StateStore memory, @Nullable BlackBoxCopy blackBox,
                           @Nullable MeterSearch search) {
}
