package org.dbusp1.output;

/** Bytes for people: sixteen a line, in hex and as text, each line with the offset of its first byte. */
public final class HexDump {
    private static final int BYTES = 16;
    private static final String DIGITS = "0123456789abcdef";
    /** Characters that a line takes, its end included. */
    private static final int LINE = 8 + 2 + 3 * BYTES + 2 + 1 + BYTES + 2;

    private HexDump() {
    }

    /** Returns the most characters that are appended for a number of bytes. */
    static int size(int bytes) {
        return (bytes + BYTES - 1) / BYTES * LINE;
    }

    /** Appends the lines of the bytes. */
    public static void append(byte[] bytes, StringBuilder text) {
        for (int line = 0; line < bytes.length; line += BYTES) {
            hex(line, 8, text);
            text.append("  ");
            for (int at = line; at < line + BYTES; at++) {
                if (at < bytes.length) {
                    hex(bytes[at] & 0xFF, 2, text);
                } else {
                    text.append("  ");
                }
                text.append(at % (BYTES / 2) == BYTES / 2 - 1 ? "  " : " ");
            }
            text.append('|');
            for (int at = line; at < Math.min(bytes.length, line + BYTES); at++) {
                text.append(bytes[at] >= ' ' && bytes[at] < 0x7F ? (char) bytes[at] : '.');
            }
            text.append("|\n");
        }
    }

    private static void hex(int number, int digits, StringBuilder text) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            text.append(DIGITS.charAt(number >>> shift & 0xF));
        }
    }
}
