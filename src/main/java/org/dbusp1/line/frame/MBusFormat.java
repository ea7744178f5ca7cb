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
    private static final byte STOP = FrameMarks.MBUS_STOP;
    private static final byte SINGLE_CHARACTER = (byte) 0xE5;
    private static final byte SHORT_START = 0x10;
    private static final int SHORT_LENGTH = 5;
    private static final byte[] STARTS = {START, SHORT_START, SINGLE_CHARACTER, STOP};
    private static final int HEAD = 4;
    private static final int TAIL = 2;
    private static final int CI_AT = HEAD + 2;
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

    /** Returns whether bytes [from, to) end with the sum of the preceding bytes and the end byte. */
    private static boolean isChecked(ByteWindow window, int from, int to) {
        int sum = 0;
        for (int i = from; i < to - TAIL; i++) {
            sum += window.byteAt(i);
        }
        return window.bytes()[to - 1] == STOP && (sum & 0xFF) == window.byteAt(to - TAIL);
    }

    /**
     * {@inheritDoc} A master and a meter may exchange these bytes between the parts of a message (EN 13757-2): a single character
     * E5, a short frame {@code 10 C A checksum 16}, a frame without data, or a repeated end byte.
     */
    @Override
    public ParseResult parse(ByteWindow window, int at) {
        byte start = window.bytes()[at];
        if (start == START) {
            return parseLong(window, at);
        }
        int end = at + (start == SHORT_START ? SHORT_LENGTH : 1);
        return end > window.end() ? ParseResult.notYetRecognized(window)
                : start != SHORT_START || isChecked(window, at + 1, end) ? new ParseResult.Skipped(end) : ParseResult.NO_MATCH;
    }

    private static ParseResult parseLong(ByteWindow window, int at) {
        int have = window.lengthFrom(at);
        if (have > 2 && window.byteAt(at + 1) != window.byteAt(at + 2) || have > 3 && window.byteAt(at + 3) != START) {
            return ParseResult.NO_MATCH;
        }
        if (have < HEAD) {
            return ParseResult.notYetRecognized(window);
        }
        int length = window.byteAt(at + 1);
        if (length >= CONTROL_LENGTH && length <= SERVICE_LENGTH) {
            int end = at + HEAD + length + TAIL;
            if (end > window.end()) {
                return ParseResult.notYetRecognized(window);
            }
            // A frame that has at most service access points and no data.
            if (isChecked(window, at + HEAD, end)) {
                return new ParseResult.Skipped(end);
            }
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
                ? new ParseResult.Rejected(at, end, end, RejectCause.UNREADABLE, false)
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
