package org.dbusp1.source.simulate;

/**
 * A number's digits as a meter prints them, {@code 000000.000}: F9(3,3) in the words of the standard. A number that
 * is too long starts again at 0, as the wheels of a counter do.
 */
record Mask(int digits, int decimals) {
    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    static Mask parse(String text) {
        if (!text.matches("0+(\\.0+)?")) {
            throw new IllegalArgumentException("no mask: " + text);
        }
        int point = text.indexOf('.');
        return point < 0 ? new Mask(text.length(), 0) : new Mask(text.length() - 1, text.length() - point - 1);
    }

    /** What a whole number of the last decimal is worth. */
    long scale() {
        return POWERS[decimals];
    }

    /** @param number in units of the last decimal */
    void print(StringBuilder into, long number) {
        if (number < 0) {
            into.append('-');
        }
        long rest = Math.abs(number) % POWERS[digits];
        for (int place = digits - 1; place >= 0; place--) {
            if (place == decimals - 1) {
                into.append('.');
            }
            into.append((char) ('0' + rest / POWERS[place] % 10));
        }
    }
}
