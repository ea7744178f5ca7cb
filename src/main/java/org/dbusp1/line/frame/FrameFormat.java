package org.dbusp1.line.frame;

import org.dbusp1.meter.RejectCause;

/**
 * A kind of frame: its start bytes, and how to parse the bytes from a start byte on. The formats of a scanner share no start
 * byte. Used by one thread.
 */
interface FrameFormat {
    byte[] starts();

    /**
     * Parses the window's bytes from a start byte on. Once the result is not {@link ParseResult.NeedMore}, it is final. The pieces in
     * which bytes arrive change no whole frame; see {@link FrameScanner} for what is rejected.
     */
    ParseResult parse(ByteWindow window, int at);

    Frame.Format format();

    /**
     * Returns whether the start bytes are those of a frame's end. Such a format searches on its own; a frame of the others hides
     * what it may contain.
     */
    default boolean isFoundFromEnd() {
        return false;
    }

    /**
     * Judges the discarded bytes [from, to), which belong to no frame: {@link ParseResult.NoMatch} for noise, {@link
     * ParseResult.NeedMore} if only a longer silence decides, {@link ParseResult.Rejected} for the rest of a frame.
     *
     * @param known    whether the last whole frame of the line had this format
     * @param followed whether a frame follows; else a silence, or the end of the stream
     */
    ParseResult parseDiscarded(ByteWindow window, int from, int to, boolean known, boolean followed);

    /** Returns the number of bytes from a position on that may be between frames and begin no rest of a frame. */
    default int fillerLength(ByteWindow window, int at, int to) {
        return 0;
    }

    default void passOn(Frame frame, FrameSink sink) {
        sink.frame(frame);
    }

    /** Forgets the parts. @return whether there were parts */
    default boolean rejectIncomplete(RejectCause cause, FrameSink sink) {
        return false;
    }

    /** Returns the family of this format. Formats of one family may alternate on a line: encrypted and clear telegrams. */
    default FrameFormat family() {
        return this;
    }
}
