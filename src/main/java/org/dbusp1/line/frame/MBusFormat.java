package org.dbusp1.line.frame;

import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;

/**
 * Long frames of the wired M-Bus (EN 13757-2) with a part of an APDU (EN 13757-3): {@code 68 L L 68 | C A CI | STSAP
 * DTSAP | data | checksum 16}. The low half of CI counts the parts from 0; bit 4 marks the last part.
 */
final class MBusFormat implements FrameFormat {
    private static final byte START = FrameMarks.MBUS_START;
    private static final byte[] STARTS = {START};
    private static final byte STOP = FrameMarks.MBUS_STOP;
    private static final int HEAD = 4;
    private static final int TAIL = 2;
    private static final int CI_AT = HEAD + 2;
    private static final int SINGLE_CHARACTER = 0xE5;
    private static final int SHORT_START = 0x10;
    private static final int SHORT_LENGTH = 5;
    private static final int CONTROL_LENGTH = 3;
    private static final int SERVICE_LENGTH = 5;
    private static final int DATA_AT = HEAD + SERVICE_LENGTH;
    private static final int CI_SEQUENCE_MASK = 0x0F;
    private static final int CI_LAST_PART = 0x10;

    private final ApduAssembler assembler = new ApduAssembler(Format.MBUS);

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format format() {
        return Format.MBUS;
    }

    @Override
    public ParseResult parseDiscarded(ByteWindow window, int from, int to, boolean known, boolean followed) {
        return ApduAssembler.parseDiscarded(window, from, to, known, STOP);
    }

    /**
     * {@inheritDoc} A master and a meter may exchange these bytes between the parts of a message (EN 13757-2): a single character
     * E5, a short frame {@code 10 C A checksum 16}, a control frame without data, or a repeated end byte.
     */
    @Override
    public int fillerLength(ByteWindow window, int at, int to) {
        int start = window.byteAt(at);
        if (start == SINGLE_CHARACTER || window.bytes()[at] == STOP) {
            return 1;
        }
        if (start == SHORT_START && to - at >= SHORT_LENGTH && isChecked(window, at + 1, at + SHORT_LENGTH)) {
            return SHORT_LENGTH;
        }
        return window.bytes()[at] == START && to - at > HEAD ? controlFrameLength(window, at, to) : 0;
    }

    /** Returns the length of a whole frame that has at most service access points and no data; 0 if the bytes are no such frame. */
    private static int controlFrameLength(ByteWindow window, int at, int to) {
        int length = window.byteAt(at + 1);
        int end = at + HEAD + length + TAIL;
        return length >= CONTROL_LENGTH && length <= SERVICE_LENGTH && end <= to && isChecked(window, at + HEAD, end) ? end - at : 0;
    }

    /** Returns whether bytes [from, to) end with the sum of the preceding bytes and the end byte. */
    private static boolean isChecked(ByteWindow window, int from, int to) {
        int sum = 0;
        for (int i = from; i < to - TAIL; i++) {
            sum += window.byteAt(i);
        }
        return window.bytes()[to - 1] == STOP && (sum & 0xFF) == window.byteAt(to - TAIL);
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        int have = window.lengthFrom(at);
        if (have > 2 && window.byteAt(at + 1) != window.byteAt(at + 2) || have > 3 && window.byteAt(at + 3) != START) {
            return ParseResult.NO_MATCH;
        }
        if (have < HEAD) {
            return ParseResult.notYetRecognized(window);
        }
        int length = window.byteAt(at + 1);
        if (length >= CONTROL_LENGTH && length <= SERVICE_LENGTH && have < HEAD + length + TAIL) {
            return ParseResult.notYetRecognized(window);
        }
        if (controlFrameLength(window, at, window.end()) > 0) {
            return ParseResult.NO_MATCH;
        }
        // Sagemcom T210-D sends 257 bytes with the length 1, which no frame with content has.
        int end = at + HEAD + (length > SERVICE_LENGTH ? length : length + 256) + TAIL;
        if (end > window.end()) {
            return ParseResult.incompleteFrame(window, at);
        }
        if (window.byteAt(end - 1) != STOP) {
            return ParseResult.damaged(at, end, RejectCause.TRUNCATED);
        }
        if (!isChecked(window, at + HEAD, end)) {
            return ParseResult.damaged(at, end, RejectCause.FCS);
        }
        // Frames with another CI answer requests, which this driver does not send.
        return window.byteAt(at + CI_AT) > (CI_LAST_PART | CI_SEQUENCE_MASK)
                ? ParseResult.damaged(at, end, RejectCause.UNREADABLE).resumeAtEnd()
                : ParseResult.complete(Format.MBUS, window, at, end, Proof.PROVEN);
    }

    @Override
    public void passOn(Frame frame, FrameSink sink) {
        int ci = frame.bytes()[CI_AT];
        assembler.acceptNumbered(new ApduAssembler.LinkFrame(frame.bytes(), frame.offset(), DATA_AT, frame.length() - TAIL),
                ci & CI_SEQUENCE_MASK, 0, (ci & CI_LAST_PART) != 0, sink);
    }

    @Override
    public boolean rejectIncomplete(RejectCause cause, FrameSink sink) {
        return assembler.rejectCollected(cause, sink);
    }
}
