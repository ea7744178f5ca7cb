package org.dbusp1.meter;

import java.util.Locale;

/** Where the power of the house comes from: a part of each net power ({@link Values#netOrigin}). */
public enum PowerOrigin {
    /** The meter sent this number. */
    SENT,
    /** The meter sent this number without its sign, which its status word shows. */
    BY_STATUS_WORD,
    /** The meter sent a total without its sign: this is the sum of its phases, of which one has a sign. */
    BY_PHASES,
    /** Import less export, both sent. */
    DIFFERENCE,
    /** The import, where the message has no export, and none is possible. */
    IMPORT_ONLY,
    /** The meter sends no total, or one that does not show an export. */
    SUM_OF_PHASES,
    /** From an earlier list of a meter with alternating lists, as long as it is valid. */
    EARLIER_LIST,
    /** 0 W in place of a power that is not known, for 21 s at most: only grid meters show it. */
    STAND_IN;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** Its name in the texts of {@code check}. */
    public String key() {
        return key;
    }
}
