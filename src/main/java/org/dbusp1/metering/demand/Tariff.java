package org.dbusp1.metering.demand;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rule of a demand tariff: the windows that count, and the figure that is billed.
 *
 * @param name          name of its file; {@link #CUSTOM} for a tariff that the owner describes; empty without a tariff, for the
 *                      rule of the highest window of a month, by which nothing is billed
 * @param id            identifier under which figures are stored, at most 64 characters
 * @param from          the first month that is billed
 * @param until         the last month that is billed
 * @param windowMinutes length of a window: 15, 30 or 60
 * @param hours         hours of the day, by local time, that count
 * @param peakCount     number of the highest windows of a month that make its figure
 * @param differentDays whether each of the highest windows must be of a different day
 * @param meanMonths    number of months whose mean is billed; the running month is one of them
 * @param floorWatts    least figure of a month; 0 without a floor
 * @param stepWatts     powers at which the steps of the price list begin, ascending, without 0; empty if each watt has
 *                      its price
 * @param priceCap      the highest price for each kWh, above which higher peaks cost nothing more
 * @param reservePoints how far above the minimum charge the peak limiter keeps the battery for peaks, in percent points
 */
public record Tariff(String name, String id, YearMonth from, YearMonth until, int windowMinutes, Range months, Days days,
                     Holidays holidays, Range hours, ReducedHours reduced, int peakCount, boolean differentDays,
                     Figure figure, int meanMonths, long floorWatts, List<Long> stepWatts, PriceCap priceCap, int reservePoints) {

    /** The name of each tariff that an owner describes in a file. */
    public static final String CUSTOM = "custom";
    /** The first month, and below the last, of a tariff whose beginning or end is not known. */
    public static final YearMonth EVER_FROM = YearMonth.of(1970, 1);
    public static final YearMonth EVER_UNTIL = YearMonth.of(9999, 12);

    /** The names of the tariffs of grid operators for households, each in a file of this package, as in the manual. */
    public static final List<String> NAMES = List.of("flanders", "norway", "ellevio", "goteborg", "sollentuna", "telge",
            "partille", "helen");

    /** A reserve that costs less than it saves where every hour of the year counts. */
    public static final int DEFAULT_RESERVE_POINTS = 15;

    /** The highest quarter hour of each month, without a price list. */
    public static final Tariff QUARTER_PEAK = new Tariff("", "peak-15", EVER_FROM, EVER_UNTIL, 15, Range.ALL_MONTHS, Days.ALL,
            Holidays.NONE, Range.ALL_HOURS, ReducedHours.NONE, 1, false, Figure.MEAN, 1, 0, List.of(), PriceCap.NONE,
            DEFAULT_RESERVE_POINTS);

    public enum Days {
        ALL, WEEKDAYS
    }

    /**
     * Public holidays, on which some tariffs count no windows. A rule is a date ({@code 05-01}), days from Easter Sunday
     * ({@code E+39}), or the first Friday or Saturday from a date on ({@code SAT-06-20}).
     */
    public enum Holidays {
        NONE(""),
        /** Lag (1989:253) om allmänna helgdagar. */
        SWEDEN("01-01 01-06 E-2 E+0 E+1 05-01 E+39 E+49 06-06 SAT-06-20 SAT-10-31 12-25 12-26"),
        /**
         * The holidays of Sweden with the eves of midsummer, Christmas and new year, on which Swedish grid operators count
         * no working day.
         */
        SWEDEN_EVES("01-01 01-06 E-2 E+0 E+1 05-01 E+39 E+49 06-06 FRI-06-19 SAT-06-20 SAT-10-31 12-24 12-25 12-26 12-31"),
        /** Lov om helligdager og helligdagsfred (1995-02-24-12), and the days of lov 1947-04-26-1. */
        NORWAY("01-01 E-3 E-2 E+0 E+1 05-01 05-17 E+39 E+49 E+50 12-25 12-26"),
        /** Without store bededag, which was abolished in 2024. */
        DENMARK("01-01 E-3 E-2 E+0 E+1 E+39 E+49 E+50 12-25 12-26"),
        FINLAND("01-01 01-06 E-2 E+0 E+1 05-01 E+39 E+49 SAT-06-20 SAT-10-31 12-06 12-25 12-26"),
        /** Loi du 4 janvier 1974, arrêté royal du 18 avril 1974. */
        BELGIUM("01-01 E+1 05-01 E+39 E+50 07-21 08-15 11-01 11-11 12-25");

        private final String rules;

        Holidays(String rules) {
            this.rules = rules;
        }

        public Set<LocalDate> in(int year) {
            Set<LocalDate> days = new HashSet<>();
            Arrays.stream(rules.split(" ")).filter(rule -> !rule.isEmpty()).forEach(rule -> days.add(day(rule, year)));
            return days;
        }

        private static LocalDate day(String rule, int year) {
            if (rule.startsWith("E")) {
                return easter(year).plusDays(Integer.parseInt(rule.substring(1)));
            }
            if (Character.isDigit(rule.charAt(0))) {
                return MonthDay.parse("--" + rule).atYear(year);
            }
            DayOfWeek day = rule.startsWith("FRI") ? DayOfWeek.FRIDAY : DayOfWeek.SATURDAY;
            return MonthDay.parse("--" + rule.substring(4)).atYear(year).with(TemporalAdjusters.nextOrSame(day));
        }

        /** Returns Easter Sunday of the Gregorian calendar; the algorithm of J.-M. Oudin, 1940. */
        static LocalDate easter(int year) {
            int century = year / 100;
            int golden = year % 19;
            int correction = (century - 17) / 25;
            int moon = Math.floorMod(century - century / 4 - (century - correction) / 3 + 19 * golden + 15, 30);
            moon -= moon / 28 * (1 - moon / 28 * (29 / (moon + 1)) * ((21 - golden) / 11));
            int weekday = Math.floorMod(year + year / 4 + moon + 2 - century + century / 4, 7);
            int sunday = moon - weekday;
            int month = 3 + (sunday + 40) / 44;
            return LocalDate.of(year, month, sunday + 28 - 31 * (month / 4));
        }
    }

    /** The figures that can be made from the highest windows of a month. */
    public enum Figure {
        MEAN,
        /** The lowest of the highest windows: of three windows the third highest; unknown while fewer are known. */
        LOWEST
    }

    /**
     * Hours of the day by the local clock, or months of the year.
     *
     * @param last the last hour or month; if below {@code from}, the range runs over midnight, or over the new year
     */
    public record Range(int from, int last) {
        public static final Range ALL_HOURS = new Range(0, 23);
        public static final Range ALL_MONTHS = new Range(1, 12);

        /** Parses hours: {@code 7-19} is 7:00 to 19:00. @throws IllegalArgumentException if the text has another form, or no hour */
        public static Range hours(String text) {
            Range range = parse(text, 0, 24);
            if (range.from == 24 || range.from == range.last) {
                throw new IllegalArgumentException("no hours: " + text);
            }
            return new Range(range.from, (range.last + 23) % 24);
        }

        /** Parses months: {@code 11-3} is November to March. @throws IllegalArgumentException if the text has another form */
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

        /** Compares with another range without the comparison of records: see package-info of meter. */
        boolean sameAs(Range other) {
            return from == other.from && last == other.last;
        }
    }

    /** Hours whose windows have a lower weight. @param percent percentage of a window that counts, 1 to 100; 100: no reduction */
    public record ReducedHours(Range hours, int percent) {
        public static final ReducedHours NONE = new ReducedHours(Range.ALL_HOURS, 100);

        public ReducedHours {
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("no percentage: " + percent);
            }
        }

        /** Parses {@code 22-6:50}. @throws IllegalArgumentException if the text has another form, or reduces no hour */
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

        /** Returns the counted percentage of a window that begins in an hour, 0 to 23. */
        int percent(int hour) {
            return hours.holds(hour) ? percent : 100;
        }
    }

    /**
     * A highest price for each kWh, which the network's prices for peaks and for kWh never exceed together: in Flanders,
     * "maximumtarief" in the tariff lists of the regulator (VNR).
     *
     * @param peakPrice price of a kW of the billed figure for a year; 0 without a maximum
     * @param kwhPriceDifference the maximum price of a kWh less the usual price, such as 0.347 - 0.057, in the same currency; 0 without
     *                  a maximum
     */
    public record PriceCap(double peakPrice, double kwhPriceDifference) {
        public static final PriceCap NONE = new PriceCap(0, 0);

        boolean isReached(double billedWatts, double importedWattHours) {
            return peakPrice > 0 && billedWatts * peakPrice >= importedWattHours * kwhPriceDifference;
        }
    }

    public Tariff {
        stepWatts = List.copyOf(stepWatts);
    }

    /** Reads the tariff of one of {@link #NAMES}. @throws IllegalArgumentException if the name is not in the list */
    public static Tariff named(String name) {
        String file = name + ".tariff";
        try (InputStream in = Tariff.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no tariff: " + name);
            }
            return TariffFile.parse(name, file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (TariffFile.MistakeException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean bills(YearMonth month) {
        return !month.isBefore(from) && !month.isAfter(until) && months.holds(month.getMonthValue());
    }

    public int windowSeconds() {
        return windowMinutes * 60;
    }

    /** Returns whether the figure of a month is the month peak of Belgian meters: the highest quarter hour of the whole month. */
    public boolean isQuarterPeak() {
        return windowMinutes == 15 && countsAll() && peakCount == 1;
    }

    boolean countsAll() {
        return months.sameAs(Range.ALL_MONTHS) && days == Days.ALL && holidays == Holidays.NONE
                && hours.sameAs(Range.ALL_HOURS) && reduced.percent() == ReducedHours.NONE.percent();
    }
}
