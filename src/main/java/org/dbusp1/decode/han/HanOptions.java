package org.dbusp1.decode.han;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What an owner of a binary meter may have to say.
 *
 * @param zone of the meter's clock, where its time has no deviation; absent: that of its maker's grids
 */
public record HanOptions(Optional<ZoneId> zone) {
    public static final HanOptions DEFAULT = new HanOptions(Optional.empty());
}
