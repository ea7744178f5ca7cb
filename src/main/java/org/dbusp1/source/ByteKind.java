package org.dbusp1.source;

import java.util.Arrays;

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
    /** Text, but not that of a meter. */
    TEXT;

    /** Fewer bytes than this are {@link #TOO_FEW}. */
    private static final int FEW = 48;
    /** Fewer bytes than this are {@link #TOO_FEW}, even if all are equal. */
    private static final int FEW_EQUAL = 8;
    private static final double TEXT_SHARE = 0.8;

    /** Returns the look of bytes that were read as 8N1. */
    public static ByteKind of(byte[] sample) {
        if (sample.length >= FEW_EQUAL && areEqual(sample)) {
            return ALL_EQUAL;
        }
        if (sample.length < FEW) {
            return TOO_FEW;
        }
        if (countPrintable(sample, sample.length) >= TEXT_SHARE * sample.length) {
            return TEXT;
        }
        return hasHighBit(sample) ? NOISE : SEVEN_BITS;
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
