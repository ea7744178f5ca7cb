package org.dbusp1.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes in a line, and tells what stands around the marks of a P1 telegram. It takes eight bytes a step: with one
 * byte a step, a bulk decode needs a third more CPU time.
 */
final class ByteSearch {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private ByteSearch() {
    }

    /** Where a byte stands next in [from, to); {@code to} where it does not. */
    static int next(byte[] bytes, int from, int to, byte one) {
        return next(bytes, from, to, one, one);
    }

    /** Where one of two bytes stands next in [from, to); {@code to} where none does. */
    static int next(byte[] bytes, int from, int to, byte one, byte other) {
        long ones = (one & 0xFF) * LOW_BITS;
        long others = (other & 0xFF) * LOW_BITS;
        int at = from;
        for (; at <= to - 8; at += 8) {
            long eight = (long) LONG.get(bytes, at);
            long found = zeroBytes(eight ^ ones) | zeroBytes(eight ^ others);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes[at] != one && bytes[at] != other) {
            at++;
        }
        return at;
    }

    /** The high bit of the lowest zero byte is set, and none below it. */
    private static long zeroBytes(long eight) {
        return eight - LOW_BITS & ~eight & HIGH_BITS;
    }

    /** Whether no byte of [from, to) is above 0x7F. */
    static boolean allSevenBit(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** What may stand behind the checksum: a line end, or the blanks and NULs that some meters send. */
    static boolean endsLine(byte b) {
        return b == '\r' || b == '\n' || b == ' ' || b == 0;
    }

    /** Length of the line end before the mark: 2 for CR LF, 1 where a log or a meter has LF alone. */
    static int lineEndBefore(byte[] bytes, int mark) {
        return mark > 1 && bytes[mark - 1] == '\n' && bytes[mark - 2] == '\r' ? 2 : 1;
    }
}
