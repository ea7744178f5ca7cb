package org.dbusp1.line.decode.p1;

import java.math.BigDecimal;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Parses a printed number with its unit, "00.866*kW", and scales it to a quantity. Digits, decimals and prefixes differ
 * between meters, so there is no fixed format. An object parses many numbers, on one thread; its fields are those of the
 * last number.
 */
final class NumberReader {
    private static final int MAX_EXPONENT = 18;
    /** No meter prints more decimals, and outputs would have to print them all. */
    private static final int MOST_DECIMALS = 21;
    private static final long[] POWERS_OF_TEN = new long[MAX_EXPONENT + 1];
    private static final long ROOM_FOR_A_DIGIT = (Long.MAX_VALUE - 9) / 10;

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i <= MAX_EXPONENT; i++) {
            POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
        }
    }

    /** The number without its point, with its sign. */
    private long unscaled;
    private int decimals;
    private boolean signPrinted;
    private int unitFrom;
    private int unitTo;
    private long scaled;

    /** As {@link #readNumber(byte[], int, int)}, and scales it. @return whether it is in the quantity's unit and fits into a long */
    boolean read(byte[] bytes, int from, int to, Quantity quantity) {
        return readNumber(bytes, from, to) && scale(bytes, quantity);
    }

    boolean read(RegisterLine line, int from, Quantity quantity) {
        return read(line.bytes(), from, line.to(), quantity);
    }

    boolean readNumber(RegisterLine line, int from) {
        return readNumber(line.bytes(), from, line.to());
    }

    /** Returns the number in units of the quantity's last decimal. */
    long scaled() {
        return scaled;
    }

    boolean signPrinted() {
        return signPrinted;
    }

    /** Returns the number exactly as printed, in the printed unit. */
    BigDecimal decimal() {
        return BigDecimal.valueOf(unscaled, decimals);
    }

    /** Returns the number if it is printed without decimals and fits into an int; else null. */
    @Nullable Integer whole() {
        return decimals == 0 && unscaled == (int) unscaled ? (int) unscaled : null;
    }

    int unitFrom() {
        return unitFrom;
    }

    int unitTo() {
        return unitTo;
    }

    /**
     * Parses a number and finds its unit, up to the closing bracket; returns false without a number or without a closing
     * bracket, or if the number is too long.
     *
     * @param from the first position inside the group, after its opening bracket
     */
    boolean readNumber(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        boolean negative = at < to && bytes[at] == '-';
        signPrinted = negative || at < to && bytes[at] == '+';
        if (signPrinted) {
            at++;
        }
        int first = at;
        int point = -1;
        long number = 0;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                if (number > ROOM_FOR_A_DIGIT) {
                    return false;
                }
                number = number * 10 + digit;
            } else if (bytes[at] == '.' && point < 0) {
                point = at;
            } else {
                break;
            }
        }
        if (at - first - (point < 0 ? 0 : 1) == 0) {
            return false;
        }
        unscaled = negative ? -number : number;
        decimals = point < 0 ? 0 : at - point - 1;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        int close = RegisterLine.closingBracket(bytes, at, to);
        unitFrom = at < close && bytes[at] == '*' ? at + 1 : at;
        unitTo = close;
        // Some meters print a blank after the unit: (7137.694*kWh )
        while (unitFrom < unitTo && bytes[unitFrom] == ' ') {
            unitFrom++;
        }
        while (unitTo > unitFrom && bytes[unitTo - 1] == ' ') {
            unitTo--;
        }
        // A group that does not end may have lost digits.
        return close < to && decimals <= MOST_DECIMALS;
    }

    private boolean scale(byte[] bytes, Quantity quantity) {
        Unit unit = quantity.unit();
        Integer exponent = exponent(bytes, unit);
        if (exponent == null || unscaled < 0 && !mayBeNegative(unit)) {
            return false;
        }
        int shift = exponent - unit.prefixExponent() + unit.decimals() - decimals;
        if (shift < -MAX_EXPONENT || shift > MAX_EXPONENT) {
            return false;
        }
        if (shift < 0) {
            // Rounds half away from zero; half of the divisor, added to the number, could exceed a long.
            long divisor = POWERS_OF_TEN[-shift];
            scaled = unscaled / divisor + unscaled % divisor / (divisor / 2);
            return true;
        }
        scaled = unscaled * POWERS_OF_TEN[shift];
        return scaled / POWERS_OF_TEN[shift] == unscaled;
    }

    /**
     * Returns the exponent of ten of the printed prefix, 3 for kWh; null for another unit. Meters print any prefix, kvar and
     * kVAr, kvarh and kVArh, or no unit: a number of watts, var or VA with decimals then counts as kW, kvar or kVA; without
     * decimals it may be in W, so its unit is unknown, unless it is 0. The unit is compared as bytes, because a string for each
     * number is slow.
     */
    private @Nullable Integer exponent(byte[] bytes, Unit unit) {
        if (unitFrom == unitTo) {
            return switch (unit) {
                case WATT, VAR, VOLT_AMPERE -> decimals > 0 || unscaled == 0 ? 3 : null;
                case KILOWATT_HOUR, KILOVAR_HOUR -> 3;
                case VOLT, AMPERE, HERTZ, COUNT, RATIO -> 0;
            };
        }
        if (spells(bytes, unitFrom, unit)) {
            return 0;
        }
        return !spells(bytes, unitFrom + 1, unit) ? null : switch (bytes[unitFrom]) {
            case 'm' -> -3;
            case 'k', 'K' -> 3;
            case 'M' -> 6;
            case 'G' -> 9;
            default -> null;
        };
    }

    /** Returns whether the printed unit, from a position on, is the unit without its prefix. */
    private boolean spells(byte[] bytes, int from, Unit unit) {
        String symbol = unit.symbol();
        int prefix = unit.prefixExponent() == 0 ? 0 : 1;
        if (from == unitTo || unitTo - from != symbol.length() - prefix) {
            return false;
        }
        for (int i = from; i < unitTo; i++) {
            if ((bytes[i] | 0x20) != (symbol.charAt(prefix + i - from) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a unit may have negative numbers: powers that German D0 meters print with a sign, power factors,
     * and Luxembourg's limit for export, which is in amperes.
     */
    private static boolean mayBeNegative(Unit unit) {
        return switch (unit) {
            case WATT, VAR, VOLT_AMPERE, RATIO, AMPERE -> true;
            case COUNT, KILOWATT_HOUR, KILOVAR_HOUR, VOLT, HERTZ -> false;
        };
    }
}
