package org.dbusp1.decode;

import org.dbusp1.meter.Quantity;

/** What a register says. The quantity is null where the kind is not a number. */
record Meaning(Kind kind, Quantity quantity) {
    static final Meaning UNKNOWN = new Meaning(Kind.UNKNOWN, null);
}
