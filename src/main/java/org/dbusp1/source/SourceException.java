package org.dbusp1.source;

import java.io.IOException;

/** A source that cannot be opened. The message is one line: which, why, and what its owner can do. */
public final class SourceException extends IOException {
    /** What is in the way; each has its own exit status. */
    public enum Obstacle {
        /** It is not there: not plugged in, no such file, no program that listens. */
        ABSENT,
        /** We may not open it. */
        FORBIDDEN,
        /** Another program has it. */
        BUSY,
        /** It does not take the settings. */
        UNSUITABLE
    }

    private final Obstacle obstacle;

    public SourceException(Obstacle obstacle, String message) {
        super(message);
        this.obstacle = obstacle;
    }

    public Obstacle obstacle() {
        return obstacle;
    }
}
