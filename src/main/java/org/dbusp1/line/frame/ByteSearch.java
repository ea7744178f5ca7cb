package org.dbusp1.line.frame;

/** Searches in the bytes of a line without making strings. */
public final class ByteSearch {
    private ByteSearch() {
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    public static int next(byte[] bytes, int from, int to, byte one) {
        int at = from;
        while (at < to && bytes[at] != one) {
            at++;
        }
        return at;
    }

    /** -1 if there is none. @param text of ASCII characters */
    static int find(byte[] bytes, int from, String text) {
        int at = next(bytes, from, bytes.length, (byte) text.charAt(0));
        while (at < bytes.length && !isAt(bytes, at, text)) {
            at = next(bytes, at + 1, bytes.length, (byte) text.charAt(0));
        }
        return at < bytes.length ? at : -1;
    }

    /** Returns whether a text of ISO 8859-1 lies at a position. */
    static boolean isAt(byte[] bytes, int at, String text) {
        if (at + text.length() > bytes.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[at + i] & 0xFF) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the position after the digits that begin at {@code from}; {@code from} without digits. */
    public static int afterDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Returns the position of the first line end in [from, to); {@code to} if there is none, or if {@code from} is after it. */
    public static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !isLineEnd(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Returns the position in [from, to) after a line and all line ends that follow the line. */
    static int afterLine(byte[] bytes, int from, int to) {
        int at = lineEnd(bytes, from, to);
        while (at < to && isLineEnd(bytes[at])) {
            at++;
        }
        return at;
    }

    static boolean allSevenBit(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    static byte sevenBits(byte b) {
        return (byte) (b & 0x7F);
    }

    public static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /** Returns whether a byte may follow the checksum: a line end, or the blanks and NULs that some meters send. */
    static boolean isLineEndOrPadding(byte b) {
        return isLineEnd(b) || b == ' ' || b == 0;
    }

    /** Returns the length of the line end before the mark: 2 for CR LF, else 1, as in logs with only LF. */
    static int lineEndLengthBefore(byte[] bytes, int mark) {
        return mark > 1 && bytes[mark - 1] == '\n' && bytes[mark - 2] == '\r' ? 2 : 1;
    }
}
