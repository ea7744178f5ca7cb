package org.dbusp1.decode.sml;

import java.math.BigInteger;
import java.util.Arrays;
import org.dbusp1.meter.AXdr.Type;

/**
 * A value in a message, the bytes [from, to): its type and length have been read, and no byte is copied.
 *
 * @param type  type of the value in the bytes, null-data for an optional field that is left out. SML 1.03, 6.2, has types
 *              that other binary meters use too, but integers of any size
 * @param bytes the messages
 */
record SmlValue(Type type, byte[] bytes, int from, int to) {
    /** A field that the meter left out. */
    static final SmlValue ABSENT = new SmlValue(Type.NULL_DATA, new byte[0], 0, 0);

    boolean isNumber() {
        return type == Type.INTEGER || type == Type.UNSIGNED;
    }

    /** Returns the number of bytes of the value. */
    int size() {
        return to - from;
    }

    /** Returns whether the number, of 1 to 8 bytes, fits into a long. */
    boolean fits() {
        return isNumber() && !(type == Type.UNSIGNED && size() == Long.BYTES && bytes[from] < 0);
    }

    /** Returns the number, whose high byte comes first; a number that does not fit becomes negative. */
    long number() {
        long number = type == Type.INTEGER ? bytes[from] : bytes[from] & 0xFF;
        for (int at = from + 1; at < to; at++) {
            number = number << 8 | bytes[at] & 0xFF;
        }
        return number;
    }

    /** Returns the number, of any size. */
    BigInteger whole() {
        byte[] digits = octets();
        return type == Type.INTEGER ? new BigInteger(digits) : new BigInteger(1, digits);
    }

    /** Returns a copy of the bytes. */
    byte[] octets() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Returns the bytes of a signed number as an unsigned number. */
    SmlValue unsigned() {
        return new SmlValue(Type.UNSIGNED, bytes, from, to);
    }
}
