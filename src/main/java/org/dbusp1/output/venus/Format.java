package org.dbusp1.output.venus;

import java.util.Locale;
import org.dbusp1.meter.Unit;

/**
 * The D-Bus type of a path, which never changes, and how its text looks (venus.md 1.5 and 1.6). Numbers of type d are
 * held as whole numbers of their last decimal, so that what is equal is equal and what is shown is rounded once.
 */
enum Format {
    WATT("d", Unit.WATT.decimals(), 0, "W"),
    KILOWATT_HOUR("d", Unit.KILOWATT_HOUR.decimals(), 2, "kWh"),
    VOLT("d", Unit.VOLT.decimals(), 1, "V"),
    AMPERE("d", Unit.AMPERE.decimals(), 1, "A"),
    HERTZ("d", Unit.HERTZ.decimals(), 2, "Hz"),
    RATIO("d", Unit.RATIO.decimals(), 3, ""),
    /** Volumes; the text is that of Victron's own pulse meters. */
    CUBIC_METER("d", 6, 3, " cubic meter"),
    /** A counter in whatever unit it was printed with. */
    COUNTER("d", 6, 3, ""),
    INTEGER("i", 0, 0, ""),
    HEX("i", 0, 0, ""),
    TEXT("s", 0, 0, "");

    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    private final String signature;
    private final int held;
    private final int shown;
    private final String unit;

    Format(String signature, int held, int shown, String unit) {
        this.signature = signature;
        this.held = held;
        this.shown = shown;
        this.unit = unit;
    }

    String signature() {
        return signature;
    }

    /** Decimals that a number is held with. */
    int decimals() {
        return held;
    }

    /** The number as D-Bus has it. */
    double number(long scaled) {
        return scaled / (double) POWERS_OF_TEN[held];
    }

    /** The number for people, with a dot whatever the locale, half rounded away from zero, no -0. */
    String text(long scaled) {
        if (this == HEX) {
            return "0x" + Long.toHexString(scaled).toUpperCase(Locale.ROOT);
        }
        long divisor = POWERS_OF_TEN[held - shown];
        long rounded = (Math.abs(scaled) + divisor / 2) / divisor;
        String digits = Long.toString(rounded);
        StringBuilder text = new StringBuilder(digits.length() + unit.length() + 4);
        text.append(scaled < 0 && rounded != 0 ? "-" : "");
        if (shown > 0) {
            int leading = Math.max(0, shown + 1 - digits.length());
            text.append("0".repeat(leading)).append(digits).insert(text.length() - shown, '.');
        } else {
            text.append(digits);
        }
        return text.append(unit).toString();
    }

}
