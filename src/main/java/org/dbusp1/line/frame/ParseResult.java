package org.dbusp1.line.frame;

import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;

/** A format's answer to the bytes of the window from a position on. */
sealed interface ParseResult {
    ParseResult NO_MATCH = new NoMatch();
    ParseResult NEED_MORE = new NeedMore();

    record NoMatch() implements ParseResult {
    }

    record NeedMore() implements ParseResult {
    }

    sealed interface Match extends ParseResult {
        /** Returns the position after the last byte that decided the answer: of several formats' answers the first one counts. */
        int decidedAt();

        int resumeAt();
    }

    /** A frame as it was sent, if it has a checksum. */
    record Complete(Frame frame, int resumeAt, int decidedAt) implements Match {
    }

    /**
     * Bytes [from, to) of a frame that is not as it was sent, or that broke off.
     *
     * @param decidedAt position after the last byte that decided the answer, which may be after {@code to}
     * @param length  number of bytes on the line, with a line end that may not have arrived yet
     * @param isPiece whether many such parts of a frame may follow one another: without a silence or a whole frame between them,
     *                only the first is reported
     */
    record Rejected(int from, int to, int resumeAt, int decidedAt, int length, RejectCause cause, boolean isPiece) implements Match {
        /** Returns this answer for a frame that cannot contain the start of another frame: the search goes on after its last byte. */
        Rejected resumeAtEnd() {
            return new Rejected(from, to, to, decidedAt, length, cause, isPiece);
        }
    }

    /** Answers that bytes [from, to) are a whole frame, which is its own payload. */
    static Complete complete(Format format, ByteWindow window, int from, int to, Proof proof) {
        return new Complete(new Frame(format, window.copy(from, to), window.offset(from), to - from, proof), to, to);
    }

    /** Answers that bytes [from, to) are a damaged frame; the next frame may begin at its second byte. */
    static Rejected damaged(int from, int to, RejectCause cause) {
        return new Rejected(from, to, from + 1, to, to - from, cause, false);
    }

    static Rejected piece(int from, int to, int decidedAt, RejectCause cause) {
        return new Rejected(from, to, to, decidedAt, to - from, cause, true);
    }

    /** Answers to too few bytes: more bytes are needed, unless a pause shows that no byte follows. */
    static ParseResult notYetRecognized(ByteWindow window) {
        return window.paused() ? NO_MATCH : NEED_MORE;
    }

    /** Answers to a frame that has not ended: more bytes are needed, unless a pause shows that the frame broke off. */
    static ParseResult incompleteFrame(ByteWindow window, int from) {
        return window.paused() ? damaged(from, window.end(), RejectCause.TRUNCATED) : NEED_MORE;
    }
}
