package org.dbusp1.page.numbers;

/** In the place of jackson's, which uses a method of strings that the compiler for the browser does not have. */
public final class FloatToDecimal {
    private FloatToDecimal() {
    }

    /** Returns the decimal digits of a number, as {@link Float#toString(float)} has them. */
    public static String toString(float number) {
        return Float.toString(number);
    }
}
