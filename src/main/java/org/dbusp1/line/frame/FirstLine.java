package org.dbusp1.line.frame;

import java.util.Arrays;

/** The first line of a P1 telegram: a '/' with the letters of a maker, and text without a bracket up to a line end. */
final class FirstLine {
    static final int NONE = -1;
    static final int OPEN = -2;

    static final int MAKER_LETTERS = 3;
    /** Longest first line, in bytes; the standards allow 16 characters of identification, meters print up to 24. */
    private static final int MAX_LENGTH = 64;
    private static final int IDENTIFIED_LENGTH = 1 + MAKER_LETTERS + 1;

    private FirstLine() {
    }

    /** Returns the position of the line end of the first line that begins at the slash; NONE, or OPEN if it may begin there. */
    static int end(byte[] bytes, int slash, int end) {
        for (int at = slash + 1; at < Math.min(end, slash + MAX_LENGTH); at++) {
            byte b = bytes[at];
            if (at <= slash + MAKER_LETTERS ? !isMakerLetter(b) : !mayContain(b) && !ByteSearch.isLineEnd(b)) {
                return NONE;
            }
            if (ByteSearch.isLineEnd(b)) {
                return at;
            }
        }
        return end < slash + MAX_LENGTH ? OPEN : NONE;
    }

    static int before(byte[] bytes, int lineEnd) {
        for (int at = lineEnd - 1; at >= Math.max(0, lineEnd + 1 - MAX_LENGTH) && mayContain(bytes[at]); at--) {
            if (bytes[at] == '/' && end(bytes, at, lineEnd + 1) == lineEnd) {
                return at;
            }
        }
        return NONE;
    }

    /**
     * Returns the start of the telegram with this checksum printed after the mark; NONE if there is none in [from, mark). A start fits
     * if the checksum before it is 0, the initial value.
     *
     * @param last the last first line before the mark
     */
    static int proven(byte[] bytes, int from, int last, int mark, int printed) {
        // Mostly the last first line is the start; forwards is twice as fast.
        if (Crc16.ARC.of(bytes, last, mark + 1) == printed) {
            return last;
        }
        Integer start = Crc16.ARC.findStart(bytes, from, mark + 1, printed,
                (at, needed) -> needed == 0 && bytes[at] == '/' && end(bytes, at, mark) >= 0 ? at : null);
        return start == null ? NONE : start;
    }

    /**
     * Returns the start of a telegram with a slash in its identification, as in /HLY5/D545-METER: the maker's letters and
     * a digit are between two slashes. If the same maker follows the second slash, a telegram broke off and began again.
     *
     * @param slash the last slash with which the first line may begin
     */
    static int outerStart(byte[] bytes, int from, int slash) {
        int before = slash - IDENTIFIED_LENGTH;
        if (before < from || bytes[before] != '/' || !ByteSearch.isDigit(bytes[slash - 1]) || end(bytes, before, bytes.length) < 0) {
            return slash;
        }
        return Arrays.equals(bytes, before + 1, before + 1 + MAKER_LETTERS, bytes, slash + 1, slash + 1 + MAKER_LETTERS) ? slash : before;
    }

    private static boolean mayContain(byte b) {
        return (b < 0 || b >= ' ' && b < 0x7F) && b != '(' && b != ')';
    }

    /** A letter, or a character that replaces a letter in published telegrams; none that begins or ends another part of a telegram. */
    private static boolean isMakerLetter(byte b) {
        return b > ' ' && b < 0x7F && b != '/' && b != '!' && b != '(' && b != ')';
    }
}
