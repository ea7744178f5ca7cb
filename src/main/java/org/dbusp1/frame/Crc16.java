package org.dbusp1.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-16/ARC, the checksum of P1 telegrams: polynomial x^16 + x^15 + x^2 + 1 reflected, start 0, no final XOR. The
 * check value of "123456789" is BB3D. It takes sixteen bytes a step: with one byte a step, a bulk decode needs a
 * quarter more CPU time.
 */
public final class Crc16 {
    private static final int POLYNOMIAL = 0xA001;
    private static final int STRIDE = 16;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** AHEAD[n * 256 + b]: what byte b makes of the checksum once n more bytes have followed it. */
    private static final char[] AHEAD = new char[STRIDE * 256];
    /** The byte that left this high byte in the table: each high byte occurs once, so a step can be taken back. */
    private static final byte[] BYTE_OF_HIGH = new byte[256];

    static {
        for (int b = 0; b < 256; b++) {
            int crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
            AHEAD[b] = (char) crc;
            BYTE_OF_HIGH[crc >>> 8] = (byte) b;
        }
        for (int i = 256; i < AHEAD.length; i++) {
            int before = AHEAD[i - 256];
            AHEAD[i] = (char) (before >>> 8 ^ AHEAD[before & 0xFF]);
        }
    }

    private Crc16() {
    }

    /** The checksum of the bytes [from, to). */
    public static int of(byte[] bytes, int from, int to) {
        int crc = 0;
        int at = from;
        for (; at <= to - STRIDE; at += STRIDE) {
            // Only the first two bytes have to wait for the checksum so far: the processor looks up the others ahead.
            long first = (long) LONG.get(bytes, at);
            long second = (long) LONG.get(bytes, at + 8);
            int ahead = ahead(13, first >>> 16) ^ ahead(12, first >>> 24) ^ ahead(11, first >>> 32)
                    ^ ahead(10, first >>> 40) ^ ahead(9, first >>> 48) ^ ahead(8, first >>> 56)
                    ^ ahead(7, second) ^ ahead(6, second >>> 8) ^ ahead(5, second >>> 16) ^ ahead(4, second >>> 24)
                    ^ ahead(3, second >>> 32) ^ ahead(2, second >>> 40) ^ ahead(1, second >>> 48)
                    ^ ahead(0, second >>> 56);
            crc = ahead ^ (ahead(15, first ^ crc) ^ ahead(14, (first ^ crc) >>> 8));
        }
        for (; at < to; at++) {
            crc = crc >>> 8 ^ AHEAD[(crc ^ bytes[at]) & 0xFF];
        }
        return crc;
    }

    /** What the lowest byte makes of the checksum once n more bytes have followed it. */
    private static int ahead(int n, long bytes) {
        return AHEAD[n * 256 + (int) (bytes & 0xFF)];
    }

    /** Takes the last byte out again: the checksum as it was before it. */
    static int before(int crc, byte last) {
        int index = BYTE_OF_HIGH[crc >>> 8] & 0xFF;
        return (crc ^ AHEAD[index]) << 8 & 0xFF00 | (index ^ last) & 0xFF;
    }
}
