package org.dbusp1.output;

import java.util.HexFormat;

/** Bytes for people: sixteen a line, in hex and as text, each line with the offset of its first byte. */
public final class HexDump {
    private static final int BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();
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
            text.append(HEX.toHexDigits(line)).append("  ");
            for (int at = line; at < line + BYTES; at++) {
                text.append(at < bytes.length ? HEX.toHexDigits(bytes[at]) : "  ");
                text.append(at % (BYTES / 2) == BYTES / 2 - 1 ? "  " : " ");
            }
            text.append('|');
            for (int at = line; at < Math.min(bytes.length, line + BYTES); at++) {
                text.append(bytes[at] >= ' ' && bytes[at] < 0x7F ? (char) bytes[at] : '.');
            }
            text.append("|\n");
        }
    }
}
