package org.dbusp1.line.frame;

import org.jspecify.annotations.Nullable;

/** The CRCs of 16 bits that meters use, all reflected: the bits of a polynomial are in the order of the bits on the line. */
public enum Crc16 {
    /** The checksum of P1 telegrams, printed high digit first: x^16 + x^15 + x^2 + 1. The check value of "123456789" is BB3D. */
    ARC(0xA001, 0, 0, true),
    /** The check sequences of HDLC (ISO 13239) and SML: x^16 + x^12 + x^5 + 1, low byte first; check value 906E. */
    X_25(0x8408, 0xFFFF, 0xFFFF, false),
    /** The checksum of SML files of some firmware (Holley DTZ541, 1.02.007), high byte first; check value 2189. */
    KERMIT(0x8408, 0, 0, true);

    private final char[] table = new char[256];
    /** The index in the table of the entry with a high byte; each high byte occurs once, so that a step can be reversed. */
    private final byte[] byteOfHigh = new byte[256];
    private final int start;
    private final int finalXor;
    private final boolean highFirst;

    Crc16(int polynomial, int start, int finalXor, boolean highFirst) {
        this.start = start;
        this.finalXor = finalXor;
        this.highFirst = highFirst;
        for (int b = 0; b < table.length; b++) {
            int crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ polynomial : crc >>> 1;
            }
            table[b] = (char) crc;
            byteOfHigh[crc >>> 8] = (byte) b;
        }
    }

    public int of(byte[] bytes, int from, int to) {
        char[] steps = table;
        int crc = start;
        for (int at = from; at < to; at++) {
            crc = crc >>> 8 ^ steps[(crc ^ bytes[at]) & 0xFF];
        }
        return crc ^ finalXor;
    }

    /** Returns the checksum of the bytes [from, to) as on the line: the byte that is sent first is the high byte. */
    public int onLine(byte[] bytes, int from, int to) {
        int crc = of(bytes, from, to);
        return highFirst ? crc : (crc & 0xFF) << 8 | crc >>> 8;
    }

    /** Returns whether the last two bytes of [from, to) are the checksum of the bytes before. */
    public boolean proves(byte[] bytes, int from, int to) {
        return onLine(bytes, from, to - 2) == ((bytes[to - 2] & 0xFF) << 8 | bytes[to - 1] & 0xFF);
    }

    /**
     * Returns whether the bytes [from, to) end with their checksum, low byte first, if one of the lost bytes is put back anywhere.
     * Backwards the checksum that each rest needs before it, forwards the one that each beginning has.
     */
    boolean provesWithOneMore(byte[] bytes, int from, int to, byte... lost) {
        char[] needed = new char[to - from + 1];
        needed[to - from] = (char) next(next(start, (byte) (start ^ finalXor)), (byte) ((start ^ finalXor) >>> 8));
        for (int at = to - 1; at >= from; at--) {
            needed[at - from] = (char) unwound(needed[at - from + 1], bytes[at]);
        }
        int crc = start;
        for (int at = from; at < to; at++) {
            for (byte each : lost) {
                if (next(crc, each) == needed[at - from]) {
                    return true;
                }
            }
            crc = next(crc, bytes[at]);
        }
        return false;
    }

    /** Returns what begins at a position, or null. @param needed the checksum that the bytes before it need for the printed one */
    @FunctionalInterface
    interface StartMatcher<T> {
        @Nullable T match(int position, int needed);
    }

    /**
     * Runs a printed checksum backwards over the bytes [from, to), without the final XOR.
     *
     * @return what begins at the last position where it may begin; null if there is none
     */
    <T> @Nullable T findStart(byte[] bytes, int from, int to, int printed, StartMatcher<T> matcher) {
        int crc = printed;
        for (int at = to - 1; at >= from; at--) {
            crc = unwound(crc, bytes[at]);
            T start = matcher.match(at, crc);
            if (start != null) {
                return start;
            }
        }
        return null;
    }

    int next(int crc, byte b) {
        return crc >>> 8 ^ table[(crc ^ b) & 0xFF];
    }

    /** Returns the checksum of the bytes without the last byte; before the final XOR. */
    int unwound(int crc, byte last) {
        int index = byteOfHigh[crc >>> 8] & 0xFF;
        return (crc ^ table[index]) << 8 & 0xFF00 | (index ^ last) & 0xFF;
    }
}
