package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * The transport protocol of SML, version 1: {@code 1B1B1B1B 01010101 | messages | 00 x pad | 1B1B1B1B 1A pad CRC 2}. A file
 * ends at an escape sequence; its length is not sent. Four bytes 1B in the messages are sent twice. A start sequence inside
 * shows that the previous frame was cut off; any other four bytes after an escape sequence are an error. The checksum is X-25
 * or Kermit. A file with a right checksum is whole, whatever its messages are.
 */
final class SmlFormat implements FrameFormat {
    /** The longest file of a known meter has 652 bytes. */
    static final int MAX_FRAME_BYTES = 4 * 1024;

    private static final byte ESCAPE = FrameMarks.SML_ESCAPE;
    private static final byte[] STARTS = {ESCAPE};
    private static final String ESCAPE_SEQUENCE = "\u001B".repeat(4);
    private static final byte VERSION = FrameMarks.SML_VERSION;
    private static final byte END = FrameMarks.SML_END;
    private static final int WORD = FrameMarks.SML_WORD;
    private static final int START_LENGTH = 2 * WORD;
    /** DZG's DWS7412 sends four padding bytes where no padding is needed. */
    private static final int MOST_PADDING = WORD;

    @Override
    public byte[] starts() {
        return STARTS;
    }

    private static boolean isEnd(byte[] bytes, int at) {
        return bytes[at] == END && bytes[at + 1] >= 0 && bytes[at + 1] <= MOST_PADDING;
    }

    @Override
    public Format format() {
        return Format.SML;
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        byte[] bytes = window.bytes();
        int known = Math.min(window.lengthFrom(at), START_LENGTH);
        if (!all(bytes, at, at + Math.min(known, WORD), ESCAPE) || known > WORD && !all(bytes, at + WORD, at + known, VERSION)) {
            return ParseResult.NO_MATCH;
        }
        if (known < START_LENGTH) {
            return ParseResult.notYetRecognized(window);
        }
        // Bytes beyond the limit are not read, so that the pieces in which bytes arrive do not matter.
        int limit = at + MAX_FRAME_BYTES;
        int end = Math.min(window.end(), limit);
        boolean damaged = false;
        int next = at + START_LENGTH;
        while (true) {
            int escape = escapeSequence(bytes, next, end);
            int after = escape + WORD;
            if (after + WORD > end) {
                break;
            }
            if (all(bytes, after, after + WORD, ESCAPE)) {
                next = after + WORD;
            } else if (all(bytes, after, after + WORD, VERSION)) {
                return new ParseResult.Rejected(at, escape, escape, RejectCause.TRUNCATED, false);
            } else if (isEnd(bytes, after)) {
                return complete(window, at, after + WORD, damaged);
            } else {
                // Bytes were lost or added; the right escape sequence may begin with the next byte.
                damaged = true;
                next = bytes[after] == ESCAPE ? escape + 1 : after + 1;
            }
        }
        if (window.end() >= limit) {
            return ParseResult.damaged(at, limit, RejectCause.TOO_LONG);
        }
        return ParseResult.incompleteFrame(window, at);
    }

    /**
     * Returns the position of the next four bytes 1B in [from, to); without such bytes, a position less than four bytes
     * before {@code to}.
     */
    private static int escapeSequence(byte[] bytes, int from, int to) {
        int at = ByteSearch.next(bytes, from, to, ESCAPE);
        while (at + WORD <= to && !all(bytes, at, at + WORD, ESCAPE)) {
            at = ByteSearch.next(bytes, at + 1, to, ESCAPE);
        }
        return at;
    }

    private static ParseResult complete(ByteWindow window, int at, int end, boolean damaged) {
        byte[] bytes = window.bytes();
        if (damaged || !Crc16.X_25.proves(bytes, at, end) && !Crc16.KERMIT.proves(bytes, at, end)) {
            return ParseResult.damaged(at, end, RejectCause.CRC);
        }
        int to = end - START_LENGTH;
        int unpadded = to - bytes[end - WORD + 1];
        boolean padded = unpadded >= at + START_LENGTH && all(bytes, unpadded, to, (byte) 0);
        byte[] messages = unescaped(bytes, at + START_LENGTH, padded ? unpadded : to);
        return new ParseResult.Complete(
                new Frame(Format.SML, window.copy(at, end), messages, window.offset(at), end - at, Frame.Proof.PROVEN), end);
    }

    private static byte[] unescaped(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replace(ESCAPE_SEQUENCE.repeat(2), ESCAPE_SEQUENCE)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean all(byte[] bytes, int from, int to, byte value) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != value) {
                return false;
            }
        }
        return true;
    }
}
