package org.dbusp1.decode.sml;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.SafeText;

/**
 * The number of a meter in octets: text, a number by DIN 43863-5 ({@code 0A 01 45 4D 48 00 00 A1 BD 34} is
 * 1EMH0010599732), or other octets in hex, as makers print them on their meters.
 */
final class MeterNumber {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int DIN_LENGTH = 10;
    private static final int LETTERS_AT = 2;
    private static final int LETTERS = 3;
    private static final int BLOCK_AT = LETTERS_AT + LETTERS;

    private MeterNumber() {
    }

    /** Returns the number as people read it; empty if there are no octets. */
    static Optional<String> of(SmlReader.Value value) {
        if (value.type() != Type.OCTET_STRING) {
            return Optional.empty();
        }
        byte[] octets = value.octets();
        return Optional.of(text(octets).or(() -> maker(octets).map(letters -> din(octets, letters)))
                .orElseGet(() -> HEX.formatHex(octets)));
    }

    /** Returns the maker's letters in a number by DIN 43863-5. */
    static Optional<String> maker(byte[] octets) {
        if (octets.length != DIN_LENGTH || octets[0] != 0x09 && octets[0] != 0x0A || octets[1] != 0x01) {
            return Optional.empty();
        }
        return text(octets, LETTERS_AT, BLOCK_AT).filter(letters -> letters.chars().allMatch(c -> c >= 'A' && c <= 'Z'));
    }

    private static String din(byte[] octets, String letters) {
        long number = 0;
        for (int at = BLOCK_AT + 1; at < DIN_LENGTH; at++) {
            number = number << 8 | octets[at] & 0xFF;
        }
        return "1" + letters + HEX.toHexDigits(octets[BLOCK_AT]) + padded(number);
    }

    /** Returns a number with at least eight decimal digits; no meter sends a ninth, but it would not be lost. */
    private static String padded(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, 8 - digits.length())) + digits;
    }

    /** Returns the octets as text if all are printable ASCII. */
    static Optional<String> text(byte[] octets) {
        return text(octets, 0, octets.length);
    }

    private static Optional<String> text(byte[] octets, int from, int to) {
        for (int at = from; at < to; at++) {
            if (!SafeText.isPrintable(octets[at])) {
                return Optional.empty();
            }
        }
        return from == to ? Optional.empty() : Optional.of(new String(octets, from, to - from, StandardCharsets.US_ASCII));
    }
}
