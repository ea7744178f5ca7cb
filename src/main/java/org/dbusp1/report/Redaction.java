package org.dbusp1.report;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which part of a text is a number of a meter, which identifies a house, and what is shown of it by default. */
enum Redaction {
    /** None. */
    NONE {
        @Override
        String shorten(String text) {
            return text;
        }
    },
    /** Somewhere in it may be a long number. */
    NUMBERS {
        @Override
        String shorten(String text) {
            return NUMBER.matcher(text).replaceAll(Redaction::ends);
        }
    },
    /** It is a number. */
    ALL {
        @Override
        String shorten(String text) {
            return WORD.matcher(text).replaceAll(Redaction::ends);
        }
    };

    private static final Pattern NUMBER = Pattern.compile("\\d{6,}");
    private static final Pattern WORD = Pattern.compile("\\S{6,}");
    /** Enough to tell a meter from the one that hung there before. */
    private static final int KEPT = 2;

    abstract String shorten(String text);

    private static String ends(MatchResult number) {
        String text = number.group();
        return text.substring(0, KEPT) + "..." + text.substring(text.length() - KEPT);
    }
}
