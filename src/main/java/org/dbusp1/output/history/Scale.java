package org.dbusp1.output.history;

/** Whole numbers of one last decimal as whole numbers of another. */
final class Scale {
    /** Watt hours as decimals of kilowatt hours. */
    static final int WATT_HOURS = 3;

    private Scale() {
    }

    /**
     * What turns a value with so many decimals into one with fewer.
     *
     * @throws IllegalArgumentException when more are wanted
     */
    static long divisor(int decimals, int wanted) {
        if (wanted > decimals) {
            throw new IllegalArgumentException(wanted + " decimals of a value with " + decimals);
        }
        long divisor = 1;
        for (int i = wanted; i < decimals; i++) {
            divisor *= 10;
        }
        return divisor;
    }

    /** The nearest whole quotient; a half goes to the even one, so that means are not pushed upwards. */
    static long divide(long value, long by) {
        long quotient = Math.floorDiv(value, by);
        long twice = Math.floorMod(value, by) * 2;
        boolean up = twice > by || twice == by && (quotient & 1) != 0;
        return up ? quotient + 1 : quotient;
    }
}
