package org.dbusp1.line.frame;

import org.dbusp1.meter.RejectCause;

/**
 * A kind of frame: its start bytes, and how to parse the bytes from a start byte on. The formats of a scanner share no start
 * byte. Used by one thread.
 */
interface FrameFormat {
    byte[] starts();

    /**
     * Parses the window's bytes from a start byte on. Once the result is not {@link ParseResult.NeedMore}, it is final, and depends on the
     * bytes alone: the pieces in which they arrive change no frame. After a pause no more bytes are needed.
     */
    ParseResult parse(ByteWindow window, int at);

    Frame.Format format();

    default void passOn(Frame frame, FrameSink sink) {
        sink.frame(frame);
    }

    /** Forgets the parts. @return whether there were parts */
    default boolean rejectIncomplete(RejectCause cause, FrameSink sink) {
        return false;
    }
}
