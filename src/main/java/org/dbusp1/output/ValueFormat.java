package org.dbusp1.output;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/**
 * What a value is: its unit and meaning. Each output has a table with the form that such a value has in it: type and text on the D-Bus
 * ({@code BusFormat}), classes of Home Assistant ({@code SensorClass}), units of metrics ({@code Metric}).
 */
public enum ValueFormat {
    WATT(Unit.WATT),
    VAR(Unit.VAR),
    VOLT_AMPERE(Unit.VOLT_AMPERE),
    VOLT(Unit.VOLT),
    AMPERE(Unit.AMPERE),
    HERTZ(Unit.HERTZ),
    RATIO("", 2),
    /** A counter of energy. */
    KILOWATT_HOUR(Unit.KILOWATT_HOUR),
    KILOVAR_HOUR(Unit.KILOVAR_HOUR),
    /** The energy of a day or hour, which restarts at midnight. */
    USED_KILOWATT_HOUR("kWh", 2),
    /** The volume of a day, and on the D-Bus any volume. */
    CUBIC_METER("m\u00b3", 3),
    GIGAJOULE("GJ", 0),
    /** A counter in the unit with which the meter printed it. */
    COUNTER("", 0),
    /** A whole number that rises and falls. */
    INTEGER("", 0),
    /** A count that never falls. */
    TOTAL("", 0),
    HEX("", 0),

    TEXT("", 0),
    /** A word from a fixed list. */
    CHOICE("", 0),
    /** A time in ISO 8601. */
    TIME("", 0),
    /** An array as JSON, for which Home Assistant has no sensor. */
    LIST("", 0),
    /** A list of texts on the D-Bus. */
    TEXTS("", 0);

    private static final Map<Unit, ValueFormat> BY_UNIT = new EnumMap<>(Map.of(Unit.WATT, WATT, Unit.VAR, VAR,
            Unit.VOLT_AMPERE, VOLT_AMPERE, Unit.VOLT, VOLT, Unit.AMPERE, AMPERE, Unit.HERTZ, HERTZ, Unit.RATIO, RATIO,
            Unit.KILOWATT_HOUR, KILOWATT_HOUR, Unit.KILOVAR_HOUR, KILOVAR_HOUR));

    private final String symbol;
    private final int factDecimals;

    ValueFormat(Unit unit) {
        this(unit.symbol(), 0);
    }

    ValueFormat(String symbol, int factDecimals) {
        this.symbol = symbol;
        this.factDecimals = factDecimals;
    }

    public static ValueFormat of(Quantity quantity) {
        if (quantity.unit() == Unit.COUNT) {
            return quantity == Quantity.TARIFF ? INTEGER : TOTAL;
        }
        return Objects.requireNonNull(BY_UNIT.get(quantity.unit()));
    }

    public boolean isNumber() {
        return switch (this) {
            case TEXT, CHOICE, TIME, LIST, TEXTS -> false;
            case WATT, VAR, VOLT_AMPERE, VOLT, AMPERE, HERTZ, RATIO, KILOWATT_HOUR, KILOVAR_HOUR, USED_KILOWATT_HOUR, CUBIC_METER,
                    GIGAJOULE, COUNTER, INTEGER, TOTAL, HEX -> true;
        };
    }

    /** The unit for people; empty without a unit. */
    public String symbol() {
        return symbol;
    }

    /** The unit at the end of topics and fields; empty without a unit. */
    String suffix() {
        return symbol.toLowerCase(Locale.ROOT).replace('\u00b3', '3');
    }

    /** The number of decimals in the whole number that a fact of this format is made of: with three, 1250 is 1.250. */
    public int factDecimals() {
        return factDecimals;
    }
}
