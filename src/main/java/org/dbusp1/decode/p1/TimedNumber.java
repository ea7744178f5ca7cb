package org.dbusp1.decode.p1;

/**
 * A number with its time, (time)(number*unit), or the other way round as Iskra prints it in Wallonia. A time is known by its
 * twelve digits without a point, also one that cannot be: its W would pass for watts.
 */
final class TimedNumber {
    private static final int DIGITS_OF_TIME = 12;

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
        int at = from + 1;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at - from - 1 >= DIGITS_OF_TIME;
    }
}
