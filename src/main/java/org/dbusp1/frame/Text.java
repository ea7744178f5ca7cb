package org.dbusp1.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looking for text in bytes, without making strings of them. */
final class Text {
    private Text() {
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

    /** The first place at or behind another; -1 where there is none. */
    static int indexOf(byte[] bytes, int from, byte[] text) {
        for (int at = from; at + text.length <= bytes.length; at++) {
            if (bytes[at] == text[0] && startsWith(bytes, at, text)) {
                return at;
            }
        }
        return -1;
    }

    /** The last place before another; -1 where there is none. */
    static int lastIndexOf(byte[] bytes, int before, byte[] text) {
        for (int at = Math.min(before, bytes.length) - text.length; at >= 0; at--) {
            if (startsWith(bytes, at, text)) {
                return at;
            }
        }
        return -1;
    }

    /** The bytes with those of [from, to) replaced by others. */
    static byte[] replace(byte[] bytes, int from, int to, byte... others) {
        byte[] result = new byte[from + others.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(others, 0, result, from, others.length);
        System.arraycopy(bytes, to, result, from + others.length, bytes.length - to);
        return result;
    }
}
