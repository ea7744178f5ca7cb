package org.dbusp1.frame;

/**
 * CRC-16/ARC, the checksum of P1 telegrams: polynomial x^16 + x^15 + x^2 + 1 reflected, start 0, no final XOR. The
 * check value of "123456789" is BB3D.
 */
public final class Crc16 {
    private static final int POLYNOMIAL = 0xA001;
    private static final char[] TABLE = new char[256];
    /** The byte that left this high byte in the table: each high byte occurs once, so a step can be taken back. */
    private static final byte[] BYTE_OF_HIGH = new byte[256];

    static {
        for (int b = 0; b < 256; b++) {
            int crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
            TABLE[b] = (char) crc;
            BYTE_OF_HIGH[crc >>> 8] = (byte) b;
        }
    }

    private Crc16() {
    }

    /** The checksum of the bytes [from, to). */
    public static int of(byte[] bytes, int from, int to) {
        int crc = 0;
        for (int at = from; at < to; at++) {
            crc = crc >>> 8 ^ TABLE[(crc ^ bytes[at]) & 0xFF];
        }
        return crc;
    }

    /** Takes the last byte out again: the checksum as it was before it. */
    static int before(int crc, byte last) {
        int index = BYTE_OF_HIGH[crc >>> 8] & 0xFF;
        return (crc ^ TABLE[index]) << 8 & 0xFF00 | (index ^ last) & 0xFF;
    }
}
