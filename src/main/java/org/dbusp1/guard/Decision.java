package org.dbusp1.guard;

/** Decision of a rule, or of the guard, about a message. */
public enum Decision {
    BELIEVED(true),
    /** Believed except for some values. */
    PARTLY_WITHHELD(true),
    /** Believed: the meter's clock was set, so that earlier values are not compared. */
    CLOCK_SET(true),
    /** Believed: from the meter that replaced the line's previous meter. */
    REPLACED(true),
    /** A repeated message without new values. */
    REPEATED(false),
    /** The next message will show whether this message is intact. */
    UNCONFIRMED(false),
    /** Older than earlier messages, or late: a bridge or dongle had stored the message. */
    OUTDATED(false),
    /** Damaged, as earlier messages or its own values show. */
    CONTRADICTS(false),
    /** From another meter than the line's, or from one of several meters. */
    ANOTHER_METER(false),
    /** From another meter again: it is now unknown which meter the line belongs to. */
    SEVERAL_METERS(false);

    private final boolean believed;

    Decision(boolean believed) {
        this.believed = believed;
    }

    /** Returns whether the message is of this line's meter, and right except for withheld values. */
    public boolean believed() {
        return believed;
    }

    /** Returns whether the message is of another meter than the line's. */
    public boolean isForeign() {
        return this == ANOTHER_METER || this == SEVERAL_METERS;
    }
}
