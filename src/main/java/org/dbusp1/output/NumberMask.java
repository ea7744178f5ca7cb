package org.dbusp1.output;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a text that are numbers of meters, which identify a house. They are shortened in what others see: the page and its
 * interfaces, and {@code check} without {@code --ids}, which owners publish when they ask for help.
 */
public enum NumberMask {
    /** Long numbers anywhere in the text, in digits or in hex bytes. */
    NUMBERS("\\d{6,}|([0-9a-f]{2} ){4,}[0-9a-f]{2}( \\.\\.\\.)?"),
    /** Each word of six or more characters, for a text that is only a number. */
    ALL("\\S{6,}");

    /** Characters that stay at each end of a number: enough to distinguish a meter from the previous one. */
    private static final int SHOWN = 2;
    /** Characters at the start of hex bytes that stay: four bytes show the kind of a frame, and the meter's number may follow soon. */
    private static final int SHOWN_HEX = 4 * 3;
    /** The fewest characters of a key that is hidden: a shorter one is no meter's number, but a name such as "house". */
    private static final int SHORTEST = 6;

    private final Pattern number;

    NumberMask(String number) {
        this.number = Pattern.compile(number);
    }

    /** Returns a text with two characters at each end of its numbers. */
    public String shorten(String text) {
        return number.matcher(text).replaceAll(NumberMask::ends);
    }

    private static String ends(MatchResult number) {
        String text = number.group();
        return text.contains(" ") ? text.substring(0, SHOWN_HEX) + "..."
                : text.substring(0, SHOWN) + "..." + text.substring(text.length() - SHOWN);
    }

    /** Returns a text such as that of a fault, which may name a topic or a file, with {@code <key>} for the meter's key. */
    public static String withoutKey(String text, @Nullable MeterKey key) {
        return key == null || key.text().length() < SHORTEST ? text : text.replace(key.text(), "<key>");
    }
}
