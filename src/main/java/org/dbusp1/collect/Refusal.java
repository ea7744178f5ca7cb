package org.dbusp1.collect;

import java.util.Locale;

/** Why a message or row is not written. */
enum Refusal {
    /** The topic holds no meter's key. */
    KEY,
    /** The message is no set of rows. */
    FORM,
    /** Its version is another one. */
    VERSION,
    /** A row has a time or value that cannot be. */
    ROW,
    /** Two drivers send rows under one key; this one was set up first. */
    DRIVER,
    /** The database does not take it. */
    DATABASE;

    /** As the figures name it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
