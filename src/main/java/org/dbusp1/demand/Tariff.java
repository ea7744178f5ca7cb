package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/**
 * The rule of a demand tariff: which windows count, and which figure is billed.
 *
 * @param name          of its file; {@link #OWN} for the owner's own
 * @param from          the first month that is billed
 * @param until         the last month that is billed
 * @param windowMinutes length of a window: 15, 30 or 60
 * @param months        months whose windows count
 * @param days          days of the week that count
 * @param holidays      days that count as little as a Sunday does
 * @param hours         hours that count
 * @param reduced       hours whose windows count less
 * @param peaks         how many of the highest windows of a month make its figure
 * @param differentDays whether each of them is of another day
 * @param figure        what is made of them
 * @param meanMonths    months that the billed figure is the mean of; the running month is one of them
 * @param floorWatts    least figure of a month
 * @param stepWatts     where the steps of the price list begin, ascending, without 0; empty where each watt has its
 *                      price
 */
public record Tariff(String name, YearMonth from, YearMonth until, int windowMinutes, Range months, Days days,
                     Holidays holidays, Range hours, ReducedHours reduced, int peaks, boolean differentDays,
                     Figure figure, int meanMonths, long floorWatts, List<Long> stepWatts) {

    /** The name of each tariff that an owner describes in a file. */
    public static final String OWN = "custom";
    /** The beginning of a tariff of which none is known. */
    public static final YearMonth EVER_FROM = YearMonth.of(1970, 1);
    /** The end of a tariff of which none is known. */
    public static final YearMonth EVER_UNTIL = YearMonth.of(9999, 12);

    /** The highest quarter hour of each month. */
    public static final Tariff QUARTER_PEAK = highestOf(15);

    /** Days of the week. */
    public enum Days {
        ALL, WEEKDAYS;

        /** As owners write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is made of the highest windows of a month. */
    public enum Figure {
        MEAN,
        /** The lowest of them: of three the third highest; unknown while there are fewer. */
        LOWEST;

        /** As owners write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Tariff {
        stepWatts = List.copyOf(stepWatts);
    }

    /** The highest window of each month, with no price list behind it. */
    static Tariff highestOf(int windowMinutes) {
        return new Tariff("", EVER_FROM, EVER_UNTIL, windowMinutes, Range.ALL_MONTHS, Days.ALL, Holidays.NONE,
                Range.ALL_HOURS, ReducedHours.NONE, 1, false, Figure.MEAN, 1, 0, List.of());
    }

    /**
     * Returns what its figures are kept by, at most 64 characters: the name, and of the owner's own a number of the
     * rule.
     */
    public String id() {
        return name.equals(OWN) ? OWN + "-" + Integer.toHexString(toString().hashCode()) : name.isEmpty()
                ? "peak-" + windowMinutes : name;
    }

    /** Whether a month is billed by it. */
    boolean bills(YearMonth month) {
        return !month.isBefore(from) && !month.isAfter(until) && months.holds(month.getMonthValue());
    }

    int windowSeconds() {
        return windowMinutes * 60;
    }

    /**
     * Whether its month figure is what Belgian meters call the month peak: the highest quarter hour of the whole month.
     */
    public boolean isQuarterPeak() {
        return windowMinutes == 15 && countsAll() && peaks == 1;
    }

    /** Whether each window counts in full. */
    boolean countsAll() {
        return months.equals(Range.ALL_MONTHS) && days == Days.ALL && holidays == Holidays.NONE
                && hours.equals(Range.ALL_HOURS) && reduced.percent() == ReducedHours.NONE.percent();
    }
}
