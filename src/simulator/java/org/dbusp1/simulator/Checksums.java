package org.dbusp1.simulator;

/** Calculates the checksums of telegrams and link frames. */
final class Checksums {
    private static final int[] ARC_STEPS = steps(0xA001);
    private static final int[] X25_STEPS = steps(0x8408);

    private Checksums() {
    }

    /** Returns CRC-16/ARC, as in P1 telegrams: polynomial 0x8005 reflected, start 0 (P1 companion standard 5.0.2, 6.2). */
    static int arc(byte[] bytes, int length) {
        return reflected(ARC_STEPS, 0, bytes, length);
    }

    /** Returns CRC-16/X-25, as in HDLC and SML. */
    static int x25(byte[] bytes) {
        return reflected(X25_STEPS, 0xFFFF, bytes, bytes.length) ^ 0xFFFF;
    }

    private static int reflected(int[] steps, int start, byte[] bytes, int length) {
        int crc = start;
        for (int i = 0; i < length; i++) {
            crc = crc >>> 8 ^ steps[(crc ^ bytes[i]) & 0xFF];
        }
        return crc;
    }

    /** Returns what each byte does to a checksum with this reflected polynomial. */
    private static int[] steps(int polynomial) {
        int[] steps = new int[256];
        for (int each = 0; each < steps.length; each++) {
            int crc = each;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ polynomial : crc >>> 1;
            }
            steps[each] = crc;
        }
        return steps;
    }
}
