package org.dbusp1.demand;

/**
 * Hours whose windows have a lower weight.
 *
 * @param hours   by the local clock
 * @param percent percentage of a window that counts, 1 to 100; 100: the same as in other hours
 */
public record ReducedHours(Range hours, int percent) {
    /** No reduced hours. */
    public static final ReducedHours NONE = new ReducedHours(Range.ALL_HOURS, 100);

    /** @throws IllegalArgumentException when this is no percentage */
    public ReducedHours {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("no percentage: " + percent);
        }
    }

    /**
     * Reads {@code 22-6:50}.
     *
     * @throws IllegalArgumentException when the text has another form, or reduces no hour
     */
    public static ReducedHours parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no hours and percentage: " + text);
        }
        ReducedHours reduced = new ReducedHours(Range.hours(text.substring(0, colon)),
                Integer.parseInt(text.substring(colon + 1)));
        if (reduced.percent == 100) {
            throw new IllegalArgumentException("nothing is reduced: " + text);
        }
        return reduced;
    }

    /** Returns the percentage that counts of a window that begins in this hour. */
    int percent(int hour) {
        return hours.holds(hour) ? percent : 100;
    }
}
