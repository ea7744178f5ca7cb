package org.dbusp1.source;

/** The look of bytes in which no telegram was found. */
public enum LineDiagnosis {
    /** Too few bytes for a diagnosis: a disturbance. */
    TOO_FEW,
    /** No text: noise, an inverted line, a wrong speed, or a binary meter. */
    NOISE,
    /** Text, but not that of a meter. */
    TEXT;

    /** Fewer bytes than this are a disturbance. */
    private static final int FEW = 48;
    private static final double TEXT_SHARE = 0.8;

    /** Returns the diagnosis of bytes that were read as 8N1. */
    public static LineDiagnosis of(byte[] sample) {
        if (sample.length < FEW) {
            return TOO_FEW;
        }
        return printable(sample, sample.length) >= TEXT_SHARE * sample.length ? TEXT : NOISE;
    }

    /** Returns the clearer one of two diagnoses of a line: text came, whatever else came too. */
    public LineDiagnosis or(LineDiagnosis other) {
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
