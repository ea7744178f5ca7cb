package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * One kind of frame: the bytes that it begins with, and what the bytes from such a place on are. No two formats of a
 * scanner have a start byte in common. Used by one thread.
 */
interface FrameFormat {
    /** Returns the bytes that a frame may begin with. */
    byte[] starts();

    /**
     * Judges the bytes of the window from a place on, where one of its start bytes is. The answer must not depend on
     * the pieces in which bytes came: once it is another than {@link Outcome#MORE}, more bytes do not change it.
     */
    Outcome look(Window window, int at);

    /** Hands out a whole frame of this format, or the message that the frame completes. */
    default void accept(Frame frame, Consumer<Frame> frames) {
        frames.accept(frame);
    }

    /** Rejects the parts of a message that come in consecutive frames; does nothing in formats without parts. */
    default void interrupted(RejectCause cause, Consumer<Frame> frames) {
    }

    /**
     * Judges discarded bytes [from, to), in which no frame was found.
     *
     * @param known    whether the last good frame of the line was of this format
     * @param followed whether a frame comes next; else a silence, or the end of the stream
     * @return a piece of a frame, or {@link Outcome#NOT_MINE}
     */
    Outcome discarded(Window window, int from, int to, boolean known, boolean followed);

    /** Returns the number of silences after which discarded bytes are judged. */
    default int piecePause() {
        return 1;
    }

    /**
     * Returns the family of this format. Formats of one family take turns on a line: encrypted telegrams and telegrams
     * in clear text.
     */
    default FrameFormat family() {
        return this;
    }

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

        /** Answers to fewer bytes than show a frame: more are needed, unless a pause shows that none will come. */
        static Outcome undecided(Window window) {
            return window.paused() ? NOT_MINE : MORE;
        }

        /** Answers to a frame that has not ended: more bytes are needed, unless a pause shows that it broke off. */
        static Outcome unfinished(Window window, Format format, int from) {
            return window.paused() ? damaged(window, format, from, window.end(), RejectCause.TRUNCATED) : MORE;
        }

        /** Returns this answer for a frame in which no other frame can be: the search goes on behind it. */
        Outcome passedOver() {
            return new Outcome(kind, frame, from, from + frame.bytes().length);
        }

        static Outcome piece(Window window, Format format, int from, int to, RejectCause cause) {
            return new Outcome(Kind.PIECE, window.rejected(format, from, to, cause), from, to);
        }
    }
}
