package org.dbusp1.decode.p1;

import org.dbusp1.meter.CosemTime;

/**
 * The bracket groups of a register, "(a)(b)(c)", by their place; a group ends at its bracket or with the register.
 *
 * <p>A number with its time is (time)(number*unit), or the other way round as Iskra prints it in Wallonia. A time is
 * recognised by its twelve digits without a point, even if it is impossible (else its W would be read as watts), by a
 * colon, or by the 24 hex digits of a COSEM date-time.
 */
final class BracketGroups {
    private static final int DIGITS_OF_TIME = 12;
    private static final int HEX_DIGITS = 2 * CosemTime.LENGTH;

    private BracketGroups() {
    }

    /**
     * Returns the place of the first byte inside the bracket that opens at or after {@code at}; {@code to} if there is
     * none.
     */
    static int inside(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] != '(') {
            i++;
        }
        return Math.min(i + 1, to);
    }

    /** Returns the place of the closing bracket of the group in which {@code at} is. */
    static int close(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] != ')') {
            i++;
        }
        return i;
    }

    /** Returns the place of the first byte inside group n, counted from 0; {@code to} if there are fewer groups. */
    static int group(byte[] bytes, int from, int to, int n) {
        int at = inside(bytes, from, to);
        for (int i = 0; i < n && at < to; i++) {
            at = inside(bytes, close(bytes, at, to), to);
        }
        return at;
    }

    /** Returns whether the group in which {@code from} is holds an OBIS code, which has a colon. */
    static boolean holdsCode(byte[] bytes, int from, int to) {
        int close = close(bytes, from, to);
        int at = from;
        while (at < close && bytes[at] != ':') {
            at++;
        }
        return at < close;
    }

    /** Returns the place of the first byte inside the group of the number. */
    static int numberOfTimed(byte[] bytes, int from, int to) {
        return group(bytes, from, to, startsWithTime(bytes, from, to) ? 1 : 0);
    }

    /** Returns the place of the first byte inside the group of the time; {@code to} if there is none. */
    static int timeOfTimed(byte[] bytes, int from, int to) {
        return group(bytes, from, to, startsWithTime(bytes, from, to) ? 0 : 1);
    }

    private static boolean startsWithTime(byte[] bytes, int from, int to) {
        int close = close(bytes, from, to);
        int at = from + 1;
        while (at < close && bytes[at] == ' ') {
            at++;
        }
        int digits = PrintedText.behindDigits(bytes, at, close);
        if (digits - at >= DIGITS_OF_TIME) {
            return true;
        }
        int hex = digits;
        boolean colon = false;
        for (int i = digits; i < close; i++) {
            colon |= bytes[i] == ':';
            hex += Character.digit(bytes[i], 16) >= 0 ? 1 : 0;
        }
        return colon || hex == close && close - at == HEX_DIGITS;
    }
}
