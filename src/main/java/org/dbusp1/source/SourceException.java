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
        /** The source waits until its owner presses its button, and lets this program read it from then on. */
        UNPAIRED
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
