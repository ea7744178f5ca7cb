package org.dbusp1.source;

/**
 * Takes the parity bit off a line of 7 data bits and parity that is read as 8 data bits. Reading it so shows every
 * byte of wrong parity, which a serial driver would drop or pass on unnoticed; for meters without a checksum parity
 * is the only protection there is.
 *
 * <p>A byte of wrong parity becomes {@link #SPOILT}, which stands in no telegram of 7 bits and so spoils the one it
 * is in. Where the bytes come without parity bits although the line has them (a pty, a network bridge that strips
 * them), their evidence outweighs the setting: a clean line shows bytes that no parity line has, and the other way
 * round, about every second byte. While the evidence turns, bytes are spoilt rather than believed.
 *
 * <p>Used by one thread.
 */
public final class ParityStripper {
    /** What a byte of wrong parity becomes. */
    public static final byte SPOILT = (byte) 0xFF;

    /** Bytes of evidence that are remembered: a burst of noise does not turn the verdict. */
    private static final int MEMORY = 16;

    private final int odd;
    /** Above 0: parity bits are there. Below 0: they are not. */
    private int evidence;

    public ParityStripper(LineSettings.Parity parity) {
        odd = switch (parity) {
            case EVEN -> 0;
            case ODD -> 1;
            case NONE -> throw new IllegalArgumentException("no parity to strip");
        };
    }

    /** Strips bytes [from, to) in place. */
    public void strip(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            bytes[i] = strip(bytes[i] & 0xFF);
        }
    }

    private byte strip(int received) {
        boolean right = (Integer.bitCount(received) & 1) == odd;
        boolean high = received >= 0x80;
        if (right == high) {
            evidence = high ? Math.min(evidence + 1, MEMORY) : Math.max(evidence - 1, -MEMORY);
        }
        boolean believed = right ? !high || evidence > 0 : !high && evidence < 0;
        return believed ? (byte) (received & 0x7F) : SPOILT;
    }
}
