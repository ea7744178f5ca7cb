package org.dbusp1.line.frame;

import java.io.ByteArrayOutputStream;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;

/**
 * Joins the parts of an APDU, never across a gap: if a part is missing, the whole APDU is dropped. The parts of an APDU
 * without its first part are collected too, so that the APDU is rejected once and not part by part. Used by one thread.
 * <pre>
 *   what comes                            NOTHING    WHOLE                  BROKEN
 *   a first part, or number 1             WHOLE      rejected, then WHOLE   rejected, then WHOLE
 *   a next part, or the number after      BROKEN     WHOLE                  BROKEN
 *   another number                        BROKEN     BROKEN                 BROKEN
 *   and it is the last                    -          passed on, NOTHING     rejected, NOTHING
 *   more than 8 KiB, or the end           -          rejected, NOTHING      rejected, NOTHING
 * </pre>
 */
final class ApduAssembler {
    /** @param offset of the frame's first byte in the stream @param from position in {@code bytes} at which the information begins */
    record LinkFrame(byte[] bytes, long offset, int from, int to) {
        int length() {
            return to - from;
        }

        int byteAt(int distance) {
            return bytes[from + distance] & 0xFF;
        }

        LinkFrame skip(int distance) {
            return new LinkFrame(bytes, offset, from + distance, to);
        }
    }

    /** The longest APDU seen has 688 bytes. */
    private static final int MAX_APDU_BYTES = 8 * 1024;

    private enum State {
        NOTHING,
        WHOLE,
        BROKEN
    }

    /** Value of {@link #previousNumber} if the parts have no numbers. */
    private static final int BY_ARRIVAL = Integer.MIN_VALUE;

    private final Format format;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** The information joined so far; meaningless while a part is missing. */
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private State state = State.NOTHING;
    private long offset;
    private long end;
    private int previousNumber;

    ApduAssembler(Format format) {
        this.format = format;
    }

    void reject(LinkFrame part, FrameSink sink) {
        sink.rejected(Frame.rejected(format, part.bytes(), part.offset(), part.bytes().length), RejectCause.UNREADABLE);
    }

    /** Returns whether an APDU whose parts have no numbers is incomplete. */
    boolean awaitsSegment() {
        return waiting() && previousNumber == BY_ARRIVAL;
    }

    void acceptFirst(LinkFrame part, boolean last, FrameSink sink) {
        begin(part, sink);
        append(part, last, sink);
    }

    void acceptNext(LinkFrame part, boolean last, FrameSink sink) {
        if (state == State.NOTHING) {
            begin(part, sink);
            state = State.BROKEN;
        }
        append(part, last, sink);
    }

    /** Accepts a part with a number; the numbers of one APDU count up from the first. */
    void acceptNumbered(LinkFrame part, int number, int firstNumber, boolean last, FrameSink sink) {
        if (number == firstNumber) {
            begin(part, sink);
        } else if (waiting() && number != previousNumber + 1) {
            state = State.BROKEN;
        }
        acceptNext(part, last, sink);
        previousNumber = number;
    }

    private boolean waiting() {
        return state != State.NOTHING;
    }

    boolean rejectCollected(RejectCause cause, FrameSink sink) {
        if (!waiting()) {
            return false;
        }
        Frame rejected = Frame.rejected(format, bytes.toByteArray(), offset, (int) (end - offset));
        forget();
        sink.rejected(rejected, cause);
        return true;
    }

    private void begin(LinkFrame part, FrameSink sink) {
        rejectCollected(RejectCause.TRUNCATED, sink);
        state = State.WHOLE;
        previousNumber = BY_ARRIVAL;
        offset = part.offset();
        end = offset;
    }

    private void append(LinkFrame part, boolean last, FrameSink sink) {
        // Two frames may share the flag between them.
        int shared = bytes.size() > 0 && part.offset() < end ? (int) (end - part.offset()) : 0;
        bytes.write(part.bytes(), shared, part.bytes().length - shared);
        end = part.offset() + part.bytes().length;
        if (state == State.WHOLE) {
            payload.write(part.bytes(), part.from(), part.length());
        }
        if (bytes.size() > MAX_APDU_BYTES) {
            rejectCollected(RejectCause.TOO_LONG, sink);
        } else if (last && state == State.BROKEN) {
            rejectCollected(RejectCause.TRUNCATED, sink);
        } else if (last) {
            AXdrReader.notifications(payload.toByteArray()).forEach(apdu ->
                    sink.frame(new Frame(format, bytes.toByteArray(), apdu, offset, (int) (end - offset), Proof.PROVEN)));
            forget();
        }
    }

    private void forget() {
        state = State.NOTHING;
        bytes.reset();
        payload.reset();
    }
}
