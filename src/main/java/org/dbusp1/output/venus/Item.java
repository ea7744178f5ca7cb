package org.dbusp1.output.venus;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.dbusp1.dbus.MessageWriter;

/**
 * One path: its value, and the value that was last sent. A number is scaled as its format defines.
 */
final class Item {
    static final String INVALID_TEXT = "---";

    /** The most digits of a long. */
    private static final int LONG_DIGITS = 19;

    private final PathDefinition<?> row;
    private final Format format;
    private boolean valid;
    private long number;
    private String text = "";
    private List<String> texts = List.of();
    private boolean sentValid;
    private long sentNumber;
    private String sentText = "";

    /** Makes an item that is invalid until it is set. */
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

    /** Sets a number, scaled as the format defines; invalid where the D-Bus type cannot hold it. */
    void set(long value) {
        valid = format.holds(value);
        number = value;
    }

    /** Sets a number in the unit of the path, rounded to the decimals of the format; invalid where it does not fit. */
    void set(BigDecimal value) {
        clear();
        if (value.precision() - value.scale() <= LONG_DIGITS) {
            BigInteger scaled = value.setScale(format.decimals(), RoundingMode.HALF_UP).unscaledValue();
            if (scaled.bitLength() < Long.SIZE) {
                set(scaled.longValue());
            }
        }
    }

    void set(String value) {
        valid = true;
        text = value;
    }

    /** Sets a list of texts; its text is the list as velib_python prints one. */
    void set(List<String> values) {
        set("['" + String.join("', '", values) + "']");
        texts = List.copyOf(values);
    }

    /** Sets Victron's "invalid". */
    void clear() {
        valid = false;
    }

    /** Sets a text, or clears the item where the text is absent. */
    void set(Optional<String> value) {
        if (value.isPresent()) { // no lambdas: once for each text of each telegram
            set(value.get());
        } else {
            clear();
        }
    }

    /** Returns a Long, a String or a list of texts; empty where the value is invalid. */
    Optional<?> value() {
        return !valid ? Optional.empty() : Optional.of(switch (format) {
            case TEXT -> text;
            case TEXTS -> texts;
            default -> number;
        });
    }

    /** Returns whether the value differs from the one that was last sent. */
    boolean changed() {
        return valid != sentValid || valid && (number != sentNumber || !text.equals(sentText));
    }

    void markSent() {
        sentValid = valid;
        sentNumber = number;
        sentText = text;
    }

    String text() {
        if (!valid) {
            return INVALID_TEXT;
        }
        return format == Format.TEXT || format == Format.TEXTS ? text : format.text(number);
    }

    /** Writes the value as a variant. */
    void encode(MessageWriter writer) {
        if (!valid) {
            writer.signature("ai"); // Victron's "invalid", an empty array of int32
            writer.int32(0);
            return;
        }
        writer.signature(format.signature());
        switch (format.signature()) {
            case "d" -> writer.float64(format.number(number));
            case "i" -> writer.int32((int) number);
            case "as" -> writer.strings(texts);
            default -> writer.string(text);
        }
    }

    /** Writes the text as a string. */
    void encodeText(MessageWriter writer) {
        writer.string(text());
    }
}
