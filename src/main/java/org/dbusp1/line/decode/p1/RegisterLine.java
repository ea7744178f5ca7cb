package org.dbusp1.line.decode.p1;

import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.line.decode.register.RegisterTable.Definition;
import org.dbusp1.line.frame.ByteSearch;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Obis;

/**
 * A register of a telegram: its code, and its bracket groups "(a)(b)(c)" by their positions in the telegram's bytes. A group
 * ends at its closing bracket or with the register.
 *
 * <p>A number with its time is (time)(number*unit), or the reverse, as Iskra prints it in Wallonia. A time is recognised
 * by twelve digits without a point, even if the time is impossible: otherwise the W after it, for winter time, would be read as
 * the unit watt. A time is also recognised by a colon, or by the 24 hex digits of a COSEM date-time.
 *
 * @param key      the code in {@link RegisterTable} that all codes with the same meaning share
 * @param channel  group B of the printed code
 * @param d0       whether the code is printed as in D0: with group F, or without medium and channel
 * @param isPastValue     whether group F means a value of the past
 * @param codeFrom position of the code, which ends before the brackets
 * @param from     position of the first bracket
 * @param to       end of the register: after the last bracket and any text after it in the line
 */
record RegisterLine(byte[] bytes, Obis key, Definition meaning, int channel, boolean d0, boolean isPastValue, int codeFrom, int from,
                    int to) {
    private static final int DIGITS_OF_TIME = 12;
    private static final int GROUP_C_MBUS = 24;
    private static final int GROUP_D_VALUE = 2;
    private static final int HEX_DIGITS_OF_TIME = 2 * CosemTime.LENGTH_BYTES;

    /** Returns whether the register holds a value of an M-Bus device, 0-n:24.2.x. */
    boolean isOfDevice() {
        return !isPastValue && key.a() == 0 && key.b() != 0 && key.c() == GROUP_C_MBUS && key.d() == GROUP_D_VALUE;
    }

    RegisterTable.RegisterType kind() {
        return meaning.kind();
    }

    /** Returns the position of the first byte inside group n, counted from 0; {@code to} if there are fewer groups. */
    int groupFrom(int n) {
        return groupFrom(from, n);
    }

    /** Returns the position of the first byte inside group n of the groups that open at or after a position. */
    int groupFrom(int position, int n) {
        int at = inside(position);
        for (int i = 0; i < n && at < to; i++) {
            at = inside(closingBracket(at));
        }
        return at;
    }

    private int inside(int position) {
        return Math.min(find(position, to, '(') + 1, to);
    }

    int closingBracket(int position) {
        return closingBracket(bytes, position, to);
    }

    static int closingBracket(byte[] bytes, int position, int to) {
        return ByteSearch.next(bytes, position, to, (byte) ')');
    }

    /** Returns the position of a character in [position, end); {@code end} without the character. */
    int find(int position, int end, char character) {
        return ByteSearch.next(bytes, position, end, (byte) character);
    }

    /** Returns whether the group around a position holds an OBIS code, which has a colon. */
    boolean holdsCode(int position) {
        int close = closingBracket(position);
        return find(position, close, ':') < close;
    }

    /** Returns the position of the first byte of the number: of the second group if the first is a time. */
    int numberFrom() {
        return groupFrom(startsWithTime() ? 1 : 0);
    }

    /** Returns the position of the first byte of the time; {@code to} without a second group. */
    int timeFrom() {
        return groupFrom(startsWithTime() ? 0 : 1);
    }

    private boolean startsWithTime() {
        int close = closingBracket(from);
        int at = from + 1;
        while (at < close && bytes[at] == ' ') {
            at++;
        }
        int afterDigits = ByteSearch.afterDigits(bytes, at, close);
        if (afterDigits - at >= DIGITS_OF_TIME) {
            return true;
        }
        boolean hex = true;
        boolean colon = false;
        for (int i = afterDigits; i < close; i++) {
            colon |= bytes[i] == ':';
            hex &= Character.digit(bytes[i], 16) >= 0;
        }
        return colon || hex && close - at == HEX_DIGITS_OF_TIME;
    }
}
