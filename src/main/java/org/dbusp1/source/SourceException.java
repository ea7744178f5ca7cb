package org.dbusp1.source;

import java.io.IOException;
import org.dbusp1.problem.Condition;

/** Thrown when a source cannot be opened. The message is one line: the source, the reason, and the remedy. */
public final class SourceException extends IOException {
    private final Condition condition;
    private final String message;
    private final String detail;
    private final boolean hasForeignText;

    public SourceException(Condition condition, String message) {
        this(condition, message, "");
    }

    /** @param detail facts for the owner in any language: a number, or lines of the configuration */
    public SourceException(Condition condition, String message, String detail) {
        this(condition, message, detail, false);
    }

    private SourceException(Condition condition, String message, String detail, boolean isOfAnnouncement) {
        super(message);
        this.hasForeignText = isOfAnnouncement;
        this.message = message;
        this.condition = condition;
        this.detail = detail;
    }

    /** Returns facts for the owner in any language; empty without any. */
    public String detail() {
        return detail;
    }

    /** Returns this exception, marked as one whose text other devices of the network can change at any rate. */
    public SourceException ofAnnouncement() {
        return new SourceException(condition, message, detail, true);
    }

    /** Returns whether other devices of the network can change the text at any rate. */
    public boolean hasForeignText() {
        return hasForeignText;
    }

    public Condition condition() {
        return condition;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
