package org.dbusp1.output.venus;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.dbus.MessageWriter;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

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
     * Sets a number in the unit of the path, of no more decimals than the format's; invalid if it does not fit. Without BigDecimal,
     * because it runs for each fact of each telegram.
     */
    void set(long value, int decimals) {
        long scaled = value;
        for (int decimal = decimals; decimal < format.decimals(); decimal++) {
            if (Math.abs(scaled) > Long.MAX_VALUE / 10) {
                clear();
                return;
            }
            scaled *= 10;
        }
        set(scaled);
    }

    /** Sets a number in the unit of the path, rounded to the decimals of the format; invalid if it does not fit. */
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

    /** Sets a list of texts, with its text as velib_python prints one. */
    void set(List<String> values) {
        set("['" + String.join("', '", values) + "']");
        texts = List.copyOf(values);
    }

    /** Sets Victron's "invalid". */
    void clear() {
        valid = false;
    }

    void set(Optional<String> value) {
        if (value.isPresent()) { // no lambdas: once for each text of each telegram
            set(value.get());
        } else {
            clear();
        }
    }

    /** Returns a Long, a String or a list of texts; null if the value is invalid. */
    @Nullable Object value() {
        return !valid ? null : switch (format) {
            case TEXT -> text;
            case TEXTS -> texts;
            default -> number;
        };
    }

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

    void encodeText(MessageWriter writer) {
        writer.string(text());
    }

    /**
     * The D-Bus type of a path, which never changes, and its text, as in dbus-cgwacs. Numbers of type d are held as whole numbers
     * of their last decimal, so that equal values are equal and rounding happens once.
     */
    enum Format {
        WATT("d", Unit.WATT.decimals(), 0, "W"),
        KILOWATT_HOUR("d", Unit.KILOWATT_HOUR.decimals(), 2, "kWh"),
        /** A counter that the driver increases by power between the meter's readings. */
        CALCULATED_KILOWATT_HOUR("d", Unit.KILOWATT_HOUR.decimals(), 2, "kWh (calculated)"),
        VOLT("d", Unit.VOLT.decimals(), 1, "V"),
        AMPERE("d", Unit.AMPERE.decimals(), 1, "A"),
        HERTZ("d", Unit.HERTZ.decimals(), 2, "Hz"),
        SECOND("d", 3, 1, "s"),
        RATIO("d", Unit.RATIO.decimals(), 3, ""),
        /** Volumes; the text is that of Victron's pulse meters. */
        CUBIC_METER("d", 6, 3, " cubic meter"),
        GIGAJOULE("d", 3, 3, "GJ"),
        /** A counter in whatever unit it was printed with. */
        COUNTER("d", 6, 3, ""),
        INTEGER("i", 0, 0, ""),
        HEX("i", 0, 0, ""),
        TEXT("s", 0, 0, ""),
        /** Texts, an "as". */
        TEXTS("as", 0, 0, "");

        private final String signature;
        private final int decimals;
        private final int shown;
        private final double scale;
        private final String unit;

        Format(String signature, int decimals, int shown, String unit) {
            this.signature = signature;
            this.decimals = decimals;
            this.shown = shown;
            this.scale = Math.pow(10, decimals);
            this.unit = unit;
        }

        /** The largest range of whole numbers that a double holds exactly. */
        private static final long LARGEST_DOUBLE = 1L << 53;

        String signature() {
            return signature;
        }

        /** Returns whether the D-Bus type of the path holds a number without changing it. */
        boolean holds(long scaled) {
            return switch (signature) {
                case "i" -> scaled == (int) scaled;
                case "d" -> -LARGEST_DOUBLE <= scaled && scaled <= LARGEST_DOUBLE;
                default -> false;
            };
        }

        int decimals() {
            return decimals;
        }

        double number(long scaled) {
            return scaled / scale;
        }

        /** Returns a number in the unit of the path as it is held, rounded. */
        long scaled(double number) {
            return Math.round(number * scale);
        }

        /**
         * Returns the number for people: a dot in any locale, half rounded away from zero, no -0. Without BigDecimal, because it
         * runs for each value of each telegram.
         */
        String text(long scaled) {
            if (this == HEX) {
                return "0x" + Long.toHexString(scaled).toUpperCase(Locale.ROOT);
            }
            long digits = scaled;
            for (int decimal = decimals; decimal > shown; decimal--) {
                long half = digits < 0 ? -5 : 5;
                digits = (decimal > shown + 1 ? digits : digits + half) / 10;
            }
            String whole = Long.toString(Math.abs(digits));
            StringBuilder text = new StringBuilder(whole.length() + 24).append(digits < 0 ? "-" : "")
                    .append("0".repeat(Math.max(0, shown + 1 - whole.length()))).append(whole);
            return (shown == 0 ? text : text.insert(text.length() - shown, '.')).append(unit).toString();
        }
    }
}
