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

    /** A frame as it was sent, if it has a checksum. @param end position after it, but of a flag that may open the next frame too */
    record Complete(Frame frame, int end) implements ParseResult {
    }

    /**
     * Bytes [from, end) of a frame that is not as it was sent, or that broke off.
     *
     * @param resumeAt where the next frame may begin
     * @param isPiece  whether many such parts of frames may follow one another
     */
    record Rejected(int from, int end, int resumeAt, RejectCause cause, boolean isPiece) implements ParseResult {
    }

    /** Bytes up to a position that a line may have between frames. */
    record Skipped(int end) implements ParseResult {
    }

    /** Answers that bytes [from, to) are a whole frame, which is its own payload. */
    static Complete complete(Format format, ByteWindow window, int from, int to, Proof proof) {
        return new Complete(new Frame(format, window.copy(from, to), window.offset(from), to - from, proof), to);
    }

    /** Answers that bytes [from, end) are a damaged frame; the next frame may begin at its second byte. */
    static Rejected damaged(int from, int end, RejectCause cause) {
        return new Rejected(from, end, from + 1, cause, false);
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
