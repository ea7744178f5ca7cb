package org.dbusp1.demand;

import java.util.Optional;
import org.dbusp1.meter.ImportLimit.GuardState;

/**
 * The guard of the peak at this moment.
 *
 * @param battery what the battery of ESS can give; absent while this is not known
 */
public record GuardStatus(GuardState state, Optional<Battery> battery) {
    /**
     * A battery with its inverter.
     *
     * @param watts     the most that they give
     * @param wattHours the capacity of the battery
     */
    public record Battery(long watts, long wattHours) {
    }
}
