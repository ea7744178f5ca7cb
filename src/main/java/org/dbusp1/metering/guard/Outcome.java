package org.dbusp1.metering.guard;

import java.time.Duration;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.metering.Published;
import org.jspecify.annotations.Nullable;

/** What becomes of a good message of the line. */
public sealed interface Outcome extends Rule.Step {
    /**
     * The message is believed, and values are valid now.
     *
     * @param reading  the message, with its values in the right unit
     * @param interval how often the meter sends
     * @param validFor time from the message's arrival for which the values are valid without another message
     */
    record Publish(Reading reading, Published published, Duration interval, Duration validFor) implements Outcome {
    }

    /** The message is believed, but no value is valid yet, or the meter has no key yet. */
    record Hold() implements Outcome {
    }

    /** Nothing is published of the message: the first without a checksum, which the next has to confirm. */
    record Unconfirmed() implements Outcome {
    }

    /** The message counts as refused. @param lateNanos by how much the last live message was later than the least delay; 0 if unknown */
    record Refuse(RejectCause cause, long lateNanos) implements Outcome {
    }

    /** The message is another meter's. @param several whether it shows that several meters send: published values end */
    record Foreign(boolean several) implements Outcome {
    }

    /** A repeated message without new values. */
    record Repeat() implements Outcome {
    }

    default @Nullable RejectCause cause() {
        return this instanceof Refuse refused ? refused.cause() : null;
    }
}
