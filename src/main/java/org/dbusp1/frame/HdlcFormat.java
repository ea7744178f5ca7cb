package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.RejectCause;

/**
 * HDLC frames of type 3: {@code 7E | header | HCS 2 | information | FCS 2 | 7E}. A frame is cut by its length field,
 * since these meters send the flag's value bare inside (no octet stuffing); the header check sequence guards the
 * length, so that a damaged one costs a few bytes. The frame check sequence decides; nothing is ever repaired.
 */
final class HdlcFormat implements FrameFormat {
    /** Longest frame on the wire: 11 bits of length, and two flags. */
    static final int MAX_FRAME = 2047 + 2;

    private static final int CHECK = 2;

    private final Llc llc;

    HdlcFormat(ApduAssembler assembler) {
        llc = new Llc(assembler);
    }

    @Override
    public byte startByte() {
        return HdlcHeader.FLAG;
    }

    /** A flag, the format, two addresses and the control field of a byte each, and a check sequence. */
    @Override
    public int shortest() {
        return 1 + 2 + 3 + CHECK;
    }

    @Override
    public int measure(Window window) {
        if (window.length() >= 2 && (window.at(1) & 0xF0) != 0xA0) {
            return NONE;
        }
        if (window.length() < 3) {
            return UNKNOWN;
        }
        if (!HdlcHeader.plausible(window.pair(1))) {
            return NONE;
        }
        int from = window.start() + 1;
        int to = window.start() + Math.min(window.length(), 1 + HdlcHeader.LONGEST);
        Optional<HdlcHeader> header = HdlcHeader.of(window.array(), from, to);
        int checked = header.map(HdlcHeader::size).orElse(HdlcHeader.LONGEST) + CHECK;
        if (window.length() < 1 + checked) {
            return window.length() > HdlcHeader.LONGEST ? NONE : UNKNOWN;
        }
        // A frame ends behind its header and the check of it, or it is none.
        return header.isPresent() && header.get().length() >= checked
                && CrcX25.proves(window.array(), from, from + checked)
                ? header.get().length() + 2
                : NONE;
    }

    @Override
    public Optional<RejectCause> flaw(Window window, int length) {
        if (window.at(length - 1) != HdlcHeader.FLAG) {
            return Optional.of(RejectCause.TRUNCATED);
        }
        int from = window.start() + 1;
        return CrcX25.proves(window.array(), from, from + length - 2) ? Optional.empty() : Optional.of(RejectCause.FCS);
    }

    @Override
    public void take(Window window, int length, Consumer<Frame> frames) {
        int from = window.start() + 1;
        HdlcHeader header = HdlcHeader.of(window.array(), from, from + length - 2).orElseThrow();
        int information = 1 + header.size() + CHECK;
        int end = length - 1 - CHECK;
        // Without information there is but one check sequence, and nothing to take.
        if (information < end) {
            llc.add(new ApduAssembler.Part(window.copy(0, length), window.offset(), information, end),
                    header.segmented(), frames);
        }
    }

    /** The closing flag may be the next frame's opening one. */
    @Override
    public int consumed(int length) {
        return length - 1;
    }
}
