package org.dbusp1.decode;

import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Reading;

/** What became of a frame. */
public sealed interface Decoded {
    /** It gave a reading. */
    record Accepted(Reading reading) implements Decoded {
    }

    /** It is damaged, not proven, or holds no value. */
    record Refused(RejectCause cause) implements Decoded {
    }
}
