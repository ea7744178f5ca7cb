package org.dbusp1.meter;

import java.util.Optional;

/**
 * What a message says about the meter itself.
 *
 * @param dialect        the family of telegrams, recognised by content
 * @param identification first line without its slash, or the list name of a binary meter; empty where there is none
 * @param equipmentId    the meter's number; absent where none is printed
 * @param version        version of the P1 format as printed ("50", "50217"); absent where none is
 */
public record MeterIdentity(Dialect dialect, String identification, Optional<String> equipmentId,
                            Optional<String> version) {
    /** Makes the texts safe for every output. */
    public MeterIdentity {
        identification = SafeText.identifier(identification);
        equipmentId = SafeText.identifier(equipmentId);
        version = SafeText.identifier(version);
    }
}
