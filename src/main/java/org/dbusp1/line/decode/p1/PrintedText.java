package org.dbusp1.line.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;

/** Text as meters print it: plain, or each character as two hex digits. */
final class PrintedText {
    /** Digits of the shortest number that meters print in hex of its characters; fewer digits are the number itself. */
    private static final int SHORTEST_HEX = 16;
    /** An error of Iskra's meters, in place of a value that they cannot read. */
    private static final Pattern ERROR = Pattern.compile("ER\\d\\d");

    private PrintedText() {
    }

    static String stripped(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
    }

    /** Returns the bytes as text, without blanks at both ends and without the line ends of a text broken over lines. */
    static String plain(byte[] bytes, int from, int to) {
        String text = stripped(bytes, from, to);
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 ? text : text.replace("\r", "").replace("\n", "").strip();
    }

    static @Nullable String plainOrNull(byte[] bytes, int from, int to) {
        String text = plain(bytes, from, to);
        return text.isEmpty() ? null : text;
    }

    /**
     * Returns a text decoded if every pair of digits is a printable character, else as printed, without blanks at both
     * ends. Null if no printable character remains: a Hungarian meter fills its empty message with 1024 bytes 0xFF.
     */
    static @Nullable String decoded(byte[] bytes, int from, int to) {
        String text = plain(bytes, from, to);
        String decoded = fromHex(text).strip();
        return decoded.chars().noneMatch(SafeText::isPrintable) ? null : decoded;
    }

    /**
     * Returns a number of a meter, decoded as {@link #decoded} does, except for few digits: some meters print their number plain, and
     * one in eight of these, such as 77516735, could be hex too. Null in place of a number: none, or an error.
     */
    static @Nullable String number(byte[] bytes, int from, int to) {
        String text = plain(bytes, from, to);
        String decoded = ERROR.matcher(text).matches() ? null : decoded(bytes, from, to);
        return decoded != null && text.length() < SHORTEST_HEX && text.chars().allMatch(Character::isDigit) ? text : decoded;
    }

    /**
     * Returns a version of the format; null if none is printed. Only hex of digits and blanks is decoded, since plain
     * versions are digits too.
     */
    static @Nullable String version(byte[] bytes, int from, int to) {
        String text = plain(bytes, from, to);
        String decoded = fromHex(text);
        String version = decoded.chars().allMatch(c -> c >= '0' && c <= '9' || c == ' ') ? decoded.strip() : text;
        return version.isEmpty() ? null : version;
    }

    private static String fromHex(String text) {
        if (text.length() % 2 != 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < text.length(); i += 2) {
            int high = Character.digit(text.charAt(i), 16);
            int low = Character.digit(text.charAt(i + 1), 16);
            int character = high << 4 | low;
            if (high < 0 || low < 0 || !SafeText.isPrintable(character)) {
                return text;
            }
            decoded.append((char) character);
        }
        return decoded.toString();
    }
}
