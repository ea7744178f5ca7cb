package org.dbusp1.energy;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.Stamp;

/**
 * A reading of a counter that the ledger keeps: at a border, or where the counter begins.
 *
 * @param time  of the border or of the reading, by the meter's clock
 * @param value in the last decimal of the counter
 * @param exact whether it was read at that time, or lies between two readings that are no more than a minute apart or
 *              between which all powers are known; otherwise it is interpolated over a longer gap, or the next reading
 * @param stretch how often the clock was set before it, as far as the ledger knows
 * @param ended the last reading of another meter before it, or of this one before it counted anew; absent where the
 *              counter goes on
 * @param meter the number of the meter, where another one was known before; absent otherwise
 */
record Entry(Stamp time, long value, boolean exact, int stretch, OptionalLong ended, Optional<String> meter) {
    /** A reading of the counter that was read before. */
    static Entry of(Stamp time, long value, boolean exact, int stretch) {
        return new Entry(time, value, exact, stretch, OptionalLong.empty(), Optional.empty());
    }
}
