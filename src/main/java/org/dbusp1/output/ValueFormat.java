package org.dbusp1.output;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The form of a value in every output, a constant for each unit and meaning: the unit for people and at the end of topics; type,
 * decimals and text on the D-Bus, as in dbus-cgwacs.
 */
public enum ValueFormat {
    // Unit, decimals of facts; decimals of the D-Bus text.
    WATT(Unit.WATT, 0, 0),
    VAR(Unit.VAR, 0, 0),
    VOLT_AMPERE(Unit.VOLT_AMPERE, 0, 0),
    VOLT(Unit.VOLT, 0, 1),
    AMPERE(Unit.AMPERE, 0, 1),
    HERTZ(Unit.HERTZ, 0, 2),
    RATIO(Unit.RATIO, 2, 3),
    /** A counter of energy. */
    KILOWATT_HOUR(Unit.KILOWATT_HOUR, 0, 2),
    KILOVAR_HOUR(Unit.KILOVAR_HOUR, 0, 2),

    // Symbol, decimals of facts; D-Bus: type, decimals, decimals of the text, unit.
    /** The energy of a day or hour, which restarts at midnight. */
    USED_KILOWATT_HOUR("kWh", 2, "d", 7, 2, "kWh"),
    SECOND("s", 3, "d", 3, 1, "s"),
    /** The volume of a day, and on the D-Bus any volume; the D-Bus text is that of Victron's pulse meters. */
    CUBIC_METER("m\u00b3", 3, "d", 6, 3, " cubic meter"),
    GIGAJOULE("GJ", 0, "d", 3, 3, "GJ"),
    /** A counter in the unit with which the meter printed it. */
    COUNTER("", 0, "d", 6, 3, ""),
    /** A whole number that rises and falls. */
    INTEGER("", 0, "i", 0, 0, ""),
    /** A count that never falls. */
    TOTAL("", 0, "i", 0, 0, ""),
    HEX("", 0, "i", 0, 0, ""),

    TEXT("s"),
    /** A word from a fixed list. */
    CHOICE("s"),
    /** A time in ISO 8601. */
    TIME("s"),
    /** An array as JSON, for which Home Assistant has no sensor. */
    LIST("s"),
    /** A list of texts on the D-Bus. */
    TEXTS("as");

    /** The largest range of whole numbers that a double holds exactly. */
    private static final long LARGEST_EXACT_INTEGER = 1L << 53;
    private static final Map<Unit, ValueFormat> BY_UNIT = new EnumMap<>(Unit.class);

    static {
        for (ValueFormat format : values()) {
            if (format.unit != null) {
                BY_UNIT.put(format.unit, format);
            }
        }
    }

    private final @Nullable Unit unit;
    private final String symbol;
    private final int factDecimals;
    private final String busType;
    private final int busDecimals;
    private final int textDecimals;
    private final String textUnit;
    private final String suffix;
    private final double scale;

    ValueFormat(Unit unit, int decimals, int textDecimals) {
        this(unit, unit.symbol(), decimals, "d", unit.decimals(), textDecimals, unit.symbol());
    }

    ValueFormat(String symbol, int decimals, String busType, int busDecimals, int textDecimals, String textUnit) {
        this(null, symbol, decimals, busType, busDecimals, textDecimals, textUnit);
    }

    ValueFormat(String busType) {
        this(null, "", 0, busType, 0, 0, "");
    }

    ValueFormat(@Nullable Unit unit, String symbol, int decimals, String busType, int busDecimals, int textDecimals, String textUnit) {
        this.unit = unit;
        this.symbol = symbol;
        this.factDecimals = decimals;
        this.busType = busType;
        this.busDecimals = busDecimals;
        this.textDecimals = textDecimals;
        this.textUnit = textUnit;
        this.suffix = symbol.toLowerCase(Locale.ROOT).replace('\u00b3', '3');
        this.scale = Math.pow(10, busDecimals);
    }

    public static ValueFormat of(Quantity quantity) {
        if (quantity.unit() == Unit.COUNT) {
            return quantity == Quantity.TARIFF ? INTEGER : TOTAL;
        }
        return Objects.requireNonNull(BY_UNIT.get(quantity.unit()));
    }

    /** False for values that are texts. */
    public boolean isNumber() {
        return busType.equals("d") || busType.equals("i");
    }

    /** The unit for people; empty without a unit. */
    public String symbol() {
        return symbol;
    }

    /** The unit at the end of topics and fields; empty without a unit. */
    String suffix() {
        return suffix;
    }

    /** The number of decimals in the whole number that a fact of this format is made of: with three, 1250 is 1.250. */
    public int factDecimals() {
        return factDecimals;
    }

    /** The D-Bus signature of a path with this format; it never changes. */
    public String busType() {
        return busType;
    }

    /**
     * The number of decimals of the whole number that holds a value for the D-Bus. A whole number makes equal values equal, and is
     * rounded only once.
     */
    public int busDecimals() {
        return busDecimals;
    }

    /**
     * Returns true if the D-Bus type holds a number without changing it.
     *
     * @param scaled with {@link #busDecimals}
     */
    public boolean holds(long scaled) {
        return switch (busType) {
            case "i" -> scaled == (int) scaled;
            case "d" -> -LARGEST_EXACT_INTEGER <= scaled && scaled <= LARGEST_EXACT_INTEGER;
            default -> false;
        };
    }

    /** @param scaled with {@link #busDecimals} */
    public double number(long scaled) {
        return scaled / scale;
    }

    /** Returns a number, rounded, with {@link #busDecimals}. */
    public long scaled(double number) {
        return Math.round(number * scale);
    }

    /**
     * Returns the number for people on the D-Bus: a dot in any locale, half rounded away from zero, no -0. Without BigDecimal, because
     * it runs for each value of each telegram.
     *
     * @param scaled with {@link #busDecimals}
     */
    public String busText(long scaled) {
        if (this == HEX) {
            return "0x" + Long.toHexString(scaled).toUpperCase(Locale.ROOT);
        }
        long digits = scaled;
        for (int decimal = busDecimals; decimal > textDecimals; decimal--) {
            long half = digits < 0 ? -5 : 5;
            digits = (decimal > textDecimals + 1 ? digits : digits + half) / 10;
        }
        String whole = Long.toString(Math.abs(digits));
        StringBuilder text = new StringBuilder(whole.length() + 24).append(digits < 0 ? "-" : "")
                .append("0".repeat(Math.max(0, textDecimals + 1 - whole.length()))).append(whole);
        return (textDecimals == 0 ? text : text.insert(text.length() - textDecimals, '.')).append(textUnit).toString();
    }
}
