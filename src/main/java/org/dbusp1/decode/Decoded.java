package org.dbusp1.decode;

import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Reading;

/** What became of a frame. */
public sealed interface Decoded {
    /** It says something. */
    record Accepted(Reading reading) implements Decoded {
    }

    /** Its bytes may be right, but they cannot be believed or say nothing. */
    record Refused(RejectCause cause) implements Decoded {
    }
}
