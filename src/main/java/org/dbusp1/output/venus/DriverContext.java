package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.LatestEssVerdict;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.state.HeldLimitFile;
import org.dbusp1.state.StateStore;

/**
 * The parts of the driver that the output on the D-Bus shares with others.
 *
 * @param verdict keeps the verdict about ESS for other outputs
 * @param line    the settings of the line; empty while they are not known, or there are none
 * @param choices the owner's choices on the screen beside the settings of localsettings
 * @param names   remembers the meters' names below /Settings/Devices: {@code venus/uninstall} removes those alone
 * @param blackBox makes copies of the black box; absent where it is switched off
 * @param limit   keeps the owner's import limit while the driver has replaced it
 */
public record DriverContext(LatestEssVerdict verdict, Supplier<Optional<String>> line,
        OutputSettings choices, StateStore names, Optional<BlackBoxCopy> blackBox, HeldLimitFile limit) {
}
