package org.dbusp1.demand;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Public holidays, on which some tariffs count no windows. A rule is a date ({@code 05-01}), days from Easter Sunday
 * ({@code E+39}), or the first weekday from a date on ({@code SAT-06-20}).
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

    /** Returns the holidays of a year. */
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
