package org.dbusp1.demand;

/**
 * Hours of the day by the local clock, or months of the year.
 *
 * @param from the first hour or month
 * @param last the last hour or month; if it is below {@code from}, the range runs over midnight, or over the new year
 */
public record Range(int from, int last) {
    /** The whole day. */
    public static final Range ALL_HOURS = new Range(0, 23);
    /** The whole year. */
    public static final Range ALL_MONTHS = new Range(1, 12);

    /**
     * Reads hours: {@code 7-19} is the time from 7:00 to 19:00.
     *
     * @throws IllegalArgumentException when the text is no such range, or the range has no hour
     */
    public static Range hours(String text) {
        Range range = parse(text, 0, 24);
        if (range.from == 24 || range.from == range.last) {
            throw new IllegalArgumentException("no hours: " + text);
        }
        return new Range(range.from, (range.last + 23) % 24);
    }

    /**
     * Reads months: {@code 11-3} is November to March.
     *
     * @throws IllegalArgumentException when the text is no such range
     */
    public static Range months(String text) {
        return parse(text, 1, 12);
    }

    private static Range parse(String text, int least, int most) {
        String[] ends = text.split("-", 2);
        Range range = ends.length < 2 ? new Range(-1, -1) : new Range(Integer.parseInt(ends[0]),
                Integer.parseInt(ends[1]));
        if (Math.min(range.from, range.last) < least || Math.max(range.from, range.last) > most) {
            throw new IllegalArgumentException("not from " + least + " to " + most + ": " + text);
        }
        return range;
    }

    boolean holds(int value) {
        return from <= last ? value >= from && value <= last : value >= from || value <= last;
    }

    // The comparison that Java makes for a record loads a megabyte of classes at the start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Range that && from == that.from && last == that.last;
    }

    @Override
    public int hashCode() {
        return 31 * from + last;
    }
}
