package org.dbusp1.source;

/**
 * The speed at which a recorded or simulated meter plays.
 *
 * @param factor 1 is the meter's own pace; infinite is without pause
 */
public record Speed(double factor) {
    public static final Speed DEFAULT = new Speed(1);
    public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    public Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("a speed is more than 0, or max");
        }
    }

    /**
     * Parses {@code 10}, {@code 0.5} or {@code max}.
     *
     * @throws IllegalArgumentException with one line for the owner, which names the allowed values
     */
    public static Speed parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        if (text.matches("\\d{1,6}(\\.\\d{1,6})?")) {
            double factor = Double.parseDouble(text);
            if (factor > 0) {
                return new Speed(factor);
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no speed: give a number above 0, such as 1 (the meter's"
                + " own pace) or 60, or max (without pause)");
    }
}
