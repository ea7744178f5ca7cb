package org.dbusp1.base;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside safe for every output: D-Bus, MQTT, SQL, CSV, JSON and logs. The records of {@code meter} make
 * a meter's texts safe in their constructors. A control character (C0, DEL, C1) or an unpaired surrogate becomes a question
 * mark, so that different texts stay different: a damaged unit never becomes m3. Text that is too long is cut.
 */
public final class SafeText {
    /** The most UTF-16 units of a number, name, version, unit or code. The history's columns hold 64 characters. */
    public static final int IDENTIFIER_LENGTH = 64;
    /** The most UTF-16 units of a message: twice what the P1 companion standard 5.0.2, table 6-6, allows for 0-0:96.13.0. */
    public static final int MESSAGE_LENGTH = 4096;

    /** The most UTF-16 units of a text from outside in a line of the log, which has a daily limit. */
    public static final int EXCERPT_LENGTH = 200;

    /** Control characters, and unpaired surrogates. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private SafeText() {
    }

    public static String identifier(String text) {
        return clean(text, IDENTIFIER_LENGTH);
    }

    public static @Nullable String identifierOrNull(@Nullable String text) {
        return text == null ? null : identifier(text);
    }

    public static String message(String text) {
        return clean(text, MESSAGE_LENGTH);
    }

    /**
     * Returns the start of a text from outside, such as a server's answer or a file name, for a line of the log. Three
     * dots show that the text was cut.
     */
    public static String excerpt(String text) {
        return clean(text, EXCERPT_LENGTH) + (text.length() > EXCERPT_LENGTH ? "..." : "");
    }

    /** Makes a message of any length one line of the log. */
    public static String line(String text) {
        return UNSAFE.matcher(text).replaceAll("?");
    }

    /** Returns whether a character or an octet is printable ASCII: a blank, a digit, a letter or a sign. */
    public static boolean isPrintable(int character) {
        return character >= ' ' && character <= '~';
    }

    /** Returns octets [from, to) as text; null if an octet is not printable ASCII, or without octets. */
    public static @Nullable String printable(byte[] octets, int from, int to) {
        for (int at = from; at < to; at++) {
            if (!isPrintable(octets[at])) {
                return null;
            }
        }
        return from == to ? null : new String(octets, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Returns how many of the first {@code count} bytes are printable ASCII or line ends. */
    public static int countPrintable(byte[] bytes, int count) {
        int printable = 0;
        for (int i = 0; i < count; i++) {
            printable += bytes[i] >= ' ' && bytes[i] < 0x7F || bytes[i] == '\r' || bytes[i] == '\n' ? 1 : 0;
        }
        return printable;
    }

    private static String clean(String text, int longest) {
        return line(text.length() > longest ? text.substring(0, longest) : text);
    }
}
