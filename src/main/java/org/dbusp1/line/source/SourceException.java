package org.dbusp1.line.source;

import java.io.IOException;
import org.dbusp1.base.problem.Condition;

/** Thrown when a source cannot be opened. The message is one line: the source, the reason, and the remedy. */
public final class SourceException extends IOException {
    private final Condition condition;
    /** Not null, unlike the message of {@link Throwable}. */
    private final String message;
    private final String detail;
    private final boolean hasUntrustedText;

    public SourceException(Condition condition, String message) {
        this(condition, message, "");
    }

    /**
     * @param detail facts for the owner in any language, such as a number, an address or lines of the configuration; or the device's own
     *               word for its refusal, such as {@code HttpSource.UNKNOWN_TOKEN}
     */
    public SourceException(Condition condition, String message, String detail) {
        this(condition, message, detail, false);
    }

    private SourceException(Condition condition, String message, String detail, boolean hasUntrustedText) {
        super(message);
        this.hasUntrustedText = hasUntrustedText;
        this.message = message;
        this.condition = condition;
        this.detail = detail;
    }

    /** Empty without facts. */
    public String detail() {
        return detail;
    }

    /**
     * Returns this exception, marked as one whose text other devices of the network can change at any rate: the source looks for dongles
     * by their announcements (mDNS), which any device can send.
     */
    public SourceException withUntrustedText() {
        return new SourceException(condition, message, detail, true);
    }

    public boolean hasUntrustedText() {
        return hasUntrustedText;
    }

    public Condition condition() {
        return condition;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
