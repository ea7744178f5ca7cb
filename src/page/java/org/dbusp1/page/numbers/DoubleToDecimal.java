package org.dbusp1.page.numbers;

/** In the place of jackson's, which uses a method of strings that the compiler for the browser does not have. */
public final class DoubleToDecimal {
    private DoubleToDecimal() {
    }

    /** Returns the decimal digits of a number, as {@link Double#toString(double)} has them. */
    public static String toString(double number) {
        return Double.toString(number);
    }
}
