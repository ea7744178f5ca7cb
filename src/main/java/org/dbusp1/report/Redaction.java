package org.dbusp1.report;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which part of a text is a number of a meter, which identifies a house, and what is shown of it by default. */
enum Redaction {
    /** None. */
    NONE("(?!)"),
    /** Somewhere in it may be a long number, in digits or in bytes that are written in hex. */
    NUMBERS("\\d{6,}|([0-9a-f]{2} ){4,}[0-9a-f]{2}( \\.\\.\\.)?"),
    /** It is a number. */
    ALL("\\S{6,}");

    /** Enough to distinguish a meter from the one before it. */
    private static final int KEPT = 2;
    /** Four bytes in hex show the kind of a frame; the number of its meter may come soon behind them. */
    private static final int KEPT_HEX = 4 * 3;

    private final Pattern number;

    Redaction(String number) {
        this.number = Pattern.compile(number);
    }

    String shorten(String text) {
        return number.matcher(text).replaceAll(Redaction::ends);
    }

    private static String ends(MatchResult number) {
        String text = number.group();
        return text.contains(" ") ? text.substring(0, KEPT_HEX) + "..."
                : text.substring(0, KEPT) + "..." + text.substring(text.length() - KEPT);
    }
}
