package org.dbusp1.frame;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * The checksum of makers whose meters are reported not to use CRC-16/ARC: Holley (HLY, reported as X-25) and Wasion
 * (WSE). The telegrams show which checksum a meter uses: one that matches several different telegrams in a row that ARC
 * does not match is used from then on. Used by one thread.
 */
final class MakerChecksum {
    private static final Set<String> MAKERS = Set.of("HLY", "WSE");
    /** Number of telegrams that a checksum must match; 16 bits agree by chance once in 65,536. */
    private static final int ENOUGH = 3;

    /** All checksums but that of the standard, on the bytes from '/' to '!'. */
    private static final Set<Crc16> OTHERS = EnumSet.complementOf(EnumSet.of(Crc16.ARC));

    /** The checksums that have matched every telegram since the first. */
    private final Set<Crc16> possible = EnumSet.copyOf(OTHERS);
    private int held;
    private int lastPrinted = -1;

    /** Takes note that ARC has proven a telegram: another checksum that matched before did so by chance. */
    void arcHeld() {
        if (held > 0 && held < ENOUGH) {
            startAnew();
        }
    }

    /**
     * Returns whether the telegram from the slash to the mark, both included, is proven by the checksum that its maker
     * uses.
     */
    boolean proves(byte[] bytes, int slash, int mark, int printed) {
        if (!MAKERS.contains(new String(bytes, slash + 1, TelegramStartFinder.MAKER, StandardCharsets.ISO_8859_1))) {
            return false;
        }
        Set<Crc16> holding = EnumSet.noneOf(Crc16.class);
        for (Crc16 other : possible) {
            int crc = other.of(bytes, slash, mark + 1);
            // Some meters print the two bytes in the other order.
            if (crc == printed || (crc >>> 8 | crc << 8 & 0xFF00) == printed) {
                holding.add(other);
            }
        }
        if (held >= ENOUGH) {
            return !holding.isEmpty();
        }
        if (holding.isEmpty()) {
            startAnew();
        } else if (printed != lastPrinted) {
            // A repeated telegram would prove nothing.
            possible.retainAll(holding);
            lastPrinted = printed;
            held++;
        }
        return held >= ENOUGH;
    }

    private void startAnew() {
        possible.addAll(OTHERS);
        held = 0;
        lastPrinted = -1;
    }
}
