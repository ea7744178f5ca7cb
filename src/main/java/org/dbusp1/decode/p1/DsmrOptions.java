package org.dbusp1.decode.p1;

import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.meter.Dialect;

/**
 * What an owner may know better than the telegram shows.
 *
 * @param zone     zone of the meter's clock; otherwise that of its dialect
 * @param dialect  otherwise recognised by the codes in each telegram
 * @param checksum which telegrams to believe
 */
public record DsmrOptions(Optional<ZoneId> zone, Optional<Dialect> dialect, Checksum checksum) {
    /** Everything by the telegram itself. */
    public static final DsmrOptions DEFAULT = new DsmrOptions(Optional.empty(), Optional.empty(), Checksum.BY_DIALECT);

    /** Which telegrams to believe. */
    public enum Checksum {
        /** Those that it proves, and those without where the dialect has none. */
        BY_DIALECT,
        /** Those without, too: they came a way that cannot damage them. */
        MAY_BE_MISSING,
        /** All, even those that it disproves. */
        IGNORED
    }
}
