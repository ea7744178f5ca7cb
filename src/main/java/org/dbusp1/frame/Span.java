package org.dbusp1.frame;

import org.dbusp1.frame.Frame.Checked;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * A format's answer to the bytes from a position on: where the frame is in the window, and what its checksum shows.
 *
 * @param from    position of the frame's first byte
 * @param to      position after its last byte
 * @param next    position from which to go on
 * @param length  number of bytes on the line, with the line end
 * @param cause   why the bytes are rejected; null for a whole frame
 * @param content what the frame contains; null if that is its bytes
 */
record Span(Kind kind, int from, int to, int next, int length, Checked checked, @Nullable RejectCause cause,
            @Nullable Content content) {
    enum Kind {
        /** No frame of the format begins there. */
        NOT_MINE,
        /** More bytes, or a silence, are needed for an answer. */
        MORE,
        /** A frame as it was sent, if it has a checksum. */
        WHOLE,
        /** A whole frame that is not as it was sent. */
        DAMAGED,
        /** A part of a frame. Of several without a silence or a frame between them, one is reported. */
        PIECE
    }

    /**
     * The content of a frame that differs from its bytes on the line.
     *
     * @param bytes   the bytes after a repair; null if nothing was repaired
     * @param payload the content
     * @param repair  what was repaired, in words; null if nothing was
     */
    record Content(byte @Nullable [] bytes, byte[] payload, @Nullable String repair) {
        /** Makes the content of a frame whose bytes stay as they are. */
        static Content of(byte[] payload) {
            return new Content(null, payload, null);
        }
    }

    static final Span NOT_MINE = nothing(Kind.NOT_MINE);
    static final Span MORE = nothing(Kind.MORE);

    private static Span nothing(Kind kind) {
        return new Span(kind, 0, 0, 0, 0, Checked.UNPROVEN, null, null);
    }

    /** Answers that bytes [from, to) are a whole frame. */
    static Span whole(int from, int to, Checked checked) {
        return new Span(Kind.WHOLE, from, to, to, to - from, checked, null, null);
    }

    /** Answers that bytes [from, to) are a damaged frame; the next frame may begin at its second byte. */
    static Span damaged(int from, int to, RejectCause cause) {
        return new Span(Kind.DAMAGED, from, to, from + 1, to - from, Checked.REJECTED, cause, null);
    }

    static Span piece(int from, int to, RejectCause cause) {
        return new Span(Kind.PIECE, from, to, to, to - from, Checked.REJECTED, cause, null);
    }

    /** Answers to too few bytes: more are needed, unless a pause shows that none follow. */
    static Span undecided(ByteWindow window) {
        return window.paused() ? NOT_MINE : MORE;
    }

    /** Answers to a frame that has not ended: more bytes are needed, unless a pause shows that it broke off. */
    static Span unfinished(ByteWindow window, int from) {
        return window.paused() ? damaged(from, window.end(), RejectCause.TRUNCATED) : MORE;
    }

    /** Returns this answer for a frame that cannot contain another: goes on after it. */
    Span passedOver() {
        return next(to);
    }

    /** Returns this answer with another position to go on from. */
    Span next(int position) {
        return new Span(kind, from, to, position, length, checked, cause, content);
    }

    /** Returns this answer with a line end after the frame, which may not have arrived yet. */
    Span lineEnd(int bytes) {
        return new Span(kind, from, to, next, length + bytes, checked, cause, content);
    }

    Span with(Content other) {
        return new Span(kind, from, to, next, length, checked, cause, other);
    }
}
