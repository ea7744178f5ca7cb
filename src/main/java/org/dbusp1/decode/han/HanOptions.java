package org.dbusp1.decode.han;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What an owner of a binary meter may have to say.
 *
 * @param zone           of the meter's clock, where it does not tell its deviation; absent: that of its maker's grids
 * @param kamstrupEnergy power of ten of Kamstrup's counters in Wh: 1, or 0 where the meter does not follow its list
 */
public record HanOptions(Optional<ZoneId> zone, int kamstrupEnergy) {
    /** The list's definition says 10 Wh (HAN-NVE interface description 3.1, 2.8). */
    public static final HanOptions DEFAULT = new HanOptions(Optional.empty(), 1);

    /** @param kamstrupFactor Wh that Kamstrup's counters count in, 10 or 1 */
    public static HanOptions of(Optional<ZoneId> zone, int kamstrupFactor) {
        return new HanOptions(zone, kamstrupFactor == 1 ? 0 : DEFAULT.kamstrupEnergy);
    }
}
