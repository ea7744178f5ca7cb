package org.dbusp1.meter;

import java.util.Locale;

/**
 * Where the power of the house comes from, a part of each net power ({@link Values#netOrigin}): one for each row that gives one, first
 * those of a message.
 */
public enum PowerOrigin {
    /** The meter sent this number. */
    SENT,
    /** The meter sent this number without its sign, as a net power: the status word exports. */
    TURNED_BY_STATUS_WORD,
    /** The meter sent a power without a direction, which its status word shows. */
    BY_STATUS_WORD,
    /** The meter sent a total without its sign: this is the sum of its phases, of which one has a sign. */
    BY_PHASES,
    /** Import less export, both sent. */
    DIFFERENCE,
    /** The import, of a meter that sends no export. */
    IMPORT_ONLY,
    /** The import of a list, where the export is in another one. */
    IMPORT_OF_LIST,
    /** The meter sends no total, or one that does not show an export. */
    SUM_OF_PHASES,
    /** The export of an earlier list, with a list of an import of 0. */
    EXPORT_GOES_ON,
    /** Of an earlier list, with a list without a power. */
    EARLIER_LIST,
    /** 0 W in place of a power that is not known, for 21 s at most: only grid meters show it. */
    STAND_IN;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** Its name in the texts of {@code check}. */
    public String key() {
        return key;
    }
}
