package org.dbusp1.frame;

import java.util.List;
import org.dbusp1.meter.RejectCause;

/**
 * One kind of frame: the bytes that it begins with, and what the bytes from such a place on are. No two formats of a
 * scanner have a start byte in common. Used by one thread.
 */
interface FrameFormat {
    /**
     * What shows that discarded bytes, in which no frame was found, are a piece of a frame of one format.
     *
     * @param kind            {@link Span.Kind#PIECE} if many such pieces may come in a row, else {@link Span.Kind#DAMAGED}
     * @param longest         the most bytes of such a piece
     * @param pause           silences after which the bytes are judged where no frame follows
     * @param onlyBeforePause whether bytes that a frame follows are noise
     * @param filler          a byte that fills the time between frames and begins no piece, or {@link #NO_FILLER}
     * @param marker          shows that the bytes are of this format
     */
    record Remains(Span.Kind kind, int longest, int pause, boolean onlyBeforePause, int filler, Marker marker) {
        static final int NO_FILLER = -1;

        /** A sign in the bytes [from, to). */
        interface Marker {
            /** @param known whether the last good frame of the line was of this format */
            boolean isIn(ByteWindow window, int from, int to, boolean known);
        }

        /** Returns the place in [from, to) where a piece may begin: behind the filler. */
        int afterFiller(ByteWindow window, int from, int to) {
            int at = from;
            while (at < to && window.at(at) == filler) {
                at++;
            }
            return at;
        }

        /** Returns whether the bytes [from, to) are a piece. @param followed whether a frame follows */
        boolean are(ByteWindow window, int from, int to, boolean known, boolean followed) {
            return to - from <= longest && !(onlyBeforePause && followed) && marker.isIn(window, from, to, known);
        }
    }

    /** Returns the bytes that a frame may begin with. */
    byte[] starts();

    /**
     * Judges the bytes of the window from a place on, where one of its start bytes is. The answer must not depend on
     * the pieces in which bytes came: once it is another than {@link Span#MORE}, more bytes do not change it.
     */
    Span parse(ByteWindow window, int at);

    /** Returns the name of the frame in [from, to). */
    Frame.Format name(ByteWindow window, int from, int to);

    /** Returns what shows that bytes in which no frame was found are a piece of a frame of this format. */
    Remains remains();

    /** Returns what a whole frame of this format completes: itself, or the message of which it is the last part. */
    default List<Frame> completed(Frame frame) {
        return List.of(frame);
    }

    /**
     * Returns the parts of a message that came so far as a rejected frame, and forgets them; empty if no parts wait for
     * others, as in formats without parts.
     */
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
