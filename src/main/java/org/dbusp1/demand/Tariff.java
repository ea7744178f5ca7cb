package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/**
 * The rule of a demand tariff: the windows that count, and the figure that is billed.
 *
 * @param name          name of its file; {@link #OWN} for a tariff that the owner describes
 * @param from          the first month that is billed
 * @param until         the last month that is billed
 * @param windowMinutes length of a window: 15, 30 or 60
 * @param months        months whose windows count
 * @param days          days of the week that count
 * @param holidays      days that are treated as a Sunday
 * @param hours         hours that count
 * @param reduced       hours whose windows count less
 * @param peaks         number of the highest windows of a month that make its figure
 * @param differentDays whether each of these windows is of another day
 * @param figure        the figure that these windows make
 * @param meanMonths    number of months whose mean is billed; the running month is one of them
 * @param floorWatts    least figure of a month
 * @param stepWatts     powers at which the steps of the price list begin, ascending, without 0; empty if each watt has
 *                      its price
 */
public record Tariff(String name, YearMonth from, YearMonth until, int windowMinutes, Range months, Days days,
                     Holidays holidays, Range hours, ReducedHours reduced, int peaks, boolean differentDays,
                     Figure figure, int meanMonths, long floorWatts, List<Long> stepWatts) {

    /** The name of each tariff that an owner describes in a file. */
    public static final String OWN = "custom";
    /** The first month of a tariff whose beginning is not known. */
    public static final YearMonth EVER_FROM = YearMonth.of(1970, 1);
    /** The last month of a tariff whose end is not known. */
    public static final YearMonth EVER_UNTIL = YearMonth.of(9999, 12);

    /** The highest quarter hour of each month. */
    public static final Tariff QUARTER_PEAK = highestOf(15);

    /** Days of the week. */
    public enum Days {
        ALL, WEEKDAYS;

        /** Returns the value as owners write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The figures that can be made from the highest windows of a month. */
    public enum Figure {
        MEAN,
        /** The lowest of these windows: of three the third highest; unknown while there are fewer. */
        LOWEST;

        /** Returns the value as owners write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Tariff {
        stepWatts = List.copyOf(stepWatts);
    }

    /** Returns the rule of the highest window of each month, without a price list. */
    static Tariff highestOf(int windowMinutes) {
        return new Tariff("", EVER_FROM, EVER_UNTIL, windowMinutes, Range.ALL_MONTHS, Days.ALL, Holidays.NONE,
                Range.ALL_HOURS, ReducedHours.NONE, 1, false, Figure.MEAN, 1, 0, List.of());
    }

    /**
     * Returns the identifier under which figures are stored, at most 64 characters: the name, and for a tariff that the
     * owner describes also a number of the rule.
     */
    public String id() {
        return name.equals(OWN) ? OWN + "-" + Integer.toHexString(toString().hashCode()) : name.isEmpty()
                ? "peak-" + windowMinutes : name;
    }

    /** Returns whether a month is billed by this tariff. */
    boolean bills(YearMonth month) {
        return !month.isBefore(from) && !month.isAfter(until) && months.holds(month.getMonthValue());
    }

    int windowSeconds() {
        return windowMinutes * 60;
    }

    /**
     * Returns whether the figure of a month is the month peak of Belgian meters: the highest quarter hour of the whole
     * month.
     */
    public boolean isQuarterPeak() {
        return windowMinutes == 15 && countsAll() && peaks == 1;
    }

    /** Returns whether each window counts in full. */
    boolean countsAll() {
        return months.equals(Range.ALL_MONTHS) && days == Days.ALL && holidays == Holidays.NONE
                && hours.equals(Range.ALL_HOURS) && reduced.percent() == ReducedHours.NONE.percent();
    }
}
