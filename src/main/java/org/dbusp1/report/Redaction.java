package org.dbusp1.report;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The parts of a text that are numbers of meters, which identify a house, and are shortened by default. */
enum Redaction {
    /** No part. */
    NONE("(?!)"),
    /** Long numbers anywhere in the text, in digits or in bytes that are written in hex. */
    NUMBERS("\\d{6,}|([0-9a-f]{2} ){4,}[0-9a-f]{2}( \\.\\.\\.)?"),
    /** The whole text, which is a number. */
    ALL("\\S{6,}");

    /** The number of characters that are kept: enough to distinguish a meter from the one before it. */
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
