package org.dbusp1.output;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * A day, week, month or year of the calendar.
 *
 * @param first its first day
 */
public record Period(Span span, LocalDate first) {
    /** How long it is. Weeks begin on Monday. */
    public enum Span { DAY, WEEK, MONTH, YEAR }

    /** The period that a day lies in. */
    public static Period of(Span span, LocalDate day) {
        return new Period(span, switch (span) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        });
    }

    /** The day after its last. */
    public LocalDate end() {
        return switch (span) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
            case YEAR -> first.plusYears(1);
        };
    }

    /** When it begins; days of 23 and 25 hours are counted as they are. */
    public Instant from(ZoneId zone) {
        return first.atStartOfDay(zone).toInstant();
    }

    /** When it has ended. */
    public Instant to(ZoneId zone) {
        return end().atStartOfDay(zone).toInstant();
    }
}
