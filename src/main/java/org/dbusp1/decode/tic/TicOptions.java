package org.dbusp1.decode.tic;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What an owner of a French meter may decide.
 *
 * @param apparentAsPower whether the apparent power in VA is published as if it were active power in W; the TIC has no
 *                        watts
 * @param zone            of the meter's clock; absent: that of European France
 */
public record TicOptions(boolean apparentAsPower, Optional<ZoneId> zone) {
    /** No power, the clock of European France. */
    public static final TicOptions DEFAULT = new TicOptions(false, Optional.empty());
}
