package org.dbusp1.line.decode;

import java.math.BigInteger;
import java.util.Arrays;
import org.dbusp1.base.SafeText;
import org.dbusp1.meter.AXdr.Type;
import org.jspecify.annotations.Nullable;

/**
 * Parses SML's type-length coding (SML 1.03, 6.2): bit 7 of a type-length byte means that another type-length byte follows,
 * bits 6 to 4 are the type, bits 3 to 0 the length, four bits of each byte, high bits first. The length includes the
 * type-length bytes; the length of a list is the number of its elements. An unknown type, or a length beyond the remaining
 * bytes, ends the parsing.
 */
public final class SmlReader {
    private static final int MORE = 0x80;
    private static final int OCTETS = 0;
    private static final int BOOLEAN = 4;
    private static final int INTEGER = 5;
    private static final int UNSIGNED = 6;
    private static final int LIST = 7;
    /** The types of values by their numbers. */
    private static final Type[] VALUES = {Type.OCTET_STRING, null, null, null, Type.BOOLEAN, Type.INTEGER, Type.UNSIGNED};
    /** Deepest nesting; known messages nest six deep. */
    private static final int DEEPEST = 10;
    /** Most type-length bytes of a field. */
    private static final int LONGEST_FIELD = 4;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int type;
    /** Bytes that follow the last type-length field; for a list the number of its elements. */
    private int length;

    public SmlReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    SmlReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    public int position() {
        return at;
    }

    public boolean ended() {
        return at == end;
    }

    public void endOfMessage() throws MalformedException {
        expect(octet() == 0);
    }

    /** Parses the start of a list; returns the number of its elements, which follow. */
    public int list() throws MalformedException {
        field();
        expect(type == LIST);
        return length;
    }

    public void list(int size) throws MalformedException {
        expect(list() == size);
    }

    /** Parses any value but a list. */
    public Value value() throws MalformedException {
        Value value = valueOrHead();
        expect(type != LIST);
        return value;
    }

    /** Parses any value, of a list only its head; returns {@code ABSENT} for that. */
    Value valueOrHead() throws MalformedException {
        field();
        if (type == LIST || length == 0) {
            return Value.ABSENT;
        }
        at += length;
        return new Value(VALUES[type], bytes, at - length, at);
    }

    /** Parses a number of 1 to 8 bytes in a range; returns {@code otherwise} if the number is omitted. */
    public int number(int least, int most, int otherwise) throws MalformedException {
        Value value = value();
        if (value.type() == Type.NULL_DATA) {
            return otherwise;
        }
        expect(value.fitsLong() && value.number() >= least && value.number() <= most);
        return (int) value.number();
    }

    /** Skips a number of values, lists with all their elements. */
    public void skip(int values) throws MalformedException {
        pass(values, 1);
    }

    private void pass(int values, int depth) throws MalformedException {
        for (int left = values; left > 0; left--) {
            field();
            if (type == LIST) {
                expect(depth <= DEEPEST);
                pass(length, depth + 1);
            } else {
                at += length;
            }
        }
    }

    /** Parses a type-length field; for all types but a list, the length is then the number of bytes that follow. */
    private void field() throws MalformedException {
        int start = at;
        int last = octet();
        type = last >> 4 & 7;
        length = last & 0x0F;
        while ((last & MORE) != 0) {
            expect(at - start < LONGEST_FIELD);
            last = octet();
            length = length << 4 | last & 0x0F;
        }
        length -= type == LIST ? 0 : at - start;
        expect(length >= 0 && length <= end - at);
        expect(switch (type) {
            case OCTETS, LIST -> true;
            case BOOLEAN -> length == 1;
            case INTEGER, UNSIGNED -> length >= 1 && length <= Long.BYTES;
            default -> false;
        });
    }

    private int octet() throws MalformedException {
        expect(!ended());
        return bytes[at++] & 0xFF;
    }

    /** @param right false ends the parsing: the following bytes cannot be trusted */
    public static void expect(boolean right) throws MalformedException {
        if (!right) {
            throw new MalformedException();
        }
    }

    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        /** Makes the exception without a stack trace, because noisy lines cause many. */
        MalformedException() {
            super(null, null, false, false);
        }
    }

    /**
     * A value in a message, the bytes [from, to) without a copy.
     *
     * @param type  null-data for an omitted optional field. INTEGER and UNSIGNED have 1 to 8 bytes here (SML 1.03, 6.2), not one
     *              byte as in the lists of other binary meters
     */
    public record Value(Type type, byte[] bytes, int from, int to) {
        /** A field that the meter omitted. */
        public static final Value ABSENT = new Value(Type.NULL_DATA, new byte[0], 0, 0);

        public boolean isNumber() {
            return type == Type.INTEGER || type == Type.UNSIGNED;
        }

        public int size() {
            return to - from;
        }

        public boolean fitsLong() {
            return isNumber() && !(type == Type.UNSIGNED && size() == Long.BYTES && bytes[from] < 0);
        }

        /** Returns the number, high byte first; a number that does not fit becomes negative. */
        public long number() {
            long number = type == Type.INTEGER ? bytes[from] : bytes[from] & 0xFF;
            for (int at = from + 1; at < to; at++) {
                number = number << 8 | bytes[at] & 0xFF;
            }
            return number;
        }

        /** Returns whether all bits of a register of 4 bytes are set: it holds no value. */
        public boolean isUnset() {
            return type == Type.UNSIGNED && size() == Integer.BYTES && number() == 0xFFFF_FFFFL;
        }

        public BigInteger bigInteger() {
            byte[] digits = octets();
            return type == Type.INTEGER ? new BigInteger(digits) : new BigInteger(1, digits);
        }

        public byte[] octets() {
            return Arrays.copyOfRange(bytes, from, to);
        }

        public @Nullable String text() {
            return SafeText.printable(bytes, from, to);
        }

        public boolean isNegativeAfterZero() {
            return size() > 1 && bytes[from] == 0 && bytes[from + 1] < 0;
        }

        public Value withoutFirst() {
            return new Value(type, bytes, from + 1, to);
        }

        public Value unsigned() {
            return new Value(Type.UNSIGNED, bytes, from, to);
        }
    }
}
