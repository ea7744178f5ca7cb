package org.dbusp1.frame;

import java.util.List;
import org.dbusp1.meter.RejectCause;

/**
 * One kind of frame: the bytes that it begins with, and what the bytes from such a place on are. No two formats of a
 * scanner have a start byte in common. Used by one thread.
 */
interface FrameFormat {
    /** Returns the bytes that a frame may begin with. */
    byte[] starts();

    /**
     * Judges the bytes of the window from a place on, where one of its start bytes is. The answer must not depend on
     * the pieces in which bytes came: once it is another than {@link Span#MORE}, more bytes do not change it.
     */
    Span look(Window window, int at);

    /** Returns the name of the frame in [from, to). */
    Frame.Format name(Window window, int from, int to);

    /** Returns what shows that bytes in which no frame was found are a piece of a frame of this format. */
    Remains remains();

    /** Returns what a whole frame of this format completes: itself, or the message of which it is the last part. */
    default List<Frame> completed(Frame frame) {
        return List.of(frame);
    }

    /** Returns whether parts of a message came and others have to follow; never in formats without parts. */
    default boolean waiting() {
        return false;
    }

    /** Returns the parts of a message that came so far as a rejected frame, and forgets them. */
    default List<Frame> interrupted(RejectCause cause) {
        return List.of();
    }

    /**
     * Returns the family of this format. Formats of one family take turns on a line: encrypted telegrams and telegrams
     * in clear text.
     */
    default FrameFormat family() {
        return this;
    }
}
