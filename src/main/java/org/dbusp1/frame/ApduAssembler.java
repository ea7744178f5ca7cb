package org.dbusp1.frame;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.frame.FrameFormat.Outcome;
import org.dbusp1.meter.RejectCause;

/**
 * Puts the parts of an APDU together. If a part is missing, the whole APDU is dropped: parts are never put together
 * across a gap. An APDU whose first part is missing is collected too, so that it is rejected once and not part by part.
 */
final class ApduAssembler {
    /**
     * One link frame that carries an APDU or a part of one.
     *
     * @param bytes  the frame, whole
     * @param offset place of the frame's first byte in the stream
     * @param from   the place in the bytes where the information begins
     * @param to     the place where the information ends
     */
    record Part(byte[] bytes, long offset, int from, int to) {
        int length() {
            return to - from;
        }

        int at(int place) {
            return bytes[from + place] & 0xFF;
        }

        /** Returns this part with information that begins so many bytes later. */
        Part from(int place) {
            return new Part(bytes, offset, from + place, to);
        }
    }

    /** The longest APDU seen has 688 bytes. */
    private static final int MAX_APDU = 8 * 1024;

    /** The most discarded bytes that can be a part of a frame. */
    private static final int MOST_DISCARDED = 2 * 1024;

    private enum State {
        NOTHING,
        /** No part so far is missing. */
        WHOLE,
        /** A part is missing. */
        BROKEN
    }

    /** Used as the number of the part before, where parts have no numbers. */
    private static final int BY_ARRIVAL = Integer.MIN_VALUE;

    private final Format format;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private State state = State.NOTHING;
    private long offset;
    private long end;
    private int previous;

    ApduAssembler(Format format) {
        this.format = format;
    }

    /** Returns whether parts without numbers wait for the rest of their APDU. */
    boolean inOrder() {
        return waiting() && previous == BY_ARRIVAL;
    }

    /** Takes the first part of an APDU. */
    void first(Part part, boolean last, Consumer<Frame> frames) {
        begin(part, frames);
        append(part, last, frames);
    }

    /** Takes one more part; parts follow in the order of arrival. */
    void more(Part part, boolean last, Consumer<Frame> frames) {
        if (state == State.NOTHING) {
            begin(part, frames);
            state = State.BROKEN;
        }
        append(part, last, frames);
    }

    /** Takes a part with a number; the numbers of one APDU count up from the first. */
    void numbered(Part part, int number, int first, boolean last, Consumer<Frame> frames) {
        if (number == first) {
            begin(part, frames);
        } else if (waiting() && number != previous + 1) {
            state = State.BROKEN;
        }
        more(part, last, frames);
        previous = number;
    }

    /** Returns whether parts of a message came and others have to follow. */
    boolean waiting() {
        return state != State.NOTHING;
    }

    /** Rejects the parts that were put together so far. */
    void drop(RejectCause cause, Consumer<Frame> frames) {
        if (waiting()) {
            frames.accept(rejected(cause));
            forget();
        }
    }

    /**
     * Judges discarded bytes of a line with link frames. Discarded bytes between two parts of a message make the whole
     * message unusable. Elsewhere they are the rest of a frame, if the format of the line is known, or if they end as a
     * frame does or hold the code of a register.
     *
     * @param mark the byte that ends a frame; a row of them fills the time between frames
     */
    Outcome discarded(Window window, int from, int to, byte mark, boolean known) {
        int first = from;
        while (first < to && window.bytes()[first] == mark) {
            first++;
        }
        if (first == to) {
            return Outcome.NOT_MINE;
        }
        if (waiting()) {
            Frame interrupted = rejected(RejectCause.TRUNCATED);
            forget();
            return new Outcome(Outcome.Kind.DAMAGED, interrupted, from, to);
        }
        byte[] row = window.copy(first, to);
        boolean piece = row.length <= MOST_DISCARDED
                && (known || row[row.length - 1] == mark || FormatHint.REGISTER_OCTETS.isIn(row));
        return piece ? Outcome.damaged(window, format, first, to, RejectCause.TRUNCATED) : Outcome.NOT_MINE;
    }

    private Frame rejected(RejectCause cause) {
        return Frame.rejected(format, bytes.toByteArray(), offset, (int) (end - offset), cause);
    }

    private void begin(Part part, Consumer<Frame> frames) {
        drop(RejectCause.TRUNCATED, frames);
        state = State.WHOLE;
        previous = BY_ARRIVAL;
        offset = part.offset();
        end = offset;
    }

    private void append(Part part, boolean last, Consumer<Frame> frames) {
        // A flag between two frames may belong to both.
        int shared = bytes.size() > 0 && part.offset() < end ? (int) (end - part.offset()) : 0;
        bytes.write(part.bytes(), shared, part.bytes().length - shared);
        end = part.offset() + part.bytes().length;
        if (state == State.WHOLE) {
            payload.write(part.bytes(), part.from(), part.length());
        }
        if (bytes.size() > MAX_APDU) {
            drop(RejectCause.TOO_LONG, frames);
        } else if (last && state == State.BROKEN) {
            drop(RejectCause.TRUNCATED, frames);
        } else if (last) {
            frames.accept(new Frame(format, bytes.toByteArray(), payload.toByteArray(), offset, (int) (end - offset),
                    Verdict.PROVEN, Optional.empty()));
            forget();
        }
    }

    private void forget() {
        state = State.NOTHING;
        bytes.reset();
        payload.reset();
    }
}
