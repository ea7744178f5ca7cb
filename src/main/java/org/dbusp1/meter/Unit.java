package org.dbusp1.meter;

import java.math.BigInteger;

/** A unit of measurement and the number of decimals with which values are stored: more than any known meter prints. */
public enum Unit {
    /** Plain numbers: counters of events, the tariff in force. */
    COUNT("", 0),
    /** Ratios, such as the power factor. */
    RATIO("", 3),
    WATT("W", 3),
    VAR("var", 3),
    VOLT_AMPERE("VA", 3),
    /** German D0 meters print seven decimals. */
    KILOWATT_HOUR("kWh", 7),
    KILOVAR_HOUR("kvarh", 7),
    VOLT("V", 3),
    AMPERE("A", 3),
    HERTZ("Hz", 3);

    private final String symbol;
    private final int decimals;
    private final long one;

    Unit(String symbol, int decimals) {
        this.symbol = symbol;
        this.decimals = decimals;
        this.one = BigInteger.TEN.pow(decimals).longValueExact();
    }

    /** Returns the unit as printed behind a number; empty if there is none. */
    public String symbol() {
        return symbol;
    }

    /** Returns the number of decimals: a value v in this unit is stored as the whole number v x 10^decimals. */
    public int decimals() {
        return decimals;
    }

    /**
     * Returns the power of ten of the unit's prefix: 3 for kWh and kvarh, which binary meters send in Wh and varh; 0
     * for others.
     */
    public int prefix() {
        return this == KILOWATT_HOUR || this == KILOVAR_HOUR ? 3 : 0;
    }

    /** Returns the stored number of one unit: 10^decimals. */
    public long one() {
        return one;
    }
}
