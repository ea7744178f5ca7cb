package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.dbusp1.meter.RejectCause;

/** Proofs that bytes are those of a meter: frames whose checksum fits, or registers that can be read. */
public final class Proofs {
    private static final Pattern REGISTER = Pattern.compile(
            "(?m)^(?:\\d-\\d{1,2}:)?\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?:\\*\\d{1,3})?\\([^\r\n]*\\)\r?$");
    /** Most end marks whose checksum is run backwards, and most frames into which a byte is put back: each reads up to 8 KiB. */
    private static final int MOST_TRIES = 24;
    private static final byte FLAG = HdlcHeader.FLAG;

    private Proofs() {
    }

    public static int frames(byte[] bytes) {
        FrameScanner scanner = FrameScanner.of(bytes.length);
        CountingSink sink = new CountingSink();
        scanner.accept(bytes, 0, bytes.length, sink);
        scanner.end(sink);
        return sink.proven;
    }

    private static final class CountingSink implements FrameSink {
        private int proven;

        @Override
        public void frame(Frame frame) {
            proven += frame.proof() == Frame.Proof.PROVEN ? 1 : 0;
        }

        @Override
        public void rejected(Frame frame, RejectCause cause) {
            proven += cause == RejectCause.ENCRYPTED || cause == RejectCause.UNREADABLE ? 1 : 0;
        }
    }

    public static int registers(byte[] bytes) {
        return (int) REGISTER.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).results().count();
    }

    /** Returns the number of the last telegrams whose checksum fits from any '/' to '!', wherever in a line they are. */
    public static int telegrams(byte[] bytes) {
        int count = 0;
        int tries = 0;
        for (int mark = bytes.length - 1 - EndMark.CRC_DIGITS; mark >= 0 && tries < MOST_TRIES; mark--) {
            EndMark end = bytes[mark] == '!' ? EndMark.read(bytes, mark, bytes.length) : null;
            if (end != null && end.hasChecksum()) {
                tries++;
                int from = Math.max(0, mark - TelegramFormat.MAX_TELEGRAM_BYTES);
                Integer start = Crc16.ARC.findStart(bytes, from, mark + 1, end.printed(),
                        (at, needed) -> needed == 0 && bytes[at] == '/' ? at : null);
                count += start == null ? 0 : 1;
            }
        }
        return count;
    }

    /** Returns the number of HDLC frames whose header is right with this byte in the place of the control field. */
    public static int headersWith(byte[] bytes, byte lost) {
        int count = 0;
        byte[] header = new byte[HdlcHeader.LONGEST_WITH_HCS];
        for (int flag = 0; flag + HdlcHeader.LONGEST_WITH_HCS < bytes.length; flag++) {
            if (bytes[flag] != FLAG || (bytes[flag + 1] & 0xF0) != HdlcHeader.TYPE_BYTE) {
                continue;
            }
            boolean isRight = false;
            // Two bytes of format and of check sequence, and at least one of each address.
            for (int control = 4; control + 2 < header.length && !isRight; control++) {
                System.arraycopy(bytes, flag + 1, header, 0, control);
                header[control] = lost;
                System.arraycopy(bytes, flag + 1 + control, header, control + 1, 2);
                isRight = Crc16.X_25.proves(header, 0, control + 3);
            }
            count += isRight ? 1 : 0;
        }
        return count;
    }

    /** Returns the number of frames whose checksum fits if one of the lost bytes is put back. */
    public static int framesWith(byte[] bytes, byte... lost) {
        int count = 0;
        int tries = 0;
        for (int at = 0; at + 2 * FrameMarks.SML_WORD <= bytes.length && tries < MOST_TRIES; at++) {
            int end = isSmlStart(bytes, at) ? smlEnd(bytes, at) : bytes[at] == FLAG ? hdlcEnd(bytes, at) : 0;
            if (end > 0) {
                tries++;
                int from = bytes[at] == FLAG ? at + 1 : at;
                count += Crc16.X_25.provesWithOneMore(bytes, from, end, lost) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isSmlStart(byte[] bytes, int at) {
        return isWord(bytes, at, FrameMarks.SML_ESCAPE) && isWord(bytes, at + FrameMarks.SML_WORD, FrameMarks.SML_VERSION);
    }

    private static boolean isWord(byte[] bytes, int at, byte each) {
        return bytes[at] == each && bytes[at + 1] == each && bytes[at + 2] == each && bytes[at + 3] == each;
    }

    /** Returns the end of an SML file that lacks one byte of a multiple of four; 0 if it lacks another number. */
    private static int smlEnd(byte[] bytes, int from) {
        int last = Math.min(bytes.length, from + SmlFormat.MAX_FRAME_BYTES) - 2 * FrameMarks.SML_WORD;
        for (int at = from + 2 * FrameMarks.SML_WORD; at <= last; at++) {
            if (isSmlStart(bytes, at)) {
                return 0;
            }
            if (isWord(bytes, at, FrameMarks.SML_ESCAPE) && bytes[at + FrameMarks.SML_WORD] == FrameMarks.SML_END) {
                int end = at + 2 * FrameMarks.SML_WORD;
                return (end - from) % FrameMarks.SML_WORD == FrameMarks.SML_WORD - 1 ? end : 0;
            }
        }
        return 0;
    }

    /** Returns the position of the flag that closes an HDLC frame, one byte earlier than its length says; 0 without. */
    private static int hdlcEnd(byte[] bytes, int flag) {
        int format = (bytes[flag + 1] & 0xFF) << 8 | bytes[flag + 2] & 0xFF;
        int end = HdlcHeader.plausible(format) ? flag + HdlcHeader.length(format) : 0;
        return end > 0 && end < bytes.length && bytes[end] == FLAG ? end : 0;
    }
}
