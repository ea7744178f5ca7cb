package org.teavm.classlib.java.util;

/** {@code java.util.HexFormat} without delimiters, as far as the decoder uses it. */
public final class THexFormat {
    private static final THexFormat LOWER = new THexFormat("0123456789abcdef");
    private static final THexFormat UPPER = new THexFormat("0123456789ABCDEF");

    private final String digits;

    private THexFormat(String digits) {
        this.digits = digits;
    }

    public static THexFormat of() {
        return LOWER;
    }

    public THexFormat withUpperCase() {
        return UPPER;
    }

    public String formatHex(byte[] bytes) {
        return formatHex(bytes, 0, bytes.length);
    }

    public String formatHex(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(2 * (to - from));
        for (int i = from; i < to; i++) {
            text.append(toHexDigits(bytes[i]));
        }
        return text.toString();
    }

    public String toHexDigits(byte octet) {
        return "" + digits.charAt(octet >> 4 & 15) + digits.charAt(octet & 15);
    }

    public byte[] parseHex(CharSequence text) {
        byte[] bytes = new byte[text.length() / 2];
        if (text.length() % 2 != 0) {
            throw new IllegalArgumentException("an odd number of digits");
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (digit(text.charAt(2 * i)) << 4 | digit(text.charAt(2 * i + 1)));
        }
        return bytes;
    }

    private static int digit(char letter) {
        int digit = letter < 128 ? Character.digit(letter, 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("no hex digit");
        }
        return digit;
    }
}
