package org.dbusp1.feedback;

import java.util.List;
import java.util.Optional;
import org.dbusp1.process.Health;

/**
 * What outputs publish of the state that flows back, against the direction of the telegrams. Any thread may call; no call waits.
 */
@FunctionalInterface
public interface DriverStateView {
    /** Returns how the driver follows the inverters between the telegrams of a slow meter; empty if no correction is possible. */
    Optional<EssStatus.FollowerStatus> inverterFollower();

    /** Returns the verdict about ESS; while the meter was never on a D-Bus, UNKNOWN with what {@link #inverterFollower} returns. */
    default EssStatus ess() {
        return EssStatus.UNKNOWN.withInverterFollower(inverterFollower().orElse(null));
    }

    /** Returns the status of the peak limiter; empty without a limiter. */
    default Optional<LimiterStatus> limiter() {
        return Optional.empty();
    }

    /** True if the output on the D-Bus is enabled, connected or not, so that ESS may use the meter; the same for the whole run. */
    default boolean isOnBus() {
        return true;
    }

    /** Returns the health of the outputs besides the D-Bus, in the order of their start. */
    default List<Health> outputHealth() {
        return List.of();
    }

    /** Returns the names of all outputs besides the D-Bus, also of those that are off, in the order of the manual. */
    default List<String> outputNames() {
        return List.of();
    }
}
