package org.dbusp1.output.tcp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A telegram as the port sends it: the meter's own bytes with the line end behind them. */
final class RawTelegram {
    private static final int CRC_DIGITS = 4;

    private RawTelegram() {
    }

    /**
     * @param message from the slash to the last digit of the checksum, or to the exclamation mark
     * @param addCrc  whether one without a checksum gets one
     * @return empty for what is no telegram of text
     */
    static Optional<byte[]> of(byte[] message, boolean addCrc) {
        if (message.length == 0 || message[0] != '/') {
            return Optional.empty();
        }
        int end = lastMark(message);
        boolean bare = end == message.length;
        String digits = bare && addCrc ? String.format("%04X", crc(message)) : "";
        byte[] tail = (digits + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] telegram = Arrays.copyOf(message, message.length + tail.length);
        System.arraycopy(tail, 0, telegram, message.length, tail.length);
        boolean blockCheck = !bare && message[end] <= ' ';
        for (int i = end; i < message.length && !blockCheck; i++) {
            // Some readers take capitals only.
            telegram[i] = (byte) Character.toUpperCase(telegram[i]);
        }
        return Optional.of(telegram);
    }

    /** Where the checksum begins, behind the exclamation mark. */
    private static int lastMark(byte[] message) {
        for (int i = message.length; i > Math.max(0, message.length - CRC_DIGITS - 1); i--) {
            if (message[i - 1] == '!') {
                return i;
            }
        }
        return message.length;
    }

    /** CRC-16/ARC, as DSMR 4 and later have it. */
    private static int crc(byte[] bytes) {
        int crc = 0;
        for (byte one : bytes) {
            crc ^= one & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xA001 : crc >>> 1;
            }
        }
        return crc;
    }
}
