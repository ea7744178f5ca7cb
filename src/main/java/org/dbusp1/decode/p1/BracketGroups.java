package org.dbusp1.decode.p1;

/** The bracket groups of a register, "(a)(b)(c)", by their place; a group ends at its bracket or with the register. */
final class BracketGroups {
    private BracketGroups() {
    }

    /** The first byte inside the bracket that opens at or after {@code at}; {@code to} where none does. */
    static int inside(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] != '(') {
            i++;
        }
        return Math.min(i + 1, to);
    }

    /** The closing bracket of the group whose inside {@code at} is in. */
    static int close(byte[] bytes, int at, int to) {
        int i = at;
        while (i < to && bytes[i] != ')') {
            i++;
        }
        return i;
    }

    /** The first byte inside group n, counted from 0; {@code to} where there are fewer. */
    static int group(byte[] bytes, int from, int to, int n) {
        int at = inside(bytes, from, to);
        for (int i = 0; i < n && at < to; i++) {
            at = inside(bytes, close(bytes, at, to), to);
        }
        return at;
    }

    /** Whether the group whose inside {@code from} is in holds an OBIS code, which has a colon. */
    static boolean holdsCode(byte[] bytes, int from, int to) {
        int close = close(bytes, from, to);
        int at = from;
        while (at < close && bytes[at] != ':') {
            at++;
        }
        return at < close;
    }
}
