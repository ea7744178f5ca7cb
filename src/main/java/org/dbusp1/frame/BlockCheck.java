package org.dbusp1.frame;

/**
 * The block check of an answer to a request, mode C of IEC 62056-21 (6.3.13): STX behind the first line, ETX behind the
 * end mark, then the exclusive or of all bytes between STX and ETX, ETX included. It sees each single wrong bit, but
 * not two in the same column.
 */
final class BlockCheck {
    /** There is no block. */
    static final int NONE = -1;
    /** More bytes will show. */
    static final int UNKNOWN = -2;

    private static final byte STX = 2;
    private static final byte ETX = 3;

    private BlockCheck() {
    }

    /**
     * Where the block begins, behind the STX, of the telegram in [head, mark); {@link #NONE} where no STX follows the
     * first line.
     */
    static int start(byte[] bytes, int head, int mark) {
        int at = head;
        while (at < mark && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        while (at < mark && (bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        return at < mark && bytes[at] == STX ? at + 1 : NONE;
    }

    /**
     * Where the block check of the telegram with that end mark ends; {@link #NONE} where no ETX follows,
     * {@link #UNKNOWN} while it has not come.
     */
    static int end(byte[] bytes, int mark, int end) {
        int at = mark + 1;
        while (at < end && at <= mark + 2 && (bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        if (at >= end || bytes[at] == ETX && at + 1 >= end) {
            return UNKNOWN;
        }
        return bytes[at] == ETX ? at + 2 : NONE;
    }

    /** Whether the last byte of [start, end) is the check of those before it. */
    static boolean holds(byte[] bytes, int start, int end) {
        int check = 0;
        for (int at = start; at < end - 1; at++) {
            check ^= bytes[at];
        }
        return check == bytes[end - 1];
    }
}
