package org.dbusp1.output.tcp;

import java.util.Arrays;
import java.util.Optional;

/** A telegram as the port sends it: the meter's own bytes with the line end behind them. */
final class RawTelegram {
    private static final int CRC_DIGITS = 4;

    private RawTelegram() {
    }

    /**
     * @param message from the slash to the last digit of the checksum, or to the exclamation mark
     * @return empty for what is no telegram of text
     */
    static Optional<byte[]> of(byte[] message) {
        if (message.length == 0 || message[0] != '/') {
            return Optional.empty();
        }
        int end = lastMark(message);
        byte[] tail = {'\r', '\n'};
        byte[] telegram = Arrays.copyOf(message, message.length + tail.length);
        System.arraycopy(tail, 0, telegram, message.length, tail.length);
        boolean blockCheck = end < message.length && message[end] <= ' ';
        for (int i = end; i < message.length && !blockCheck; i++) {
            // Some readers take capitals only.
            telegram[i] = (byte) Character.toUpperCase(telegram[i]);
        }
        return Optional.of(telegram);
    }

    /** Returns the place of the exclamation mark, behind which the checksum begins. */
    private static int lastMark(byte[] message) {
        for (int i = message.length; i > Math.max(0, message.length - CRC_DIGITS - 1); i--) {
            if (message[i - 1] == '!') {
                return i;
            }
        }
        return message.length;
    }
}
