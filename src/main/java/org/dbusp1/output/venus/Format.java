package org.dbusp1.output.venus;

import java.nio.charset.StandardCharsets;
import org.dbusp1.meter.Unit;

/**
 * The D-Bus type of a path, which never changes, and its text, as dbus-cgwacs writes texts. Numbers of type d are
 * held as whole numbers of their last decimal, so that what is equal is equal and what is shown is rounded once.
 */
enum Format {
    WATT('d', Unit.WATT.decimals(), 0, "W"),
    KILOWATT_HOUR('d', Unit.KILOWATT_HOUR.decimals(), 2, "kWh"),
    /** Of a counter that runs on between the meter's readings. */
    CALCULATED_KILOWATT_HOUR('d', Unit.KILOWATT_HOUR.decimals(), 2, "kWh (calculated)"),
    VOLT('d', Unit.VOLT.decimals(), 1, "V"),
    AMPERE('d', Unit.AMPERE.decimals(), 1, "A"),
    HERTZ('d', Unit.HERTZ.decimals(), 2, "Hz"),
    RATIO('d', Unit.RATIO.decimals(), 3, ""),
    /** Volumes; the text is that of Victron's own pulse meters. */
    CUBIC_METER('d', 6, 3, " cubic meter"),
    /** A counter in whatever unit it was printed with. */
    COUNTER('d', 6, 3, ""),
    INTEGER('i', 0, 0, ""),
    HEX('i', 0, 0, ""),
    TEXT('s', 0, 0, ""),
    /** Texts, an "as". */
    TEXTS('a', 0, 0, "");

    /** The most bytes that a number's text can have: 19 digits, sign, dot, zeros and unit. */
    static final int LONGEST = 48;

    private final char type;
    private final byte[] signature;
    private final int held;
    private final int shown;
    private final double scale;
    private final long divisor;
    private final byte[] unit;

    Format(char type, int held, int shown, String unit) {
        this.type = type;
        this.signature = type == 'a' ? new byte[] {'a', 's'} : new byte[] {(byte) type};
        this.held = held;
        this.shown = shown;
        this.scale = powerOfTen(held);
        this.divisor = powerOfTen(held - shown);
        this.unit = unit.getBytes(StandardCharsets.US_ASCII);
    }

    /** Each whole number up to this one is a double; beyond it a double would change the last decimal. */
    private static final long LARGEST_DOUBLE = 1L << 53;

    private static long powerOfTen(int exponent) {
        return exponent == 0 ? 1 : 10 * powerOfTen(exponent - 1);
    }

    char type() {
        return type;
    }

    byte[] signature() {
        return signature;
    }

    /** Returns whether the D-Bus type of the path holds a number without changing it. */
    boolean holds(long scaled) {
        return switch (type) {
            case 'i' -> scaled == (int) scaled;
            case 'd' -> -LARGEST_DOUBLE <= scaled && scaled <= LARGEST_DOUBLE;
            default -> false;
        };
    }

    /** Decimals that a number is held with. */
    int decimals() {
        return held;
    }

    /** The number as D-Bus has it. */
    double number(long scaled) {
        return scaled / scale;
    }

    /** The number for people, with a dot whatever the locale, half rounded away from zero, no -0. */
    String text(long scaled) {
        byte[] bytes = new byte[LONGEST];
        return new String(bytes, 0, write(scaled, bytes, 0), StandardCharsets.US_ASCII);
    }

    /**
     * Writes that text.
     *
     * @return where it ends
     */
    int write(long scaled, byte[] into, int from) {
        long digits = (Math.abs(scaled) + divisor / 2) / divisor;
        int at = from;
        if (scaled < 0 && digits != 0) {
            into[at++] = '-';
        }
        int radix = 10;
        if (this == HEX) {
            into[at++] = '0';
            into[at++] = 'x';
            radix = 16;
        }
        int length = 1;
        for (long rest = digits / radix; rest != 0; rest /= radix) {
            length++;
        }
        int end = at + Math.max(length, shown + 1) + (shown > 0 ? 1 : 0);
        int dot = shown > 0 ? end - shown - 1 : -1;
        for (int i = end - 1; i >= at; i--) {
            if (i == dot) {
                into[i] = '.';
            } else {
                int digit = (int) (digits % radix);
                into[i] = (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
                digits /= radix;
            }
        }
        System.arraycopy(unit, 0, into, end, unit.length);
        return end + unit.length;
    }
}
