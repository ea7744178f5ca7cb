package org.dbusp1.source;

import java.io.IOException;

/** Thrown when a source cannot be opened. The message is one line: which source, why, and what its owner can do. */
public final class SourceException extends IOException {
    /** The reasons why a source cannot be opened; of which follows the exit status. */
    public enum Obstacle {
        /** The source does not exist: it is not plugged in, there is no such file, or no program listens. */
        ABSENT,
        /** This program has no permission to open the source. */
        FORBIDDEN,
        /** Another program uses the source. */
        BUSY,
        /** The source does not accept the settings. */
        UNSUITABLE,
        /** The source is asked to let this program read it, and does so when its owner presses its button. */
        UNPAIRED,
        /** Its owner pressed no button for some minutes, and the source is no longer asked. */
        PAIRING_ENDED,
        /** The owner has not switched on what lets programs read the source. */
        CLOSED,
        /** No such source is found in the network. */
        NOT_FOUND,
        /** The source was read encrypted, and another device may offer itself in its place, without. */
        UNPROTECTED,
        /** Several such sources are in the network, and the configuration names none. */
        SEVERAL
    }

    private final Obstacle obstacle;
    private final String message;
    private final String detail;
    private final boolean isOfAnnouncement;

    public SourceException(Obstacle obstacle, String message) {
        this(obstacle, message, "");
    }

    /** @param detail what the owner has to know in any language: a number, or lines of the configuration */
    public SourceException(Obstacle obstacle, String message, String detail) {
        this(obstacle, message, detail, false);
    }

    private SourceException(Obstacle obstacle, String message, String detail, boolean isOfAnnouncement) {
        super(message);
        this.isOfAnnouncement = isOfAnnouncement;
        this.message = message;
        this.obstacle = obstacle;
        this.detail = detail;
    }

    /** Returns what the owner has to know in any language; empty if there is no such thing. */
    public String detail() {
        return detail;
    }

    /** Returns this exception, the text of which other devices of the network may change as often as they like. */
    public SourceException ofAnnouncement() {
        return new SourceException(obstacle, message, detail, true);
    }

    /** Returns whether other devices of the network may change the text. */
    public boolean isOfAnnouncement() {
        return isOfAnnouncement;
    }

    public Obstacle obstacle() {
        return obstacle;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
