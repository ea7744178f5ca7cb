package org.dbusp1.frame;

import java.util.function.Consumer;
import org.dbusp1.meter.RejectCause;

/**
 * One kind of frame: the bytes that it begins with, and what the bytes from such a place on are. No two formats of a
 * scanner have a start byte in common. Used by one thread.
 */
interface FrameFormat {
    /** Silences in a row, half a second each, after which the rest of a frame will not come any more. */
    int FRAME_PAUSE = 2;

    /** Returns the bytes that a frame may begin with. */
    byte[] starts();

    /**
     * Judges the bytes of the window from a place on, where one of its start bytes is. The answer must not depend on
     * the pieces in which bytes came: once it is another than {@link Outcome#MORE}, more bytes do not change it.
     */
    Outcome look(Window window, int at);

    /** Hands out a whole frame of this format, or the message that the frame completes. */
    default void accept(Frame frame, Consumer<Frame> frames) {
        frames.accept(frame);
    }

    /** Rejects the parts of a message that come in consecutive frames; returns whether there were any. */
    default boolean interrupted(RejectCause cause, Consumer<Frame> frames) {
        return false;
    }

    /**
     * Judges discarded bytes [from, to), in which no frame was found.
     *
     * @param known    whether the last good frame of the line was of this format
     * @param followed whether a frame comes next; else a silence, or the end of the stream
     * @return a piece of a frame, or {@link Outcome#NOT_MINE}
     */
    Outcome discarded(Window window, int from, int to, boolean known, boolean followed);

    /** Returns the number of silences after which discarded bytes are judged. */
    default int piecePause() {
        return 1;
    }

    /**
     * Returns the family of this format. Formats of one family take turns on a line: encrypted telegrams and telegrams
     * in clear text.
     */
    default FrameFormat family() {
        return this;
    }
}
