package org.dbusp1.fuzz;

import java.util.Random;

/** Damage that lines do to telegrams and frames. */
public final class Damage {
    private Damage() {
    }

    /** Up to eight changes of the kinds that lines make: bits flipped, bytes lost or added, pieces cut off. */
    public static byte[] to(byte[] telegram, Random random) {
        byte[] bytes = telegram.clone();
        for (int changes = 1 + random.nextInt(8); changes > 0 && bytes.length > 1; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(40)), new byte[0]);
                case 3 -> {
                    byte[] junk = new byte[1 + random.nextInt(40)];
                    random.nextBytes(junk);
                    bytes = spliced(bytes, at, at, junk);
                }
                case 4 -> bytes = spliced(bytes, at, at, new byte[] {'!', '\r', '\n', '/'});
                default -> bytes = spliced(bytes, at, bytes.length, new byte[0]);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] instead) {
        byte[] result = new byte[from + instead.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(instead, 0, result, from, instead.length);
        System.arraycopy(bytes, to, result, from + instead.length, bytes.length - to);
        return result;
    }
}
