package org.dbusp1.line.source;

/**
 * Finds whether a line read as 8 data bits has 7 bits and even parity, as of DSMR 2 meters, and removes the parity bits. About
 * half of all text characters have an odd number of ones: with even parity these all have the high bit set, without parity none has.
 * Binary data and noise have bytes of both kinds and stay unchanged. 0xFF, with which Hungarian meters pad their messages, tells nothing.
 *
 * <p>A byte of wrong parity becomes {@link #SPOILT}, which no telegram of 7 bits has, so that its telegram is rejected: for meters without
 * a checksum parity is the only protection. A serial driver would drop such a byte or pass it on unnoticed. Up to {@link #HOLD} first
 * bytes are held back until a decision, and none after it.
 */
public final class ParityDetector {
    public static final byte SPOILT = (byte) 0xFF;
    public static final int HOLD = 64;

    /**
     * Bytes that tell parity from no parity (witnesses): bytes with a set high bit, and bytes of wrong parity; so many the first
     * decision needs.
     */
    private static final int FIRST_WITNESSES = 16;
    private static final byte PADDING = (byte) 0xFF;
    /** Control characters that no text of a meter has: all but NUL, SOH to ACK, HT, LF, CR and SO, a damaged slash. A bit for each. */
    private static final long BINARY_CONTROLS = 0xFFFF9980L;
    private static final int MEMORY = 64;
    /**
     * Of the last 64 witnesses so many have to agree before a decision changes; those of binary data never do. For the first decision
     * nine of ten are enough.
     */
    private static final int AGREEING = 60;

    private enum Parity { UNKNOWN, PRESENT, NONE }

    private final byte[] waiting = new byte[HOLD];
    private int waitingCount;
    private boolean holding = true;
    private Parity parity = Parity.UNKNOWN;
    /** The last witnesses, the newest in the lowest bit; 1: the byte speaks for parity. */
    private long witnesses;
    private int witnessCount;

    /** @param into another array than {@code bytes}, with room for {@link #HOLD} additional bytes @return number of bytes in it */
    public int pass(byte[] bytes, int count, byte[] into) {
        int at = 0;
        int passed = 0;
        while (holding && at < count) {
            waiting[waitingCount++] = bytes[at];
            observe(bytes[at++]);
            if (waitingCount == HOLD || parity != Parity.UNKNOWN) {
                passed = flush(into);
            }
        }
        for (; at < count; at++) {
            observe(bytes[at]);
            into[passed++] = withoutParity(bytes[at]);
        }
        return passed;
    }

    /** Passes on the bytes held back, because the line is silent; returns their number. */
    public int flush(byte[] into) {
        int passed = waitingCount;
        for (int i = 0; i < passed; i++) {
            into[i] = withoutParity(waiting[i]);
        }
        // Bytes are held back only once: short binary messages never allow a decision, and each of them would be late.
        holding &= passed == 0;
        waitingCount = 0;
        return passed;
    }

    public boolean hasParity() {
        return parity == Parity.PRESENT;
    }

    private void observe(byte received) {
        boolean high = received < 0;
        boolean right = isRight(received);
        boolean binary = (received & 0x7F) < ' ' && (BINARY_CONTROLS >>> (received & 0x7F) & 1) != 0;
        if (received == PADDING || right && !high && !binary) {
            return;
        }
        witnesses = witnesses << 1 | (right && !binary ? 1 : 0);
        witnessCount = Math.min(witnessCount + 1, MEMORY);
        int forParity = Long.bitCount(witnesses & -1L >>> MEMORY - witnessCount);
        if (parity == Parity.UNKNOWN ? witnessCount >= FIRST_WITNESSES && isClear(forParity)
                : forParity >= AGREEING || forParity <= MEMORY - AGREEING && witnessCount == MEMORY) {
            parity = forParity > witnessCount / 2 ? Parity.PRESENT : Parity.NONE;
        }
    }

    private boolean isClear(int forParity) {
        return forParity * 10 >= witnessCount * 9 || forParity * 10 <= witnessCount;
    }

    private byte withoutParity(byte received) {
        if (parity != Parity.PRESENT) {
            return received;
        }
        return isRight(received) ? (byte) (received & 0x7F) : SPOILT;
    }

    private static boolean isRight(byte received) {
        return (Integer.bitCount(received & 0xFF) & 1) == 0;
    }
}
