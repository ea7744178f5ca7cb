package org.dbusp1.frame;

import org.dbusp1.meter.RejectCause;

/**
 * One kind of frame: its start bytes, and how to parse the bytes after one. The formats of a scanner share no start byte.
 * Used by one thread.
 */
interface FrameFormat {
    /**
     * How to recognise a piece of a frame in discarded bytes.
     *
     * @param kind            {@link ParseResult.SpanType#PIECE} if many such pieces may follow one another, else {@link
     *                        ParseResult.SpanType#DAMAGED}
     * @param longest         the longest piece, in bytes
     * @param pause           silences after which bytes not followed by a frame are judged
     * @param onlyBeforePause whether bytes followed by a frame are noise
     * @param filler          what may be between frames and begins no piece
     * @param marker          shows that the bytes have this format
     */
    record FragmentRule(ParseResult.SpanType kind, int longest, int pause, boolean onlyBeforePause, Filler filler, Marker marker) {
        static final Filler NO_FILLER = (window, at, to) -> 0;

        /** Bytes between frames that belong to none. */
        interface Filler {
            /** Returns the number of such bytes at a position; 0 if none begin there. @param to end of the bytes */
            int length(ByteWindow window, int at, int to);
        }

        /** What in the bytes [from, to) marks the format. */
        interface Marker {
            /** @param known whether the last good frame of the line had this format */
            boolean matches(ByteWindow window, int from, int to, boolean known);
        }

        int afterFiller(ByteWindow window, int from, int to) {
            int at = from;
            int length = 1;
            while (at < to && length > 0) {
                length = filler.length(window, at, to);
                at += length;
            }
            return at;
        }

        /** Returns whether the bytes [from, to) are a piece. @param followed whether a frame follows */
        boolean matches(ByteWindow window, int from, int to, boolean known, boolean followed) {
            return to - from <= longest && !(onlyBeforePause && followed) && marker.matches(window, from, to, known);
        }
    }

    byte[] starts();

    /**
     * Parses the window's bytes from a start byte on. The pieces in which bytes arrive must not change the answer: once
     * it is not {@link ParseResult#INCOMPLETE}, it is final.
     */
    ParseResult parse(ByteWindow window, int at);

    Frame.Format name(ByteWindow window, int from, int to);

    FragmentRule fragmentRule();

    /** Passes on what a whole frame completes: itself, or the messages that end with it. */
    default void completed(Frame frame, FrameSink sink) {
        sink.frame(frame);
    }

    /**
     * Rejects the collected parts of an incomplete message, and forgets them.
     *
     * @return whether there were such parts
     */
    default boolean interrupted(RejectCause cause, FrameSink sink) {
        return false;
    }

    /** Returns the family of this format. Formats of one family take turns on a line: encrypted and clear telegrams. */
    default FrameFormat family() {
        return this;
    }
}
