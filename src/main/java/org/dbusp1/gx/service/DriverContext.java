package org.dbusp1.gx.service;

import java.util.function.Supplier;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.output.feedback.DriverState;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the driver that the D-Bus output shares with others.
 *
 * @param state receives the status of ESS and of the peak limiter, and returns the owner's choices
 * @param lineSettings the settings of the serial line; null if unknown, or without a serial line
 * @param deviceNames remembers the meters' names below /Settings/Devices, the only names that {@code venus/uninstall} removes
 * @param memory the settings of devices as localsettings last had them
 * @param blackBox makes copies of the black box; null in a replay
 * @param search searches for another meter; null if not possible
 * @param reserve the charge up to which the battery is kept for peaks
 * @param overrideMark marks in a file that the peak limiter has set the override, so that a later start can release it
 */
public record DriverContext(DriverState state, Supplier<@Nullable String> lineSettings, StateStore deviceNames, RememberedSettings memory,
                            @Nullable BlackBoxCopy blackBox,
                            @Nullable MeterSearch search, Reserve reserve,
                            WrittenMark overrideMark) {
}
