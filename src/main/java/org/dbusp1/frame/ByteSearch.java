package org.dbusp1.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Searches in the bytes of a line, without making strings of them. */
final class ByteSearch {
    private ByteSearch() {
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static boolean startsWith(byte[] bytes, int at, byte[] text) {
        return at + text.length <= bytes.length
                && Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    /** Returns the first place of a text at or behind another place; -1 if there is none. */
    static int indexOf(byte[] bytes, int from, byte[] text) {
        for (int at = from; at + text.length <= bytes.length; at++) {
            if (bytes[at] == text[0] && startsWith(bytes, at, text)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the last place of a text before another place; -1 if there is none. */
    static int lastIndexOf(byte[] bytes, int before, byte[] text) {
        for (int at = Math.min(before, bytes.length) - text.length; at >= 0; at--) {
            if (startsWith(bytes, at, text)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the bytes with those of [from, to) replaced by others. */
    static byte[] replace(byte[] bytes, int from, int to, byte... others) {
        byte[] result = new byte[from + others.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(others, 0, result, from, others.length);
        System.arraycopy(bytes, to, result, from + others.length, bytes.length - to);
        return result;
    }

    /** Returns the next place of a byte in [from, to); {@code to} where it does not occur. */
    static int next(byte[] bytes, int from, int to, byte one) {
        return next(bytes, from, to, one, one);
    }

    /** Returns the next place of one of two bytes in [from, to); {@code to} where none occurs. */
    static int next(byte[] bytes, int from, int to, byte one, byte other) {
        int at = from;
        while (at < to && bytes[at] != one && bytes[at] != other) {
            at++;
        }
        return at;
    }

    /** Returns the place in [from, to) behind a line and all line ends that follow it. */
    static int behindLine(byte[] bytes, int from, int to) {
        int at = next(bytes, from, to, (byte) '\r', (byte) '\n');
        while (at < to && isLineEnd(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Returns whether no byte of [from, to) is above 0x7F. */
    static boolean allSevenBit(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /** Returns whether a byte may follow the checksum: a line end, or the blanks and NULs that some meters send. */
    static boolean endsLine(byte b) {
        return isLineEnd(b) || b == ' ' || b == 0;
    }

    /** Returns the length of the line end before the mark: 2 for CR LF, 1 where a log or a meter has LF alone. */
    static int lineEndBefore(byte[] bytes, int mark) {
        return mark > 1 && bytes[mark - 1] == '\n' && bytes[mark - 2] == '\r' ? 2 : 1;
    }
}
