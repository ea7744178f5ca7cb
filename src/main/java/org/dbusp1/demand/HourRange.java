package org.dbusp1.demand;

/**
 * Hours of the day by the local clock.
 *
 * @param from first hour, 0 to 23
 * @param to   the hour that it ends with, 1 to 24; where it is not above {@code from} the range runs over midnight
 */
public record HourRange(int from, int to) {
    /** The whole day. */
    public static final HourRange ALL = new HourRange(0, 24);

    /** @throws IllegalArgumentException when these are no hours, or none lies between them */
    public HourRange {
        if (from < 0 || from > 23 || to < 0 || to > 24 || from == to) {
            throw new IllegalArgumentException("no hours: " + from + "-" + to);
        }
    }

    /**
     * Reads {@code 7-19}.
     *
     * @throws IllegalArgumentException when the text is no such range
     */
    public static HourRange parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("no hours: " + text);
        }
        return new HourRange(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }

    boolean holds(int hour) {
        return from < to ? hour >= from && hour < to : hour >= from || hour < to;
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
