package org.dbusp1.line.decode;

import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

public sealed interface DecodeResult {
    record Decoded(Reading reading) implements DecodeResult {
    }

    /** The frame is not proved, holds no known message, or holds no value. */
    record Rejected(RejectCause cause) implements DecodeResult {
    }

    /** The log was closed before its message was due. */
    record Closed() implements DecodeResult {
    }
}
