package org.dbusp1.frame;

import org.dbusp1.frame.Frame.Checked;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * Long frames of the wired M-Bus (EN 13757-2) with a part of an APDU (EN 13757-3): {@code 68 L L 68 | C A CI | STSAP
 * DTSAP | data | checksum 16}. The low half of CI counts the parts from 0; bit 4 marks the last part.
 */
final class MBusFormat implements FrameFormat {
    private static final byte START = FrameMarks.MBUS_START;
    private static final byte[] STARTS = {START};
    private static final byte STOP = FrameMarks.MBUS_STOP;
    /** Bytes before C: 68 L L 68. */
    private static final int HEAD = 4;
    /** Checksum and end byte. */
    private static final int TAIL = 2;
    private static final int CI_AT = HEAD + 2;
    private static final int SINGLE = 0xE5;
    private static final int SHORT = 0x10;
    private static final int SHORT_LENGTH = 5;
    /** C, A and CI of a frame without data. */
    private static final int CONTROL = 3;
    /** C, A, CI and the two service access points. */
    private static final int SERVICE = 5;
    private static final int DATA_AT = HEAD + SERVICE;
    private static final int SEQUENCE = 0x0F;
    private static final int LAST = 0x10;

    private final ApduAssembler assembler = new ApduAssembler(Format.MBUS);

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format name(ByteWindow window, int from, int to) {
        return Format.MBUS;
    }

    @Override
    public FragmentRule fragmentRule() {
        return ApduAssembler.remains(STOP, MBusFormat::shortFrame);
    }

    /**
     * Returns the length of the bytes that a master and a meter may exchange between the parts of a message (EN 13757-2): a
     * single character E5, a short frame {@code 10 C A checksum 16}, a control frame without data, or a repeated end byte; 0
     * for other bytes.
     */
    private static int shortFrame(ByteWindow window, int at, int to) {
        int start = window.at(at);
        if (start == SINGLE || window.bytes()[at] == STOP) {
            return 1;
        }
        if (start == SHORT && to - at >= SHORT_LENGTH && isChecked(window, at + 1, at + SHORT_LENGTH)) {
            return SHORT_LENGTH;
        }
        return window.bytes()[at] == START && to - at > HEAD ? controlFrame(window, at, to) : 0;
    }

    /** Returns the length of a frame without data; 0 if the bytes are no such frame. */
    private static int controlFrame(ByteWindow window, int at, int to) {
        int length = window.at(at + 1);
        int end = at + HEAD + length + TAIL;
        return length >= CONTROL && length <= SERVICE && end <= to && isChecked(window, at + HEAD, end) ? end - at : 0;
    }

    /** Returns whether bytes [from, to) end with the sum of the preceding bytes and the end byte. */
    private static boolean isChecked(ByteWindow window, int from, int to) {
        int sum = 0;
        for (int i = from; i < to - TAIL; i++) {
            sum += window.at(i);
        }
        return window.bytes()[to - 1] == STOP && (sum & 0xFF) == window.at(to - TAIL);
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        int have = window.length(at);
        if (have > 2 && window.at(at + 1) != window.at(at + 2) || have > 3 && window.at(at + 3) != START) {
            return ParseResult.NO_MATCH;
        }
        if (have < HEAD) {
            return ParseResult.undecided(window);
        }
        int length = window.at(at + 1);
        if (length >= CONTROL && length <= SERVICE && have < HEAD + length + TAIL) {
            return ParseResult.undecided(window);
        }
        if (controlFrame(window, at, window.end()) > 0) {
            return ParseResult.NO_MATCH;
        }
        // Sagemcom T210-D sends 257 bytes with the length 1, which no frame with content has.
        int end = at + HEAD + (length > SERVICE ? length : length + 256) + TAIL;
        if (end > window.end()) {
            return ParseResult.unfinished(window, at);
        }
        if (window.at(end - 1) != STOP) {
            return ParseResult.damaged(at, end, RejectCause.TRUNCATED);
        }
        if (!isChecked(window, at + HEAD, end)) {
            return ParseResult.damaged(at, end, RejectCause.FCS);
        }
        // Frames with another CI answer requests, which this driver does not send.
        return window.at(at + CI_AT) > (LAST | SEQUENCE) ? ParseResult.damaged(at, end, RejectCause.UNREADABLE).resumeAtEnd()
                : ParseResult.whole(at, end, Checked.PROVEN);
    }

    @Override
    public void completed(Frame frame, FrameSink sink) {
        int control = frame.bytes()[CI_AT];
        assembler.numbered(new ApduAssembler.Part(frame.bytes(), frame.offset(), DATA_AT, frame.length() - TAIL),
                control & SEQUENCE, 0, (control & LAST) != 0, sink);
    }

    @Override
    public boolean interrupted(RejectCause cause, FrameSink sink) {
        return assembler.drop(cause, sink);
    }
}
