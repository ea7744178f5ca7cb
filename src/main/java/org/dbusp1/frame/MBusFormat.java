package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.RejectCause;

/**
 * Long frames of the wired M-Bus (EN 13757-2) that carry a part of an APDU (EN 13757-3): {@code 68 L L 68 | C A CI |
 * STSAP DTSAP | data | checksum 16}. The low half of CI counts the parts from 0, bit 4 marks the last.
 */
final class MBusFormat implements FrameFormat {
    /**
     * Longest frame on the wire: the lengths that a byte holds, 256 more for meters that leave these out, head and
     * tail.
     */
    static final int MAX_FRAME = 256 + 5 + 6;
    static final byte STOP = 0x16;

    private static final byte START = 0x68;
    private static final int HEAD = 4;
    private static final int TAIL = 2;
    private static final int CI_AT = HEAD + 2;
    /** C, A, CI and the two service access points. */
    private static final int SERVICE = 5;
    private static final int DATA_AT = HEAD + SERVICE;
    private static final int SEQUENCE = 0x0F;
    private static final int LAST = 0x10;

    private final ApduAssembler assembler;

    MBusFormat(ApduAssembler assembler) {
        this.assembler = assembler;
    }

    /** Whether bytes begin as a frame does. */
    static boolean begins(byte[] bytes) {
        return bytes.length >= HEAD && bytes[0] == START && bytes[HEAD - 1] == START;
    }

    @Override
    public byte startByte() {
        return START;
    }

    @Override
    public int shortest() {
        return HEAD + SERVICE + TAIL;
    }

    @Override
    public int measure(Window window) {
        if (window.length() < HEAD) {
            return window.length() == HEAD - 1 && window.at(1) != window.at(2) ? NONE : UNKNOWN;
        }
        boolean begins = window.at(1) == window.at(2) && window.at(3) == START;
        int length = window.at(1);
        // Sagemcom T210-D sends 257 bytes and says 1; a frame with so little would carry nothing.
        return !begins ? NONE : HEAD + (length > SERVICE ? length : length + 256) + TAIL;
    }

    @Override
    public Optional<RejectCause> flaw(Window window, int length) {
        if (window.at(length - 1) != STOP) {
            return Optional.of(RejectCause.TRUNCATED);
        }
        int sum = 0;
        for (int at = HEAD; at < length - TAIL; at++) {
            sum += window.at(at);
        }
        if ((sum & 0xFF) != window.at(length - TAIL)) {
            return Optional.of(RejectCause.FCS);
        }
        // Others are answers to requests, which this program does not send.
        return window.at(CI_AT) > (LAST | SEQUENCE) ? Optional.of(RejectCause.GARBAGE) : Optional.empty();
    }

    @Override
    public boolean finished(RejectCause cause) {
        return cause == RejectCause.GARBAGE;
    }

    @Override
    public void take(Window window, int length, Consumer<Frame> frames) {
        int control = window.at(CI_AT);
        ApduAssembler.Part part =
                new ApduAssembler.Part(window.copy(0, length), window.offset(), DATA_AT, length - TAIL);
        assembler.numbered(part, control & SEQUENCE, 0, (control & LAST) != 0, frames);
    }
}
