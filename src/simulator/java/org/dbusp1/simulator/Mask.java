package org.dbusp1.simulator;

import java.math.BigDecimal;

/** The digits of a printed number: {@code 000000.000} is F9(3,3) in the standard. A number that is too long starts again at 0. */
record Mask(int digits, int decimals) {
    static Mask parse(String text) {
        if (!text.matches("0+(\\.0+)?")) {
            throw new IllegalArgumentException("no mask: " + text);
        }
        int point = text.indexOf('.');
        return point < 0 ? new Mask(text.length(), 0) : new Mask(text.length() - 1, text.length() - point - 1);
    }

    /** Returns the number of units of the last decimal in 1. */
    long scale() {
        return power(decimals);
    }

    /** @param number number in units of the last decimal */
    String print(long number) {
        String shown = BigDecimal.valueOf(Math.abs(number) % power(digits), decimals).toPlainString();
        int length = decimals == 0 ? digits : digits + 1;
        return (number < 0 ? "-" : "") + "0".repeat(length - shown.length()) + shown;
    }

    /** Returns the power of ten with an exponent; 1 for an exponent below 0. */
    static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
