package org.dbusp1.decode.p1;

import org.dbusp1.meter.CosemTime;

/**
 * A number with its time, (time)(number*unit), or the other way round as Iskra prints it in Wallonia. A time is known
 * by its twelve digits without a point, also one that cannot be: its W would pass for watts; by a colon; or as the 24
 * hex digits of a COSEM date-time.
 */
final class TimedNumber {
    private static final int DIGITS_OF_TIME = 12;
    private static final int HEX_DIGITS = 2 * CosemTime.LENGTH;

    private TimedNumber() {
    }

    /** The first byte inside the group of the number. */
    static int number(byte[] bytes, int from, int to) {
        return BracketGroups.group(bytes, from, to, startsWithTime(bytes, from, to) ? 1 : 0);
    }

    /** The first byte inside the group of the time; {@code to} where there is none. */
    static int time(byte[] bytes, int from, int to) {
        return BracketGroups.group(bytes, from, to, startsWithTime(bytes, from, to) ? 0 : 1);
    }

    private static boolean startsWithTime(byte[] bytes, int from, int to) {
        int close = BracketGroups.close(bytes, from, to);
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
