package org.dbusp1.frame;

import org.dbusp1.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * A format's answer to the bytes from a position on: where the frame is in the window, and whether a checksum proves it.
 *
 * @param status    whether a frame begins at the position, and whether the frame is whole
 * @param from    position of the frame's first byte
 * @param to      position after the frame's last byte
 * @param resumeAt position from which to search for the next frame
 * @param length  number of bytes on the line, with the line end
 * @param proof whether a checksum proves the bytes
 * @param cause   why the bytes are rejected; null for a whole frame
 * @param content content of the frame; null if the content is the frame's bytes
 */
record ParseResult(FrameStatus status, int from, int to, int resumeAt, int length, Proof proof, @Nullable RejectCause cause,
            @Nullable Content content) {
    enum FrameStatus {
        /** No frame of the format begins at the position. */
        NO_MATCH,
        /** More bytes, or a silence, are needed for an answer. */
        INCOMPLETE,
        /** A frame as it was sent, if it has a checksum. */
        WHOLE,
        /** A frame that is not as it was sent, or that broke off. */
        DAMAGED,
        /** A part of a frame. Of several parts without a silence or a whole frame between them, only the first is reported. */
        PIECE
    }

    /**
     * The content of a frame that differs from its bytes on the line.
     *
     * @param bytes   the bytes after a repair; null if nothing was repaired
     * @param payload the content
     * @param repair  kind of repair, in words; null if nothing was repaired
     */
    record Content(byte @Nullable [] bytes, byte[] payload, @Nullable String repair) {
        /** Makes the content of a frame whose bytes stay as they are. */
        static Content of(byte[] payload) {
            return new Content(null, payload, null);
        }
    }

    static final ParseResult NO_MATCH = nothing(FrameStatus.NO_MATCH);
    static final ParseResult INCOMPLETE = nothing(FrameStatus.INCOMPLETE);

    private static ParseResult nothing(FrameStatus kind) {
        return new ParseResult(kind, 0, 0, 0, 0, Proof.UNPROVEN, null, null);
    }

    /** Answers that bytes [from, to) are a whole frame. */
    static ParseResult whole(int from, int to, Proof checked) {
        return new ParseResult(FrameStatus.WHOLE, from, to, to, to - from, checked, null, null);
    }

    /** Answers that bytes [from, to) are a damaged frame; the next frame may begin at its second byte. */
    static ParseResult damaged(int from, int to, RejectCause cause) {
        return new ParseResult(FrameStatus.DAMAGED, from, to, from + 1, to - from, Proof.REJECTED, cause, null);
    }

    static ParseResult piece(int from, int to, RejectCause cause) {
        return new ParseResult(FrameStatus.PIECE, from, to, to, to - from, Proof.REJECTED, cause, null);
    }

    /** Answers to too few bytes: more bytes are needed, unless a pause shows that no byte follows. */
    static ParseResult notYetRecognized(ByteWindow window) {
        return window.paused() ? NO_MATCH : INCOMPLETE;
    }

    /** Answers to a frame that has not ended: more bytes are needed, unless a pause shows that the frame broke off. */
    static ParseResult incompleteFrame(ByteWindow window, int from) {
        return window.paused() ? damaged(from, window.end(), RejectCause.TRUNCATED) : INCOMPLETE;
    }

    /** Returns this answer for a frame that cannot contain the start of another frame: the search goes on after its last byte. */
    ParseResult resumeAtEnd() {
        return withResumeAt(to);
    }

    ParseResult withResumeAt(int position) {
        return new ParseResult(status, from, to, position, length, proof, cause, content);
    }

    /** Returns this answer with the bytes of a line end added to the length; the line end may not have arrived yet. */
    ParseResult withLineEnd(int bytes) {
        return new ParseResult(status, from, to, resumeAt, length + bytes, proof, cause, content);
    }

    ParseResult withContent(Content other) {
        return new ParseResult(status, from, to, resumeAt, length, proof, cause, other);
    }
}
