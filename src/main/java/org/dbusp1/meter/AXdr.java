package org.dbusp1.meter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;

public sealed interface AXdr {
    Type type();

    /** Returns this value as a number; null if a quantity cannot have this value. */
    default @Nullable BigDecimal number() {
        return null;
    }

    /** Returns the text in the octets of this value, without NULs or blanks that pad the text; null without printable text. */
    default @Nullable String text() {
        return null;
    }

    default @Nullable Obis obis() {
        return null;
    }

    /** Types of values, each with its tag on the wire and its name in the standard; without those that no known meter sends. */
    enum Type {
        NULL_DATA(0x00, "null-data", 0),
        ARRAY(0x01, "array", -1),
        STRUCTURE(0x02, "structure", -1),
        BOOLEAN(0x03, "boolean", 1),
        BIT_STRING(0x04, "bit-string", -1),
        DOUBLE_LONG(0x05, "double-long", 4),
        DOUBLE_LONG_UNSIGNED(0x06, "double-long-unsigned", 4),
        OCTET_STRING(0x09, "octet-string", -1),
        VISIBLE_STRING(0x0A, "visible-string", -1),
        UTF8_STRING(0x0C, "utf8-string", -1),
        BCD(0x0D, "bcd", 1),
        INTEGER(0x0F, "integer", 1),
        LONG(0x10, "long", 2),
        UNSIGNED(0x11, "unsigned", 1),
        LONG_UNSIGNED(0x12, "long-unsigned", 2),
        LONG64(0x14, "long64", 8),
        LONG64_UNSIGNED(0x15, "long64-unsigned", 8),
        ENUM(0x16, "enum", 1),
        FLOAT32(0x17, "float32", 4),
        FLOAT64(0x18, "float64", 8),
        DATE_TIME(0x19, "date-time", 12),
        DATE(0x1A, "date", 5),
        TIME(0x1B, "time", 4),
        DONT_CARE(0xFF, "dont-care", 0);

        private static final Map<Integer, Type> BY_TAG =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Type::tag, Function.identity()));

        private final int tag;
        private final String standardName;
        private final int size;

        Type(int tag, String title, int size) {
            this.tag = tag;
            this.standardName = title;
            this.size = size;
        }

        public static @Nullable Type of(int tag) {
            return BY_TAG.get(tag);
        }

        public boolean isNumber() {
            return size > 0 && tag < DATE_TIME.tag;
        }

        /** Returns whether values of this type may be a measured quantity: no boolean, enum or bcd. */
        public boolean isPlainNumber() {
            return isNumber() && this != BOOLEAN && this != ENUM && this != BCD;
        }

        private boolean isText() {
            return this == OCTET_STRING || this == VISIBLE_STRING || this == UTF8_STRING;
        }

        public int tag() {
            return tag;
        }

        /** Returns the number of bytes of a value; -1 if a count precedes the value. */
        public int size() {
            return size;
        }

        public String standardName() {
            return standardName;
        }
    }

    /** Null data, in place of a value that the meter does not have. */
    record Nothing() implements AXdr {
        @Override
        public Type type() {
            return Type.NULL_DATA;
        }
    }

    record Group(Type type, List<AXdr> items) implements AXdr {
        public Group {
            items = List.copyOf(items);
        }
    }

    /** A whole number, an enum, a boolean (0 or 1) or a byte of bcd. */
    record Whole(Type type, long bits) implements AXdr {
        /** Returns the exact number, even if 64 unsigned bits exceed a long. */
        public BigDecimal value() {
            return type == Type.LONG64_UNSIGNED ? new BigDecimal(new BigInteger(Long.toUnsignedString(bits))) : BigDecimal.valueOf(bits);
        }

        @Override
        public @Nullable BigDecimal number() {
            return type.isPlainNumber() && !isUnset() ? value() : null;
        }

        /**
         * Whether a register of this width holds no value: all bits of an unsigned number are set, or only the sign of a signed one. A
         * single byte has no number to spare: 255 V is a voltage.
         */
        private boolean isUnset() {
            int width = type.size() * Byte.SIZE;
            return switch (type) {
                case LONG, DOUBLE_LONG, LONG64 -> bits == -1L << width - 1;
                case LONG_UNSIGNED, DOUBLE_LONG_UNSIGNED, LONG64_UNSIGNED -> bits == -1L >>> Long.SIZE - width;
                default -> false;
            };
        }
    }

    record Real(Type type, double value) implements AXdr {
        /** The fewest digits that tell the number from its neighbours of the same type. */
        @Override
        public @Nullable BigDecimal number() {
            return !Double.isFinite(value) ? null
                    : new BigDecimal(type == Type.FLOAT32 ? Float.toString((float) value) : Double.toString(value));
        }
    }

    /**
     * A string of octets, characters or bits, a date or a time, or nothing for "don't care". The bytes must not be changed.
     */
    record Bytes(Type type, byte[] bytes) implements AXdr {
        @Override
        public @Nullable String text() {
            int end = type.isText() ? bytes.length : 0;
            while (end > 0 && (bytes[end - 1] == 0 || bytes[end - 1] == ' ')) {
                end--;
            }
            String text = SafeText.printable(bytes, 0, end);
            String trimmed = text == null ? "" : text.trim();
            return trimmed.isEmpty() ? null : trimmed;
        }

        @Override
        public @Nullable Obis obis() {
            return type == Type.OCTET_STRING && bytes.length == Obis.GROUPS ? new Obis(unsigned(bytes, 0, Obis.GROUPS)) : null;
        }
    }

    /** Returns how many bytes of a length or count follow its first byte: none below 80, one or two after 81 or 82; -1 after others. */
    static int moreLengthBytes(int first) {
        return first < 0x80 ? 0 : first == 0x81 || first == 0x82 ? first - 0x80 : -1;
    }

    /** Returns the bytes [from, to) as one number without a sign, high byte first. */
    static long unsigned(byte[] bytes, int from, int to) {
        long number = 0;
        for (int at = from; at < to; at++) {
            number = number << 8 | bytes[at] & 0xFF;
        }
        return number;
    }
}
