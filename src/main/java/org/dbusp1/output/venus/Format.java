package org.dbusp1.output.venus;

import java.util.Locale;
import org.dbusp1.meter.Unit;

/**
 * The D-Bus type of a path, which never changes, and its text, as dbus-cgwacs writes texts. Numbers of type d are held
 * as whole numbers of their last decimal, so that equal values compare as equal and a shown value is rounded once.
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
    /** Volumes; the text is that of Victron's own pulse meters. */
    CUBIC_METER("d", 6, 3, " cubic meter"),
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

    /** Each whole number up to this one is a double; beyond it a double would change the last decimal. */
    private static final long LARGEST_DOUBLE = 1L << 53;

    /** Returns the D-Bus type. */
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

    /** Returns the decimals that a number is held with. */
    int decimals() {
        return decimals;
    }

    /** Returns the number as D-Bus has it. */
    double number(long scaled) {
        return scaled / scale;
    }

    /** Returns a number in the unit of the path, rounded, as it is held. */
    long scaled(double number) {
        return Math.round(number * scale);
    }

    /**
     * Returns the number for people, with a dot whatever the locale, half rounded away from zero, no -0. Made for each
     * value of each telegram: with BigDecimal a quarter of all that the driver allocates.
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
