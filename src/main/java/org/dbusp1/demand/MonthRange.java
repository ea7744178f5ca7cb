package org.dbusp1.demand;

/**
 * Months of the year.
 *
 * @param from first month, 1 to 12
 * @param to   last month, 1 to 12; where it is below {@code from} the range runs over the new year
 */
public record MonthRange(int from, int to) {
    /** The whole year. */
    public static final MonthRange ALL = new MonthRange(1, 12);

    /** @throws IllegalArgumentException when these are no months */
    public MonthRange {
        if (from < 1 || from > 12 || to < 1 || to > 12) {
            throw new IllegalArgumentException("no months: " + from + "-" + to);
        }
    }

    /**
     * Reads {@code 11-3}.
     *
     * @throws IllegalArgumentException when the text is no such range
     */
    public static MonthRange parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("no months: " + text);
        }
        return new MonthRange(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }

    boolean holds(int month) {
        return from <= to ? month >= from && month <= to : month >= from || month <= to;
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
