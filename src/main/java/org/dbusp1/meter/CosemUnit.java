package org.dbusp1.meter;

import java.util.Optional;

/** Units as binary meters number them, IEC 62056-6-2 table 4. */
public final class CosemUnit {
    /** The number that means that there is no unit. */
    public static final int NONE = 255;

    private static final String[] SYMBOLS = {
        "", "a", "mo", "wk", "d", "h", "min", "s", "°", "°C", "€", "m", "m/s", "m³", "m³", "m³/h", "m³/h", "m³/d",
        "m³/d", "l", "kg", "N", "Nm", "Pa", "bar", "J", "J/h", "W", "VA", "var", "Wh", "VAh", "varh", "A", "C", "V",
        "V/m", "F", "Ω", "Ωm²/m", "Wb", "T", "A/m", "H", "Hz", "1/(Wh)", "1/(varh)", "1/(VAh)", "V²h", "A²h", "kg/s",
        "S", "K", "1/(V²h)", "1/(A²h)", "1/m³", "%", "Ah", "", "", "Wh/m³", "J/m³", "Mol%", "g/m³", "Pa s", "J/kg", "",
        "", "", "", "dBm", "dBµV", "dB",
    };

    private CosemUnit() {
    }

    /** Returns the symbol of a unit's number; empty if the standard has none. */
    public static Optional<String> symbol(int number) {
        return number > 0 && number < SYMBOLS.length && !SYMBOLS[number].isEmpty()
                ? Optional.of(SYMBOLS[number])
                : Optional.empty();
    }

    /** Returns the number of the unit in which values of a quantity are sent, before any power of ten. */
    public static int of(Unit unit) {
        return switch (unit) {
            case WATT -> 27;
            case VOLT_AMPERE -> 28;
            case VAR -> 29;
            case KILOWATT_HOUR -> 30;
            case KILOVAR_HOUR -> 32;
            case AMPERE -> 33;
            case VOLT -> 35;
            case HERTZ -> 44;
            case RATIO, COUNT -> NONE;
        };
    }
}
