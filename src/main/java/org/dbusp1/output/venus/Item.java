package org.dbusp1.output.venus;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import org.dbusp1.dbus.MessageWriter;
import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * One path: its value, and the value that was last sent. A number is scaled as its format defines.
 */
final class Item {
    static final String INVALID_TEXT = "---";

    /** The digits of Long.MAX_VALUE. */
    private static final int LONG_DIGITS = 19;

    private final PathDefinition<?> row;
    private final ValueFormat format;
    private boolean valid;
    private long number;
    private String text = "";
    private List<String> texts = List.of();
    private boolean sentValid;
    private long sentNumber;
    private String sentText = "";
    /** True if the value is to be sent even though it has not changed. */
    private boolean isOwed;

    Item(PathDefinition<?> row) {
        this.row = row;
        this.format = row.format();
    }

    PathDefinition<?> row() {
        return row;
    }

    boolean valid() {
        return valid;
    }

    /** Sets a number, scaled as the format defines; invalid if the D-Bus type cannot hold it. */
    void set(long value) {
        valid = format.holds(value);
        number = value;
    }

    /**
     * Sets a number with decimals, at most as many as the format has for the D-Bus; invalid if the D-Bus type cannot
     * hold it. Without BigDecimal, because it runs for each fact of each telegram.
     */
    void set(long value, int decimals) {
        long scaled = value;
        for (int decimal = decimals; decimal < format.busDecimals(); decimal++) {
            if (Math.abs(scaled) > Long.MAX_VALUE / 10) {
                clear();
                return;
            }
            scaled *= 10;
        }
        set(scaled);
    }

    /**
     * Sets a number in the unit of the path, rounded to the decimals of the format; invalid if the D-Bus type cannot
     * hold it.
     */
    void set(BigDecimal value) {
        clear();
        if (value.precision() - value.scale() <= LONG_DIGITS) {
            BigInteger scaled = value.setScale(format.busDecimals(), RoundingMode.HALF_UP).unscaledValue();
            if (scaled.bitLength() < Long.SIZE) {
                set(scaled.longValue());
            }
        }
    }

    /** @param value null for Victron's "invalid" */
    void set(@Nullable String value) {
        valid = value != null;
        text = value == null ? text : value;
    }

    /** Sets a list of texts, with its text as velib_python prints a list. */
    void set(List<String> values) {
        set("['" + String.join("', '", values) + "']");
        texts = List.copyOf(values);
    }

    /** Sets Victron's "invalid". */
    void clear() {
        valid = false;
    }

    /** Returns a Long, a String or a list of texts; null if the value is invalid. */
    @Nullable Object value() {
        return !valid ? null : switch (format.busType()) {
            case "s" -> text;
            case "as" -> texts;
            default -> number;
        };
    }

    boolean changed() {
        return isOwed || valid != sentValid || valid && (number != sentNumber || !text.equals(sentText));
    }

    /**
     * Called when a client wrote a value, which the item may not keep, as the 1 of a button, or a refused one. Until the next signal the
     * screen ignores the same value: veutil, ve_qitems_dbus.cpp, VeQItemDbus::setValue.
     */
    void owe() {
        isOwed = true;
    }

    void markSent() {
        isOwed = false;
        sentValid = valid;
        sentNumber = number;
        sentText = text;
    }

    String text() {
        if (!valid) {
            return INVALID_TEXT;
        }
        return format.isNumber() ? format.busText(number) : text;
    }

    /**
     * Returns a client's value in the type of the path, a Long or a String; null for another type, and for a text of more than 255
     * characters. Victron's "invalid", an empty array, is an empty text.
     */
    @Nullable Object converted(Object argument) {
        if (format.isNumber()) {
            return argument instanceof Number given && given.doubleValue() == given.intValue() ? (long) given.intValue() : null;
        }
        if (argument instanceof Collection<?> collection && collection.isEmpty()) {
            return "";
        }
        boolean fits = argument instanceof String given && given.length() <= 255 || argument instanceof Number;
        return fits ? argument.toString() : null;
    }

    void encode(MessageWriter writer) {
        if (!valid) {
            writer.signature("ai"); // Victron's "invalid", an empty array of int32
            writer.int32(0);
            return;
        }
        writer.signature(format.busType());
        switch (format.busType()) {
            case "d" -> writer.float64(format.number(number));
            case "i" -> writer.int32((int) number);
            case "as" -> writer.strings(texts);
            default -> writer.string(text);
        }
    }

    void encodeText(MessageWriter writer) {
        writer.string(text());
    }
}
