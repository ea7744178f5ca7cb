package org.dbusp1.meter;

import java.math.BigInteger;
import java.util.Optional;

/** A unit of measurement and the number of decimals with which values are stored: at least as many as any known meter prints. */
public enum Unit {
    /** Plain numbers: counters of events, the tariff in force. */
    COUNT("", 0, 255),
    /** Ratios, such as the power factor. */
    RATIO("", 3, 255),
    WATT("W", 3, 27),
    VAR("var", 3, 29),
    VOLT_AMPERE("VA", 3, 28),
    /** German D0 meters print seven decimals. */
    KILOWATT_HOUR("kWh", 7, 30),
    KILOVAR_HOUR("kvarh", 7, 32),
    VOLT("V", 3, 35),
    AMPERE("A", 3, 33),
    HERTZ("Hz", 3, 44);

    /** The number of "no unit" in IEC 62056-6-2 table 4. */
    public static final int NO_COSEM_UNIT = 255;

    /** The symbols of units by their numbers in IEC 62056-6-2 table 4. */
    private static final String[] COSEM_SYMBOLS = {
        "", "a", "mo", "wk", "d", "h", "min", "s", "°", "°C", "€", "m", "m/s", "m³", "m³", "m³/h", "m³/h", "m³/d",
        "m³/d", "l", "kg", "N", "Nm", "Pa", "bar", "J", "J/h", "W", "VA", "var", "Wh", "VAh", "varh", "A", "C", "V",
        "V/m", "F", "Ω", "Ωm²/m", "Wb", "T", "A/m", "H", "Hz", "1/(Wh)", "1/(varh)", "1/(VAh)", "V²h", "A²h", "kg/s",
        "S", "K", "1/(V²h)", "1/(A²h)", "1/m³", "%", "Ah", "", "", "Wh/m³", "J/m³", "Mol%", "g/m³", "Pa s", "J/kg", "",
        "", "", "", "dBm", "dBµV", "dB",
    };

    private final String symbol;
    private final int decimals;
    private final int cosemUnit;
    private final long scaledOne;

    Unit(String symbol, int decimals, int cosemUnit) {
        this.symbol = symbol;
        this.decimals = decimals;
        this.cosemUnit = cosemUnit;
        this.scaledOne = BigInteger.TEN.pow(decimals).longValueExact();
    }

    public String symbol() {
        return symbol;
    }

    /** Returns the number of decimals: a value v in this unit is stored as the whole number v x 10^decimals. */
    public int decimals() {
        return decimals;
    }

    /** Returns the power of ten of the unit's prefix: 3 for kWh and kvarh, which binary meters send in Wh and varh; 0 for others. */
    public int prefixExponent() {
        return this == KILOWATT_HOUR || this == KILOVAR_HOUR ? 3 : 0;
    }

    /**
     * Returns the number of the unit in which binary meters send values (IEC 62056-6-2 table 4), before any power of ten:
     * the number of Wh for kWh; {@link #NO_COSEM_UNIT} for plain numbers and ratios.
     */
    public int cosemUnit() {
        return cosemUnit;
    }

    /** Returns the symbol of a number in IEC 62056-6-2 table 4; empty if the number has no symbol. */
    public static Optional<String> cosemSymbol(int number) {
        return number > 0 && number < COSEM_SYMBOLS.length && !COSEM_SYMBOLS[number].isEmpty()
                ? Optional.of(COSEM_SYMBOLS[number]) : Optional.empty();
    }

    public long scaledOne() {
        return scaledOne;
    }
}
