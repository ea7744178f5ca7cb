package org.dbusp1.frame;

import java.util.Optional;
import org.dbusp1.frame.Frame.Checked;
import org.dbusp1.meter.RejectCause;

/**
 * The answer of a format to the bytes from a place on: the place of a frame in the window, and what its checksum shows.
 *
 * @param from    place of the frame's first byte
 * @param to      place behind its last byte
 * @param next    the place where the search goes on
 * @param length  number of bytes on the line, with the line end
 * @param cause   why the bytes are rejected; absent for a whole frame
 * @param content what the frame contains in place of its bytes; absent if they are its content
 */
record Span(Kind kind, int from, int to, int next, int length, Checked checked, Optional<RejectCause> cause, Optional<Content> content) {
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

    /**
     * The content of a frame that differs from its bytes on the line.
     *
     * @param bytes   the bytes after a repair; absent if nothing was repaired
     * @param payload the content
     * @param repair  what was repaired, in words
     */
    record Content(Optional<byte[]> bytes, byte[] payload, Optional<String> repair) {
        /** Makes the content of a frame whose bytes stay as they came. */
        static Content of(byte[] payload) {
            return new Content(Optional.empty(), payload, Optional.empty());
        }
    }

    static final Span NOT_MINE = nothing(Kind.NOT_MINE);
    static final Span MORE = nothing(Kind.MORE);

    private static Span nothing(Kind kind) {
        return new Span(kind, 0, 0, 0, 0, Checked.UNPROVEN, Optional.empty(), Optional.empty());
    }

    /** Answers that bytes [from, to) are a whole frame. */
    static Span whole(int from, int to, Checked checked) {
        return new Span(Kind.WHOLE, from, to, to, to - from, checked, Optional.empty(), Optional.empty());
    }

    /** Answers that bytes [from, to) are a damaged frame; the next frame may begin inside, one byte behind its first. */
    static Span damaged(int from, int to, RejectCause cause) {
        return new Span(Kind.DAMAGED, from, to, from + 1, to - from, Checked.REJECTED, Optional.of(cause), Optional.empty());
    }

    static Span piece(int from, int to, RejectCause cause) {
        return new Span(Kind.PIECE, from, to, to, to - from, Checked.REJECTED, Optional.of(cause), Optional.empty());
    }

    /** Answers to fewer bytes than show a frame: more are needed, unless a pause shows that none will come. */
    static Span undecided(ByteWindow window) {
        return window.paused() ? NOT_MINE : MORE;
    }

    /** Answers to a frame that has not ended: more bytes are needed, unless a pause shows that it broke off. */
    static Span unfinished(ByteWindow window, int from) {
        return window.paused() ? damaged(from, window.end(), RejectCause.TRUNCATED) : MORE;
    }

    /** Returns this answer for a frame in which no other frame can be: the search goes on behind it. */
    Span passedOver() {
        return next(to);
    }

    /** Returns this answer with another place where the search goes on. */
    Span next(int position) {
        return new Span(kind, from, to, position, length, checked, cause, content);
    }

    /** Returns this answer with a line end behind the frame, which may not have arrived yet. */
    Span lineEnd(int bytes) {
        return new Span(kind, from, to, next, length + bytes, checked, cause, content);
    }

    Span with(Content other) {
        return new Span(kind, from, to, next, length, checked, cause, Optional.of(other));
    }
}
