package org.dbusp1.line.frame;

import java.util.Objects;
import org.dbusp1.line.cipher.CipheredApdu;
import org.dbusp1.line.frame.ApduAssembler.LinkFrame;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * HDLC frames of type 3: {@code 7E | header | HCS 2 | information | FCS 2 | 7E}. The length field ends a frame, since
 * these meters send the flag's value unescaped inside (no octet stuffing); the header check sequence (HCS) protects the
 * length field.
 *
 * <p>Before the APDU are the LLC header, which only the first frame of a message has, and general-block-transfer (IEC 62056-5-3):
 * {@code E0 | control | block number 2 | acknowledged 2 | length | data}. Segmentation and blocks each mark the last
 * part. What a frame carries, by the first row that fits:
 * <pre>
 *   LLC header    first byte of the APDU          frame                       it is
 *   none          any                             a segment is awaited        the next part
 *   any           E0                              not segmented               a numbered block
 *   none          neither 0F nor DB               any                         the next part
 *   any           any                             any                         the first part
 * </pre>
 */
final class HdlcFormat implements FrameFormat {
    private static final byte[] STARTS = {HdlcHeader.FLAG};
    private static final int CHECK_BYTES = 2;

    /** Destination E6; source E7 for a server's answer or E6 for a request; quality 0. */
    private static final int LLC_DESTINATION = 0xE6;
    private static final int LLC_SOURCE = 0xE6;
    private static final int LLC_HEADER_BYTES = 3;
    private static final int BLOCK_TAG = 0xE0;
    private static final int LAST_BLOCK = 0x80;
    private static final int FIRST_BLOCK_NUMBER = 1;
    private static final int LENGTH_AT = 6;

    private final ApduAssembler assembler = new ApduAssembler(Format.HDLC);

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format format() {
        return Format.HDLC;
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        int first = at + 1;
        int have = window.lengthFrom(first);
        if (have > 0 && (window.byteAt(first) & 0xF0) != 0xA0) {
            return new ParseResult.Skipped(first);
        }
        if (have >= 2 && !HdlcHeader.plausible(window.byteAt(first) << 8 | window.byteAt(first + 1))) {
            return ParseResult.NO_MATCH;
        }
        HdlcHeader header = HdlcHeader.of(window.bytes(), first, first + Math.min(have, HdlcHeader.LONGEST_WITH_HCS));
        if (header == null) {
            return have < HdlcHeader.LONGEST_WITH_HCS ? ParseResult.notYetRecognized(window) : ParseResult.NO_MATCH;
        }
        int checkedLength = header.size() + CHECK_BYTES;
        if (have < checkedLength) {
            return ParseResult.notYetRecognized(window);
        }
        // A frame reaches at least to the end of the header's check sequence.
        if (header.length() < checkedLength || !Crc16.X_25.proves(window.bytes(), first, first + checkedLength)) {
            return ParseResult.NO_MATCH;
        }
        int end = at + header.length() + 2;
        if (end > window.end()) {
            return ParseResult.incompleteFrame(window, at);
        }
        if (window.bytes()[end - 1] != HdlcHeader.FLAG) {
            return ParseResult.damaged(at, end, RejectCause.TRUNCATED);
        }
        if (!Crc16.X_25.proves(window.bytes(), first, end - 1)) {
            return ParseResult.damaged(at, end, RejectCause.FCS);
        }
        // The closing flag may be the opening flag of the next frame.
        return new ParseResult.Complete(
                new Frame(Format.HDLC, window.copy(at, end), window.offset(at), end - at, Frame.Proof.PROVEN), end - 1);
    }

    @Override
    public void passOn(Frame frame, FrameSink sink) {
        HdlcHeader header = Objects.requireNonNull(HdlcHeader.of(frame.bytes(), 1, frame.length()));
        int information = 1 + header.size() + CHECK_BYTES;
        int end = frame.length() - 1 - CHECK_BYTES;
        // A frame without information has one check sequence and no payload.
        if (information < end) {
            add(new LinkFrame(frame.bytes(), frame.offset(), information, end), header.segmented(), sink);
        }
    }

    private void add(LinkFrame part, boolean segmented, FrameSink sink) {
        boolean hasLlcHeader = part.length() > LLC_HEADER_BYTES && part.byteAt(0) == LLC_DESTINATION
                && (part.byteAt(1) & 0xFE) == LLC_SOURCE && part.byteAt(2) == 0;
        LinkFrame apdu = hasLlcHeader ? part.skip(LLC_HEADER_BYTES) : part;
        if (assembler.awaitsSegment() && !hasLlcHeader) {
            assembler.acceptNext(part, !segmented, sink);
        } else if (apdu.byteAt(0) == BLOCK_TAG && !segmented) {
            block(apdu, sink);
        } else if (!hasLlcHeader && part.byteAt(0) != Push.TAG && part.byteAt(0) != CipheredApdu.APDU_TAG) {
            // An adapter may remove the LLC header; then an APDU begins with its tag. Other bytes are the middle of an APDU.
            assembler.acceptNext(part, !segmented, sink);
        } else {
            assembler.acceptFirst(apdu, !segmented, sink);
        }
    }

    private void block(LinkFrame part, FrameSink sink) {
        LinkFrame data = data(part);
        if (data == null) {
            assembler.rejectCollected(RejectCause.TRUNCATED, sink);
            assembler.reject(part, sink);
            return;
        }
        int number = part.byteAt(2) << 8 | part.byteAt(3);
        assembler.acceptNumbered(data, number, FIRST_BLOCK_NUMBER, (part.byteAt(1) & LAST_BLOCK) != 0, sink);
    }

    private static @Nullable LinkFrame data(LinkFrame part) {
        CipheredApdu.BodySpan body = part.length() <= LENGTH_AT ? null
                : CipheredApdu.BodySpan.afterLength(part.bytes(), part.from() + LENGTH_AT, part.to());
        return body == null || body.end() != part.to() ? null : part.skip(body.start() - part.from());
    }

    @Override
    public boolean rejectIncomplete(RejectCause cause, FrameSink sink) {
        return assembler.rejectCollected(cause, sink);
    }
}
