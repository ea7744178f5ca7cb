package org.dbusp1.decode.p1;

import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.meter.Dialect;

/**
 * Options with which the owner corrects what the driver finds in the telegram.
 *
 * @param zone     zone of the meter's clock; absent: the zone of its dialect
 * @param dialect  dialect of the meter; absent: recognised by the codes in each telegram
 * @param checksum telegrams that are accepted
 */
public record DsmrOptions(Optional<ZoneId> zone, Optional<Dialect> dialect, Checksum checksum) {
    /** No correction: the telegram shows everything. */
    public static final DsmrOptions DEFAULT = new DsmrOptions(Optional.empty(), Optional.empty(), Checksum.BY_DIALECT);

    /** Telegrams that are accepted. */
    public enum Checksum {
        /** Telegrams that their checksum proves, and telegrams without a checksum if the dialect has none. */
        BY_DIALECT,
        /** Also telegrams without a checksum: they come over a connection that cannot damage them. */
        MAY_BE_MISSING,
        /** All telegrams, even those whose checksum is wrong. */
        IGNORED
    }
}
