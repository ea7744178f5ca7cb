package org.dbusp1.source;

import java.util.Arrays;

/** The look of bytes in which no telegram was found. */
public enum ByteKind {
    /** Too few bytes for a diagnosis: a disturbance. */
    TOO_FEW,
    /** All bytes are equal, mostly 00: the line does not change, or the meter hangs. */
    ONE_BYTE,
    /** No text: noise, an inverted line, a wrong speed, or a binary meter. */
    NOISE,
    /** Not text, but without the eighth bit: a bridge of 7 data bits before a binary meter. */
    SEVEN_BITS,
    /** Text, but not that of a meter. */
    TEXT;

    /** Fewer bytes than this are a disturbance. */
    private static final int FEW = 48;
    /** Fewer equal bytes than this are a disturbance. */
    private static final int FEW_EQUAL = 8;
    private static final double TEXT_SHARE = 0.8;

    /** Returns the diagnosis of bytes that were read as 8N1. */
    public static ByteKind of(byte[] sample) {
        if (sample.length >= FEW_EQUAL && areEqual(sample)) {
            return ONE_BYTE;
        }
        if (sample.length < FEW) {
            return TOO_FEW;
        }
        if (printable(sample, sample.length) >= TEXT_SHARE * sample.length) {
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

    /** Returns the clearer one of two diagnoses of a line: text came, whatever else came too. */
    public ByteKind or(ByteKind other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Returns how many of the first bytes are characters of text, or line ends. */
    public static int printable(byte[] bytes, int count) {
        int printable = 0;
        for (int i = 0; i < count; i++) {
            printable += bytes[i] >= ' ' && bytes[i] < 0x7F || bytes[i] == '\r' || bytes[i] == '\n' ? 1 : 0;
        }
        return printable;
    }
}
