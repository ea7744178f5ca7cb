package org.dbusp1.frame;

/**
 * CRC-16/X-25, the check sequences of HDLC (ISO 13239) and SML: polynomial 0x1021 reflected, start and final XOR FFFF,
 * on the wire the low byte first. The check value of "123456789" is 906E.
 */
public final class CrcX25 {
    private static final int POLYNOMIAL = 0x8408;
    /** What the register holds, without the final XOR, after bytes and their right check sequence. */
    private static final int RESIDUE = 0xF0B8;
    private static final char[] TABLE = new char[256];

    static {
        for (int b = 0; b < 256; b++) {
            int crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
            TABLE[b] = (char) crc;
        }
    }

    private CrcX25() {
    }

    /** The check sequence of [from, to) as a number. */
    public static int of(byte[] bytes, int from, int to) {
        return register(0xFFFF, bytes, from, to) ^ 0xFFFF;
    }

    /**
     * CRC-16/Kermit of [from, to), the same polynomial with start 0 and without the final XOR: the check value of
     * "123456789" is 2189. Some firmware of Holley meters has it in SML messages (libsml, sml_message.c).
     */
    public static int kermit(byte[] bytes, int from, int to) {
        return register(0, bytes, from, to);
    }

    /** Whether the last two bytes of [from, to) are the check sequence of those before them. */
    static boolean proves(byte[] bytes, int from, int to) {
        return register(0xFFFF, bytes, from, to) == RESIDUE;
    }

    private static int register(int start, byte[] bytes, int from, int to) {
        int crc = start;
        for (int at = from; at < to; at++) {
            crc = crc >>> 8 ^ TABLE[(crc ^ bytes[at]) & 0xFF];
        }
        return crc;
    }
}
