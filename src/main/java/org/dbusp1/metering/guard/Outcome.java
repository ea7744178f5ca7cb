package org.dbusp1.metering.guard;

import java.time.Duration;
import org.dbusp1.meter.Published;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/** What becomes of a good message of the line. */
public sealed interface Outcome {
    /**
     * The message is believed, and values are valid now.
     *
     * @param reading  the message, with its energies in the right unit
     * @param interval interval in which the meter sends
     * @param validFor time from the message's arrival for which the values are valid without another message
     */
    record Publish(Reading reading, Published published, Duration interval, Duration validFor) implements Outcome {
    }

    /**
     * The message is believed, but nothing of it is published: no value is valid yet, or the meter has no {@code MeterKey} yet.
     *
     * @param replaced whether the message is the first of the meter that replaced the line's previous meter: published values end
     */
    record Hold(boolean replaced) implements Outcome {
    }

    /** Nothing of the message is published, now or later: the next message has to confirm it, however late that message arrives. */
    record Unconfirmed() implements Outcome {
    }

    /** The message counts as refused. No gap between messages begins or ends with it, but the line is not lost. */
    record Refuse(RejectCause cause) implements Outcome {
    }

    /**
     * The message is of another meter than the line's, or of one of several meters. No gap between messages begins or ends with it.
     *
     * @param several whether this message shows that several meters send on the line: published values end
     * @param cause   the cause for which the message counts as refused; null if the message is whole, and counts as foreign
     */
    record Foreign(boolean several, @Nullable RejectCause cause) implements Outcome {
    }

    /** A repeated message without new values. */
    record Repeat() implements Outcome {
    }

    /** Returns the cause for which the message counts as refused; null if it does not. */
    default @Nullable RejectCause cause() {
        return null;
    }
}
