package org.dbusp1.line.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The look of bytes in which no telegram was found. The order of the constants is that of {@link #combine}. */
public enum ByteKind {
    /** Too few bytes for a diagnosis: a disturbance. */
    TOO_FEW,
    /** All bytes are equal, mostly 00: the line does not change, or the meter hangs. */
    ALL_EQUAL,
    /** No text: noise, an inverted line, a wrong speed, or a binary meter. */
    NOISE,
    /** Not text, but without the eighth bit: a bridge to the network that reads a binary meter with 7 data bits. */
    SEVEN_BITS,
    /** Binary, and all bytes have the same parity: a line with parity whose reader drops the bytes of the other parity. */
    ONE_PARITY,
    /** Short frames of the M-Bus, {@code 10 C A checksum 16}: a meter that waits for an answer (AMIS TD-3511 in Austria). */
    REQUESTS,
    /** Text, but not that of a meter. */
    TEXT,
    /** SML as hexadecimal text. */
    SML_AS_TEXT;

    /** Fewer bytes than this are {@link #TOO_FEW}. */
    private static final int FEW = 48;
    /** Fewer bytes than this are {@link #TOO_FEW}, even if all are equal. */
    private static final int FEW_EQUAL = 8;
    /** Text of a device has nothing else; an inverted line, or one of a wrong speed, may be printable for the most part. */
    private static final double TEXT_SHARE = 0.99;
    private static final double TEXT_WITH_PARITY_SHARE = 0.7;
    /** Text of this length has line ends. */
    private static final int LONGEST_LINE = 256;
    private static final int REQUEST_BYTES = 5;
    private static final int REQUEST_START = 0x10;
    private static final int REQUEST_END = 0x16;
    /** The start of an SML file, written in hex. */
    private static final Pattern SML_IN_HEX = Pattern.compile("(?i)1B[ :]?1B[ :]?1B[ :]?1B[ :]?01[ :]?01[ :]?01[ :]?01");

    /** Returns the look of bytes that were read as 8N1. */
    public static ByteKind of(byte[] sample) {
        if (sample.length >= FEW_EQUAL && areEqual(sample)) {
            return ALL_EQUAL;
        }
        if (areRequests(sample)) {
            return REQUESTS;
        }
        if (sample.length < FEW) {
            return TOO_FEW;
        }
        int printable = countPrintable(sample, sample.length);
        if (printable >= TEXT_SHARE * sample.length) {
            return SML_IN_HEX.matcher(new String(sample, StandardCharsets.ISO_8859_1)).find() ? SML_AS_TEXT
                    : sample.length < LONGEST_LINE || hasLineEnd(sample) ? TEXT : NOISE;
        }
        return !hasHighBit(sample) ? SEVEN_BITS : haveOneParity(sample) ? ONE_PARITY : NOISE;
    }

    /** Returns whether bytes are two or more short frames of the M-Bus (EN 13757-2), the last one perhaps cut off. */
    private static boolean areRequests(byte[] bytes) {
        int at = 0;
        while (at + REQUEST_BYTES <= bytes.length) {
            if (bytes[at] != REQUEST_START || bytes[at + 4] != REQUEST_END || (byte) (bytes[at + 1] + bytes[at + 2]) != bytes[at + 3]) {
                return false;
            }
            at += REQUEST_BYTES;
        }
        return at >= 2 * REQUEST_BYTES && (at == bytes.length || bytes[at] == REQUEST_START);
    }

    private static boolean hasLineEnd(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).matches("(?s).*[\r\n].*");
    }

    /** Returns whether all bytes have one parity, and are not text of 7 bits with parity. */
    private static boolean haveOneParity(byte[] bytes) {
        byte[] sevenBits = new byte[bytes.length];
        int odd = 0;
        for (int i = 0; i < bytes.length; i++) {
            odd += Integer.bitCount(bytes[i] & 0xFF) & 1;
            sevenBits[i] = (byte) (bytes[i] & 0x7F);
        }
        return (odd == 0 || odd == bytes.length) && countPrintable(sevenBits, bytes.length) < TEXT_WITH_PARITY_SHARE * bytes.length;
    }

    private static boolean areEqual(byte[] bytes) {
        return Arrays.equals(bytes, 1, bytes.length, bytes, 0, bytes.length - 1);
    }

    private static boolean hasHighBit(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the look of a line with the looks of two of its samples, the one that is later in this enum: a sample of text
     * proves that the line carries text, whatever the other sample is.
     */
    public ByteKind combine(ByteKind other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Returns how many of the first {@code count} bytes are printable ASCII or line ends. */
    public static int countPrintable(byte[] bytes, int count) {
        int printable = 0;
        for (int i = 0; i < count; i++) {
            printable += bytes[i] >= ' ' && bytes[i] < 0x7F || bytes[i] == '\r' || bytes[i] == '\n' ? 1 : 0;
        }
        return printable;
    }
}
