package org.dbusp1.decode;

import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.meter.Dialect;

/**
 * What an owner may know better than the telegram shows.
 *
 * @param zone           zone of the meter's clock; otherwise that of its dialect
 * @param dialect        otherwise recognised by the codes in each telegram
 * @param ignoreChecksum accepts telegrams with a wrong checksum or none
 */
public record DsmrOptions(Optional<ZoneId> zone, Optional<Dialect> dialect, boolean ignoreChecksum) {
    /** Everything by the telegram itself. */
    public static final DsmrOptions STANDARD = new DsmrOptions(Optional.empty(), Optional.empty(), false);
}
