package org.dbusp1.frame;

import org.dbusp1.meter.RejectCause;

/**
 * A kind of frame: its start bytes, and how to parse the bytes from a start byte on. The formats of a scanner share no start
 * byte. Used by one thread.
 */
interface FrameFormat {
    /**
     * How to recognise a piece of a frame in discarded bytes.
     *
     * @param kind            {@link ParseResult.FrameStatus#PIECE} if many such pieces may follow one another, else {@link
     *                        ParseResult.FrameStatus#DAMAGED}
     * @param longestBytes         the longest piece, in bytes
     * @param pauseSilences           half-second silences after which bytes not followed by a frame are judged
     * @param onlyBeforePause whether bytes followed by a frame are noise
     * @param filler          bytes that may be between frames and begin no piece
     * @param marker          recognises bytes of this format
     */
    record FragmentRule(ParseResult.FrameStatus kind, int longestBytes, int pauseSilences, boolean onlyBeforePause, Filler filler,
            Marker marker) {
        static final Filler NO_FILLER = (window, at, to) -> 0;

        /** Bytes between frames that belong to no frame. */
        interface Filler {
            /** Returns the number of filler bytes from a position on; 0 without filler. @param to position after the last byte */
            int length(ByteWindow window, int at, int to);
        }

        /** Recognises bytes of the format. */
        interface Marker {
            /** @param known whether the last whole frame of the line had this format */
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
            return to - from <= longestBytes && !(onlyBeforePause && followed) && marker.matches(window, from, to, known);
        }
    }

    byte[] starts();

    /**
     * Parses the window's bytes from a start byte on. The pieces in which bytes arrive must not change the result: once
     * the result is not {@link ParseResult#INCOMPLETE}, it is final.
     */
    ParseResult parse(ByteWindow window, int at);

    Frame.Format format(ByteWindow window, int from, int to);

    FragmentRule fragmentRule();

    /** Passes on a whole frame, or the messages that end with this frame. */
    default void passOn(Frame frame, FrameSink sink) {
        sink.frame(frame);
    }

    /**
     * Rejects the collected parts of an incomplete message, and forgets the parts.
     *
     * @return whether there were parts
     */
    default boolean rejectIncomplete(RejectCause cause, FrameSink sink) {
        return false;
    }

    /** Returns the family of this format. Formats of one family may alternate on a line: encrypted and clear telegrams. */
    default FrameFormat family() {
        return this;
    }
}
