package org.dbusp1.metering.guard;

import java.util.Objects;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.metering.guard.Belief.Seen;
import org.jspecify.annotations.Nullable;

/**
 * Believes in the first meter of a line. The second message of another one within a minute ends this belief: two meters in turns
 * would be two powers, and no message tells which is the house's. Then the line's meter is the one that alone lasts. The belief is the
 * state of this rule:
 * <pre>
 *                any meter                    two of another within a minute
 *   nothing ----------------------> a meter --------------------------------> several
 *      ^        the line is lost    |     ^                                      |
 *      +----------------------------+     +--------------------------------------+
 *                                            one meter, four times in a row over a minute
 * </pre>
 * Messages of another meter are {@link Outcome.Foreign} in the second state, all messages in the third, which a lost line does not end.
 */
final class OneMeterRule implements Rule {
    private record Sender(MeterIdentity meter) implements Seen<Sender> {
        @Override
        public boolean mayFollow(Sender before) {
            return same(before.meter, meter);
        }

        @Override
        public Sender renewed(Sender before) {
            return meter.equipmentId() == null ? before : this;
        }
    }

    private final Belief<Sender> line = Belief.inTheFirst();
    private final Runnable onReplaced;
    /** While the line has a meter, the time of the last message of another one; null without one. */
    private @Nullable Long otherNanos;
    /** The meter that the line had last, also after a loss; null before the first. */
    private @Nullable MeterIdentity last;

    /** @param onReplaced called with the first message of the meter that replaced the line's, before other rules check it */
    OneMeterRule(Runnable onReplaced) {
        this.onReplaced = onReplaced;
    }

    @Override
    public Step check(GuardedReading message) {
        Sender sender = new Sender(message.sent().meter());
        // A repair may have put another meter's first line there: it proves nothing.
        boolean repaired = message.isRepaired();
        if (repaired ? line.agrees(sender) : line.accept(sender, message.nanos()).isBelieved()) {
            if (!repaired && remember(message.sent().meter())) {
                onReplaced.run();
            }
            return message;
        }
        if (repaired) {
            return new Outcome.Foreign(false);
        }
        boolean second = otherNanos != null && message.nanos() - otherNanos <= Belief.LASTING_NANOS;
        otherNanos = second || several() ? null : message.nanos();
        if (second) {
            line.doubt();
        }
        return new Outcome.Foreign(second);
    }

    /** Remembers a meter. @return whether it is another one than the last that was remembered */
    boolean remember(MeterIdentity meter) {
        boolean another = last != null && !same(last, meter);
        last = last == null || another || meter.equipmentId() != null ? meter : last;
        return another;
    }

    boolean several() {
        return line.isInDoubt();
    }

    @Override
    public void lineLost() {
        if (!several()) {
            line.forget();
            otherNanos = null;
        }
    }

    private static boolean same(MeterIdentity earlier, MeterIdentity other) {
        if (earlier.equipmentId() != null && other.equipmentId() != null) {
            return Objects.equals(earlier.equipmentId(), other.equipmentId());
        }
        // Binary meters send their number in only some of their lists, and the lists have different names.
        return other.dialect().sendsPartialLists() || earlier.identification().equals(other.identification());
    }
}
