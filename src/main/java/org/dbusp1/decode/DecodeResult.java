package org.dbusp1.decode;

import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/** The content of a frame. */
public sealed interface DecodeResult {
    record Decoded(Reading reading) implements DecodeResult {
        Decoded with(Reading other) {
            return other == reading ? this : new Decoded(other);
        }
    }

    /** A frame that is not proven, no known message, or without a value. */
    record Rejected(RejectCause cause) implements DecodeResult {
    }
}
