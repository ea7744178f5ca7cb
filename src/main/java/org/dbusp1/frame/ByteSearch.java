package org.dbusp1.frame;

/** Finds bytes in a line, and tells what surrounds the marks of a P1 telegram. */
final class ByteSearch {
    private ByteSearch() {
    }

    /** The next place of a byte in [from, to); {@code to} where it does not occur. */
    static int next(byte[] bytes, int from, int to, byte one) {
        return next(bytes, from, to, one, one);
    }

    /** The next place of one of two bytes in [from, to); {@code to} where none occurs. */
    static int next(byte[] bytes, int from, int to, byte one, byte other) {
        int at = from;
        while (at < to && bytes[at] != one && bytes[at] != other) {
            at++;
        }
        return at;
    }

    /** Whether no byte of [from, to) is above 0x7F. */
    static boolean allSevenBit(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** What may stand behind the checksum: a line end, or the blanks and NULs that some meters send. */
    static boolean endsLine(byte b) {
        return b == '\r' || b == '\n' || b == ' ' || b == 0;
    }

    /** Length of the line end before the mark: 2 for CR LF, 1 where a log or a meter has LF alone. */
    static int lineEndBefore(byte[] bytes, int mark) {
        return mark > 1 && bytes[mark - 1] == '\n' && bytes[mark - 2] == '\r' ? 2 : 1;
    }
}
