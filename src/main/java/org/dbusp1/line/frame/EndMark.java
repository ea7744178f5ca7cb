package org.dbusp1.line.frame;

/**
 * The '!' that ends a telegram, with the digits of the checksum printed after it.
 *
 * @param stop    position after the last digit
 * @param printed the checksum; 0 without digits
 * @param noisy   whether the eighth bit of the mark or of a digit is set; the bit is left out
 */
public record EndMark(int at, int stop, int printed, boolean noisy) {
    static final int CRC_DIGITS = 4;

    /** Reads the mark at a position, with at most four digits before {@code end}. */
    static EndMark read(byte[] bytes, int at, int end) {
        int stop = at + 1;
        int printed = 0;
        while (stop < end && stop <= at + CRC_DIGITS && Character.digit(ByteSearch.sevenBits(bytes[stop]), 16) >= 0) {
            printed = printed << 4 | Character.digit(ByteSearch.sevenBits(bytes[stop++]), 16);
        }
        return new EndMark(at, stop, printed, !ByteSearch.allSevenBit(bytes, at, stop));
    }

    /** Returns the position of the mark that ends a telegram, with at most four bytes after it; the end of the bytes of a fragment. */
    public static int positionIn(byte[] telegram) {
        for (int at = telegram.length - 1; at >= Math.max(0, telegram.length - 1 - CRC_DIGITS); at--) {
            if (telegram[at] == '!') {
                return at;
            }
        }
        return telegram.length;
    }

    public static boolean isWithChecksum(byte[] telegram) {
        int at = positionIn(telegram);
        return at + 1 + CRC_DIGITS == telegram.length && read(telegram, at, telegram.length).hasChecksum();
    }

    int digits() {
        return stop - at - 1;
    }

    boolean hasChecksum() {
        return digits() == CRC_DIGITS && !noisy;
    }

    /** Whether the digits are zeros, as always those of an AM550 in Slovenia (amsreader-firmware, issue 956): none, unless they fit. */
    boolean isZero() {
        return hasChecksum() && printed == 0;
    }

    /** Returns whether the mark is a line of its own; the noise of an eighth bit does not count. */
    boolean isLine(ByteWindow window) {
        return ByteSearch.isLineEnd(ByteSearch.sevenBits(window.bytes()[at - 1]))
                && (stop == window.end() || ByteSearch.isLineEndOrPadding(ByteSearch.sevenBits(window.bytes()[stop])));
    }
}
