package org.dbusp1.guard;

import org.dbusp1.meter.BelievedReading;
import org.dbusp1.meter.RejectCause;

/** Consequence of a good message of the line. */
public sealed interface GuardResult {
    /** The message is believed: these values are valid now. */
    record Publish(BelievedReading believed) implements GuardResult {
    }

    /**
     * Nothing is published with this message, although the message may be right: the next message has to confirm it, no value
     * is valid yet, or the meter has no {@code MeterKey} yet.
     */
    record Unpublished(Decision decision) implements GuardResult {
    }

    /** The message is counted as rejected. */
    record Refused(RejectCause cause) implements GuardResult {
    }

    /** A whole message of another meter. */
    record Foreign() implements GuardResult {
    }

    /** A repeated message without new values. */
    record Repeated() implements GuardResult {
    }
}
