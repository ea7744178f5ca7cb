package org.dbusp1.guard;

/** The judgement of a message. */
public enum Verdict {
    BELIEVED(true),
    /** Believed but for some values. */
    WITHHELD(true),
    /** Believed, but the meter's clock did not move: the message keeps nothing valid for longer. */
    SAME_SECOND(true),
    /** Believed: the meter's clock was set, and what it said before is compared with nothing. */
    CLOCK_SET(true),
    /** Believed: from the meter that took the place of the one before. */
    REPLACED(true),
    /** The message came before and says nothing new. */
    REPEATED(false),
    /** The next message will show whether this one is intact. */
    UNCONFIRMED(false),
    /** Older than the messages before it, or stored and sent later. */
    OUTDATED(false),
    /** Damaged, as earlier messages or its own values show. */
    CONTRADICTS(false),
    /** From another meter than that of the line, or one of several. */
    ANOTHER_METER(false),
    /** From another meter again: from now on it is not known whose line this is. */
    SEVERAL_METERS(false);

    private final boolean believed;

    Verdict(boolean believed) {
        this.believed = believed;
    }

    /** Returns whether the message is believed, with all or some of its values. */
    boolean believed() {
        return believed;
    }
}
