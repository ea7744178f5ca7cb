package org.dbusp1.line.frame;

import java.util.Arrays;

/**
 * Finds where a P1 telegram may begin: at a '/' with the letters of a maker after it. Searches backwards from an end mark
 * return {@link #NONE} if no telegram begins in the searched bytes.
 */
final class TelegramStartFinder {
    static final int NONE = -1;
    /** A telegram begins at the position. */
    static final int BEGINS_LINE = 1;
    /** More bytes are needed to decide. */
    static final int UNKNOWN = 0;

    /** Number of the maker's letters after the slash. */
    static final int MAKER_LETTERS = 3;
    /** Longest first line, in bytes; the standards allow 16 characters of identification, meters print up to 24. */
    static final int MAX_FIRST_LINE = 64;
    /** A slash, the letters of the maker, a digit. */
    private static final int IDENTIFIED_LENGTH = 1 + MAKER_LETTERS + 1;

    private TelegramStartFinder() {
    }

    /** Returns BEGINS_LINE, NONE or UNKNOWN: whether a first line, text without a bracket up to a line end, begins at the slash. */
    static int beginsFirstLine(byte[] bytes, int slash, int end) {
        for (int at = slash + 1; at < Math.min(end, slash + MAX_FIRST_LINE); at++) {
            byte b = bytes[at];
            if (at <= slash + MAKER_LETTERS ? !isMakerLetter(b) : b == '(' || b == ')') {
                return NONE;
            }
            if (ByteSearch.isLineEnd(b)) {
                return BEGINS_LINE;
            }
            if (b >= 0 && b < ' ' || b == 0x7F) {
                return NONE;
            }
        }
        return end < slash + MAX_FIRST_LINE ? UNKNOWN : NONE;
    }

    /**
     * Returns the start of the telegram with this checksum printed after the mark. Runs the checksum backwards over the
     * bytes, in one pass: a start fits if the checksum before it is 0, the initial value.
     */
    static int provenStart(byte[] bytes, int first, int mark, int printed) {
        int crc = printed;
        for (int at = mark; at >= first; at--) {
            crc = Crc16.ARC.unwound(crc, bytes[at]);
            if (crc == 0 && isFirstLine(bytes, at, mark)) {
                return at;
            }
        }
        return NONE;
    }

    /** Returns the last start of a telegram before the mark. */
    static int lastStart(byte[] bytes, int first, int mark) {
        for (int at = mark - 1; at >= first; at--) {
            if (isFirstLine(bytes, at, mark)) {
                return outerStart(bytes, first, at, mark);
            }
        }
        return NONE;
    }

    /**
     * Returns the start of a telegram with a slash in its identification, as in /HLY5/D545-METER: the maker's letters and
     * a digit are between two slashes. If the same maker follows the second slash, a telegram broke off and began again.
     */
    private static int outerStart(byte[] bytes, int first, int slash, int mark) {
        int before = slash - IDENTIFIED_LENGTH;
        if (before < first || !isFirstLine(bytes, before, mark) || !ByteSearch.isDigit(bytes[slash - 1])) {
            return slash;
        }
        return Arrays.equals(bytes, before + 1, before + 1 + MAKER_LETTERS, bytes, slash + 1, slash + 1 + MAKER_LETTERS) ? slash : before;
    }

    private static boolean isFirstLine(byte[] bytes, int slash, int mark) {
        return bytes[slash] == '/' && beginsFirstLine(bytes, slash, mark) == BEGINS_LINE;
    }

    /**
     * Returns whether a byte may be a letter of the maker: a letter, or a character that replaces a letter in published
     * telegrams; never a character that begins or ends another part of a telegram.
     */
    private static boolean isMakerLetter(byte b) {
        return b > ' ' && b < 0x7F && b != '/' && b != '!' && b != '(' && b != ')';
    }
}
