package org.dbusp1.line.decode.sml;

import java.util.HexFormat;
import org.dbusp1.base.SafeText;
import org.dbusp1.line.decode.SmlReader;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.jspecify.annotations.Nullable;

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

    /** Returns the number as printed on meters; null if the value is no octet string. */
    static @Nullable String of(SmlReader.Value value) {
        if (value.type() != Type.OCTET_STRING) {
            return null;
        }
        byte[] octets = value.octets();
        String text = value.text();
        String letters = maker(octets);
        return text != null ? text : letters != null ? din(octets, letters) : HEX.formatHex(octets);
    }

    /** Returns the maker's letters in a number by DIN 43863-5; null in any other number. */
    static @Nullable String maker(byte[] octets) {
        if (octets.length != DIN_LENGTH || octets[0] != 0x09 && octets[0] != 0x0A || octets[1] != 0x01) {
            return null;
        }
        String letters = SafeText.printable(octets, LETTERS_AT, BLOCK_AT);
        return letters != null && letters.chars().allMatch(c -> c >= 'A' && c <= 'Z') ? letters : null;
    }

    private static String din(byte[] octets, String letters) {
        String digits = Long.toString(AXdr.unsigned(octets, BLOCK_AT + 1, DIN_LENGTH));
        return "1" + letters + HEX.toHexDigits(octets[BLOCK_AT]) + "0".repeat(Math.max(0, 8 - digits.length())) + digits;
    }
}
