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
                return beginsAnew(bytes, slash, at) ? NONE : at;
            }
        }
        return end < slash + MAX_LENGTH ? OPEN : NONE;
    }

    /**
     * Returns whether a first line begins anew at a later slash: a telegram broke off there, or noise came before it. In an identification
     * such as /HLY5/D545-METER the second slash follows the digit.
     */
    private static boolean beginsAnew(byte[] bytes, int slash, int lineEnd) {
        for (int at = slash + 1 + MAKER_LETTERS; at + MAKER_LETTERS < lineEnd; at++) {
            boolean isIdentification = at == slash + IDENTIFIED_LENGTH && ByteSearch.isDigit(bytes[at - 1])
                    && !Arrays.equals(bytes, slash, slash + 1 + MAKER_LETTERS, bytes, at, at + 1 + MAKER_LETTERS);
            if (bytes[at] == '/' && !isIdentification && hasMaker(bytes, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasMaker(byte[] bytes, int slash) {
        return isMakerLetter(bytes[slash + 1]) && isMakerLetter(bytes[slash + 2]) && isMakerLetter(bytes[slash + 3]);
    }

    private static boolean mayContain(byte b) {
        return (b < 0 || b >= ' ' && b < 0x7F) && b != '(' && b != ')';
    }

    /** A letter, or a character that replaces a letter in published telegrams; none that begins or ends another part of a telegram. */
    private static boolean isMakerLetter(byte b) {
        return b > ' ' && b < 0x7F && b != '/' && b != '!' && b != '(' && b != ')';
    }
}
