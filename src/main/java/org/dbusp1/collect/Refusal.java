package org.dbusp1.collect;

import java.util.Locale;

/** The reasons why a message or row is not written. */
enum Refusal {
    /** The topic holds no meter's key. */
    KEY,
    /** The message is no set of rows. */
    FORM,
    /** The message has another version. */
    VERSION,
    /** A row has an impossible time or value. */
    ROW,
    /** Two drivers send rows under one key; the driver of this message was set up first. */
    DRIVER,
    /** The database refuses the message. */
    DATABASE;

    /** Returns the name in the figures. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
