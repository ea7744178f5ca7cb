package org.dbusp1.energy;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.Stamp;

/**
 * A reading of a counter that the ledger keeps: at a border, or at the first reading of the counter.
 *
 * @param time  time of the border or of the reading, by the meter's clock
 * @param value value in the last decimal of the counter
 * @param exact whether the value was read at that time, or lies between two readings that are no more than a minute
 *              apart or between which all powers are known; else it is interpolated over a longer gap, or is the next
 *              reading
 * @param stretch number of times that the clock was set before, as far as the ledger knows
 * @param ended the last reading of the meter before, or of this meter before its counter was reset; absent if the
 *              counter goes on
 * @param meter the number of the meter if another number was known before; else absent
 */
record Entry(Stamp time, long value, boolean exact, int stretch, OptionalLong ended, Optional<String> meter) {
    /** Makes the entry of a counter that goes on. */
    static Entry of(Stamp time, long value, boolean exact, int stretch) {
        return new Entry(time, value, exact, stretch, OptionalLong.empty(), Optional.empty());
    }
}
