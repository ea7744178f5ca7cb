package org.dbusp1.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.BitSet;
import java.util.regex.Pattern;
import org.dbusp1.frame.Crc16;
import org.dbusp1.frame.FrameMarks;
import org.dbusp1.frame.HdlcHeader;

/**
 * Makes the checksums of changed bytes right again, where they were right before: of P1 telegrams, HDLC frames, SML
 * files and groups of TIC frames.
 *
 * @param before the bytes as they came
 * @param after  the bytes as they are now, of the same number
 * @param starts the places where good telegrams begin, also in the middle of a line that another one did not end
 */
record ChecksumUpdate(byte[] before, byte[] after, BitSet starts) {
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{4}");
    private static final int WORD = FrameMarks.SML_WORD;
    private static final int SML_START = 2 * WORD;
    /** The type and the length of a checksum in an SML message: a number without sign in two bytes. */
    private static final byte SML_NUMBER = 0x63;
    private static final byte SML_SHORT_NUMBER = 0x62;
    /** In a message behind its own type and that of the transaction's number, which has two bytes at least. */
    private static final int TRANSACTION = 2;

    /** Changes the checksums. */
    void run() {
        int slash = 0;
        int group = 0;
        for (int at = 0; at < before.length; at++) {
            switch (before[at]) {
                case '/' -> slash = starts.get(at) || beginsLine(at) ? at : slash;
                case '!' -> telegram(slash, at);
                case HdlcHeader.FLAG -> hdlc(at);
                case FrameMarks.SML_ESCAPE -> sml(at);
                case '\n' -> group = at;
                case '\r' -> group(group + 1, at);
                default -> { }
            }
        }
    }

    private boolean beginsLine(int at) {
        return at == 0 || before[at - 1] == '\n';
    }

    /**
     * A P1 telegram: four hex digits behind the mark. They change by what the bytes change the CRC, which is linear: so
     * a damaged telegram stays as damaged as it was.
     */
    private void telegram(int slash, int mark) {
        if (mark + WORD >= before.length) {
            return;
        }
        String printed = new String(before, mark + 1, WORD, ISO_8859_1);
        if (HEX.matcher(printed).matches()) {
            int changed = Crc16.ARC.of(before, slash, mark + 1) ^ Crc16.ARC.of(after, slash, mark + 1);
            byte[] digits = String.format("%04X", Integer.parseInt(printed, 16) ^ changed).getBytes(ISO_8859_1);
            System.arraycopy(digits, 0, after, mark + 1, WORD);
        }
    }

    /** An HDLC frame between two flags. */
    private void hdlc(int flag) {
        HdlcHeader.of(before, flag + 1, before.length).map(header -> flag + 1 + header.length())
                .filter(end -> end < before.length && before[end] == HdlcHeader.FLAG)
                .ifPresent(end -> lowFirst(Crc16.X_25, flag + 1, end - 2, end - 2));
    }

    /** An SML file from its start sequence to its end sequence, with its messages. */
    private void sml(int at) {
        if (!all(at, FrameMarks.SML_ESCAPE) || !all(at + WORD, FrameMarks.SML_VERSION)) {
            return;
        }
        int end = at + SML_START;
        while (end + SML_START <= before.length && !(all(end, FrameMarks.SML_ESCAPE) && before[end + WORD] == FrameMarks.SML_END)) {
            end++;
        }
        if (end + SML_START > before.length) {
            return;
        }
        int message = at + SML_START;
        for (int check = message; check < end; check++) {
            if (before[check] == SML_NUMBER && before[check + 3] == 0
                    && (lowFirst(Crc16.X_25, message, check, check + 1)
                    || lowFirst(Crc16.KERMIT, message, check, check + 1))) {
                message = check + WORD;
            } else if (before[check] == SML_SHORT_NUMBER && before[check + 2] == 0
                    && (highOnly(Crc16.X_25, message, check) || highOnly(Crc16.KERMIT, message, check))) {
                message = check + WORD - 1;
            }
        }
        lowFirst(Crc16.X_25, at, end + SML_START - 2, end + SML_START - 2);
    }

    /**
     * The checksum of an SML message whose low byte is 0 and left out by the meter. The transaction's number, which
     * has no meaning, is changed until it is so again: one of 256 numbers makes it so.
     */
    private boolean highOnly(Crc16 kind, int message, int check) {
        if (kind.of(before, message, check) != (before[check + 1] & 0xFF) << 8) {
            return false;
        }
        for (int number = 0; (kind.of(after, message, check) & 0xFF) != 0 && number <= 0xFFFF; number++) {
            after[message + TRANSACTION] = (byte) number;
            after[message + TRANSACTION + 1] = (byte) (number >>> 8);
        }
        after[check + 1] = (byte) (kind.of(after, message, check) >>> 8);
        return true;
    }

    private boolean all(int from, byte value) {
        boolean all = from + WORD <= before.length;
        for (int at = from; all && at < from + WORD; at++) {
            all = before[at] == value;
        }
        return all;
    }

    /** A checksum of the bytes [from, to) in two bytes, the low one first; false where it was wrong. */
    private boolean lowFirst(Crc16 kind, int from, int to, int place) {
        int old = kind.of(before, from, to);
        if (before[place] != (byte) old || before[place + 1] != (byte) (old >>> 8)) {
            return false;
        }
        int now = kind.of(after, from, to);
        after[place] = (byte) now;
        after[place + 1] = (byte) (now >>> 8);
        return true;
    }

    /** A group of a TIC frame: the check is six bits of the sum, with a tab behind the data but not with a blank. */
    private void group(int from, int end) {
        int separator = end - 2;
        if (separator <= from || before[separator] != '\t' && before[separator] != ' ') {
            return;
        }
        int to = before[separator] == '\t' ? end - 1 : separator;
        if (before[end - 1] == check(before, from, to)) {
            after[end - 1] = check(after, from, to);
        }
    }

    private static byte check(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int at = from; at < to; at++) {
            sum += bytes[at];
        }
        return (byte) ((sum & 0x3F) + ' ');
    }
}
