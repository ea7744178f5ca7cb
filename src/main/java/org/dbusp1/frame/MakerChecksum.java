package org.dbusp1.frame;

import java.util.EnumSet;
import java.util.Set;

/**
 * The checksum of makers whose meters are reported not to use CRC-16/ARC: Holley (HLY, reported as X-25) and Wasion
 * (WSE). The telegrams tell which one it is: a checksum that holds for several different telegrams in a row, none of
 * which ARC proves, is used from then on. Used by one thread.
 */
final class MakerChecksum {
    private static final byte[] HOLLEY = Text.bytes("HLY");
    private static final byte[] WASION = Text.bytes("WSE");
    /** Telegrams for which a checksum must hold; 16 bits agree by chance once in 65,536. */
    private static final int ENOUGH = 3;

    /** CRCs of 16 bits as they are in use, all on the bytes from '/' to '!'. */
    enum Variant {
        X_25(0x8408, 0xFFFF, 0xFFFF), KERMIT(0x8408, 0, 0), MCRF4XX(0x8408, 0xFFFF, 0),
        MODBUS(0xA001, 0xFFFF, 0), USB(0xA001, 0xFFFF, 0xFFFF), MAXIM(0xA001, 0, 0xFFFF);

        /** Reflected, as bits come from the line. */
        private final int polynomial;
        private final int start;
        private final int finalXor;

        Variant(int polynomial, int start, int finalXor) {
            this.polynomial = polynomial;
            this.start = start;
            this.finalXor = finalXor;
        }

        /** The checksum of the bytes [from, to). */
        int of(byte[] bytes, int from, int to) {
            int crc = start;
            for (int at = from; at < to; at++) {
                crc ^= bytes[at] & 0xFF;
                for (int bit = 0; bit < 8; bit++) {
                    crc = (crc & 1) != 0 ? crc >>> 1 ^ polynomial : crc >>> 1;
                }
            }
            return crc ^ finalXor;
        }

        /** Whether it is what the meter printed, in either order of its two bytes. */
        private boolean holds(byte[] bytes, int from, int to, int printed) {
            int crc = of(bytes, from, to);
            return crc == printed || (crc >>> 8 | crc << 8 & 0xFF00) == printed;
        }
    }

    /** Those that have held for every telegram since the first. */
    private final Set<Variant> possible = EnumSet.allOf(Variant.class);
    private int held;
    private int lastPrinted = -1;

    /** ARC has proven a telegram: what has held before was chance. */
    void arcHeld() {
        if (held > 0 && held < ENOUGH) {
            startAnew();
        }
    }

    /**
     * Whether the telegram from the slash to the mark, both included, is proven by the checksum that its maker uses.
     */
    boolean proves(byte[] bytes, int slash, int mark, int printed) {
        if (!isConcerned(bytes, slash)) {
            return false;
        }
        Set<Variant> holding = EnumSet.noneOf(Variant.class);
        for (Variant variant : possible) {
            if (variant.holds(bytes, slash, mark + 1, printed)) {
                holding.add(variant);
            }
        }
        if (held >= ENOUGH) {
            return !holding.isEmpty();
        }
        if (holding.isEmpty()) {
            startAnew();
        } else if (printed != lastPrinted) {
            // The same telegram once more would prove nothing.
            possible.retainAll(holding);
            lastPrinted = printed;
            held++;
        }
        return held >= ENOUGH;
    }

    private void startAnew() {
        possible.addAll(EnumSet.allOf(Variant.class));
        held = 0;
        lastPrinted = -1;
    }

    private static boolean isConcerned(byte[] bytes, int slash) {
        return Text.startsWith(bytes, slash + 1, HOLLEY) || Text.startsWith(bytes, slash + 1, WASION);
    }
}
