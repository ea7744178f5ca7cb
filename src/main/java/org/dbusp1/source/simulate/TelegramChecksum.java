package org.dbusp1.source.simulate;

/** CRC-16/ARC as P1 telegrams carry it: polynomial 0x8005 reflected, start 0 (P1 companion standard 5.0.2, 6.2). */
final class TelegramChecksum {
    private static final int POLYNOMIAL = 0xA001;

    private TelegramChecksum() {
    }

    static int of(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
        }
        return crc;
    }
}
