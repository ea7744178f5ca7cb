package org.dbusp1.gx.service;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dbusp1.gx.dbus.MessageWriter;
import org.jspecify.annotations.Nullable;

/** One path: its value, and the value that was last sent. */
final class Item {
    static final String INVALID_TEXT = "---";

    private static final int LONG_DIGITS = 19;

    /** In place of the value that was sent last: equals no value. */
    private static final Object TO_BE_SENT_AGAIN = new Object();

    private final PathDefinition<?> row;
    private final BusFormat format;
    /** A Long scaled as the format defines, a String or a list of texts; null if unknown. */
    private @Nullable Object value;
    private @Nullable Object sent;

    Item(PathDefinition<?> row) {
        this.row = row;
        this.format = BusFormat.of(row.format());
    }

    PathDefinition<?> row() {
        return row;
    }

    /**
     * Sets the value; a number that the D-Bus type cannot hold is unknown.
     *
     * @param given a Long scaled as the format defines, a BigDecimal in the unit of the path, which is rounded to the decimals of the
     * format, a String or a list of texts; null if unknown
     */
    void set(@Nullable Object given) {
        if (given == null || !row.format().isNumber()) {
            value = given;
        } else {
            Long number = given instanceof BigDecimal exact ? scaled(exact) : (Long) given;
            value = number != null && format.holds(number) ? number : null;
        }
    }

    private @Nullable Long scaled(BigDecimal exact) {
        if (exact.precision() - exact.scale() > LONG_DIGITS) {
            return null;
        }
        BigInteger scaled = exact.setScale(format.decimals(), RoundingMode.HALF_UP).unscaledValue();
        return scaled.bitLength() < Long.SIZE ? scaled.longValue() : null;
    }

    @Nullable Object value() {
        return value;
    }

    boolean changed() {
        return !Objects.equals(value, sent);
    }

    void markSent() {
        sent = value;
    }

    /**
     * Makes the value part of the next signal even if it does not change. A client wrote another value, which the item may not keep, as
     * the 1 of a button, or a refused one; until the next signal the screen ignores the same value: veutil, ve_qitems_dbus.cpp,
     * VeQItemDbus::setValue.
     */
    void sendAgain() {
        sent = TO_BE_SENT_AGAIN;
    }

    String text() {
        if (value == null) {
            return INVALID_TEXT;
        }
        if (value instanceof Long number) {
            return format.text(number);
        }
        return value instanceof List<?> texts ? listText(texts) : value.toString();
    }

    /** As velib_python prints a list. */
    private static String listText(List<?> texts) {
        return texts.stream().map(Object::toString).collect(Collectors.joining("', '", "['", "']"));
    }

    /**
     * Returns a client's value in the type of the path, a Long or a String; null for another type, and for a text of more than 255
     * characters. Victron's "invalid", an empty array, is an empty text.
     */
    @Nullable Object converted(Object argument) {
        if (row.format().isNumber()) {
            return argument instanceof Number given && given.doubleValue() == given.intValue() ? (long) given.intValue() : null;
        }
        if (argument instanceof Collection<?> collection && collection.isEmpty()) {
            return "";
        }
        boolean fits = argument instanceof String given && given.length() <= 255 || argument instanceof Number;
        return fits ? argument.toString() : null;
    }

    void encode(MessageWriter writer) {
        if (value == null) {
            writer.signature("ai"); // Victron's "invalid", an empty array of int32
            writer.int32(0);
            return;
        }
        writer.signature(format.type());
        if (value instanceof Long number && format.type().equals("d")) {
            writer.float64(format.number(number));
        } else if (value instanceof Long number) {
            writer.int32(number.intValue());
        } else if (value instanceof List<?> texts) {
            writer.strings(texts.stream().map(Object::toString).toList());
        } else {
            writer.string(value.toString());
        }
    }

    void encodeText(MessageWriter writer) {
        writer.string(text());
    }
}
