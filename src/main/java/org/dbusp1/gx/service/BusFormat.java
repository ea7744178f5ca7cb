package org.dbusp1.gx.service;

import java.util.Locale;
import org.dbusp1.meter.Unit;
import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * The type and the text of a value on the D-Bus, as in dbus-cgwacs. A number is held as a whole number, with so many decimals:
 * <pre>
 * of                                                                  WATT  CUBIC_METER
 * Unit.decimals             a quantity, and what is held as exactly   3
 * ValueFormat.factDecimals  another fact, as it is computed           0     3
 * BusFormat.decimals        an item on the D-Bus: as many, or more    3     6
 * BusFormat.textDecimals    its text, which only is rounded           0     3
 * </pre>
 *
 * @param type         the D-Bus signature, which never changes
 * @param decimals     of the whole number, which makes equal values equal
 */
record BusFormat(String type, int decimals, int textDecimals, String unit, boolean isHex) {
    /** The largest range of whole numbers that a double holds exactly. */
    private static final long LARGEST_EXACT_INTEGER = 1L << 53;

    private static final double[] POWERS_OF_TEN = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

    static BusFormat of(ValueFormat format) {
        return switch (format) {
            case WATT -> number(Unit.WATT, 0);
            case VAR -> number(Unit.VAR, 0);
            case VOLT_AMPERE -> number(Unit.VOLT_AMPERE, 0);
            case VOLT -> number(Unit.VOLT, 1);
            case AMPERE -> number(Unit.AMPERE, 1);
            case HERTZ -> number(Unit.HERTZ, 2);
            case RATIO -> number(Unit.RATIO, 3);
            case KILOWATT_HOUR -> number(Unit.KILOWATT_HOUR, 2);
            case KILOVAR_HOUR -> number(Unit.KILOVAR_HOUR, 2);
            case USED_KILOWATT_HOUR -> number(2, 2, "kWh");
            // The text of Victron's pulse meters.
            case CUBIC_METER -> number(6, 3, " cubic meter");
            case GIGAJOULE -> number(3, 3, "GJ");
            case COUNTER -> number(6, 3, "");
            case INTEGER, TOTAL -> new BusFormat("i", 0, 0, "", false);
            case HEX -> new BusFormat("i", 0, 0, "", true);
            case TEXT, CHOICE, TIME, LIST -> new BusFormat("s", 0, 0, "", false);
            case TEXTS -> new BusFormat("as", 0, 0, "", false);
        };
    }

    private static BusFormat number(Unit unit, int textDecimals) {
        return number(unit.decimals(), textDecimals, unit.symbol());
    }

    private static BusFormat number(int decimals, int textDecimals, String unit) {
        return new BusFormat("d", decimals, textDecimals, unit, false);
    }

    /**
     * Returns a number with other decimals, at most as many as this format has; null if it is too large. Without BigDecimal, because it
     * runs for each fact of each telegram.
     */
    @Nullable Long scaled(@Nullable Long number, int fromDecimals) {
        if (number == null) {
            return null;
        }
        long scaled = number;
        for (int decimal = fromDecimals; decimal < decimals; decimal++) {
            if (Math.abs(scaled) > Long.MAX_VALUE / 10) {
                return null;
            }
            scaled *= 10;
        }
        return scaled;
    }

    /** Returns whether the D-Bus type holds a number without changing it. @param scaled with {@link #decimals} */
    boolean holds(long scaled) {
        return type.equals("i") ? scaled == (int) scaled : -LARGEST_EXACT_INTEGER <= scaled && scaled <= LARGEST_EXACT_INTEGER;
    }

    double number(long scaled) {
        return scaled / POWERS_OF_TEN[decimals];
    }

    /**
     * Returns the number for people: a dot in any locale, half rounded away from zero, no -0. Without BigDecimal, because it runs for
     * each value of each telegram.
     */
    String text(long scaled) {
        if (isHex) {
            return "0x" + Long.toHexString(scaled).toUpperCase(Locale.ROOT);
        }
        long digits = scaled;
        for (int decimal = decimals; decimal > textDecimals; decimal--) {
            long half = digits < 0 ? -5 : 5;
            digits = (decimal > textDecimals + 1 ? digits : digits + half) / 10;
        }
        String whole = Long.toString(Math.abs(digits));
        StringBuilder text = new StringBuilder(whole.length() + 24).append(digits < 0 ? "-" : "")
                .append("0".repeat(Math.max(0, textDecimals + 1 - whole.length()))).append(whole);
        return (textDecimals == 0 ? text : text.insert(text.length() - textDecimals, '.')).append(unit).toString();
    }
}
