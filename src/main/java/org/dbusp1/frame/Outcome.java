package org.dbusp1.frame;

import java.util.Optional;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * The answer of a format to the bytes from a place on.
 *
 * @param frame the whole or damaged frame; null in the two answers without a frame
 * @param from  place of the frame's first byte in the window
 * @param next  the place where the search goes on
 */
record Outcome(Kind kind, Frame frame, int from, int next) {
    /** Kinds of answers. */
    enum Kind {
        /** No frame of the format begins there. */
        NOT_MINE,
        /** More bytes, or a silence, are needed for an answer. */
        MORE,
        /** A frame that is as it was sent, as far as its checksum shows. */
        WHOLE,
        /** A whole frame that is not as it was sent. */
        DAMAGED,
        /** A part of a frame. Of several in a row without a silence or a frame between, one is reported. */
        PIECE
    }

    static final Outcome NOT_MINE = new Outcome(Kind.NOT_MINE, null, 0, 0);
    static final Outcome MORE = new Outcome(Kind.MORE, null, 0, 0);

    static Outcome whole(Frame frame, int from, int next) {
        return new Outcome(Kind.WHOLE, frame, from, next);
    }

    /** Answers that bytes [from, to) are a whole frame, which is its own payload or is unwrapped later. */
    static Outcome whole(Window window, Format format, int from, int to, Verdict verdict) {
        return whole(new Frame(format, window.copy(from, to), window.offset(from), to - from, verdict,
                Optional.empty()), from, to);
    }

    /**
     * Answers that bytes [from, to) are a damaged frame; the next frame may begin inside, one byte behind its first.
     */
    static Outcome damaged(Window window, Format format, int from, int to, RejectCause cause) {
        return new Outcome(Kind.DAMAGED, window.rejected(format, from, to, cause), from, from + 1);
    }

    /** Returns this answer for a frame in which no other frame can be: the search goes on behind it. */
    Outcome passedOver() {
        return new Outcome(kind, frame, from, from + frame.bytes().length);
    }

    static Outcome piece(Window window, Format format, int from, int to, RejectCause cause) {
        return new Outcome(Kind.PIECE, window.rejected(format, from, to, cause), from, to);
    }
}
