package org.dbusp1.metering.demand;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.demand.Tariff.Holidays;

/** The calendar of a tariff: the windows that count, and their percentage, by the legal time of the meter's zone. Used by one thread. */
final class TariffCalendar {
    private final Tariff tariff;
    private final ZoneId zone;
    private int holidayYear = Integer.MIN_VALUE;
    /** Holidays of {@link #holidayYear}; empty before the first use. */
    private Set<LocalDate> holidays = Set.of();
    private final boolean countsAll;
    /** First second of the tariff, in seconds since 1970. */
    private final long firstSecond;
    /** First second after the tariff, in seconds since 1970. */
    private final long endSecond;

    TariffCalendar(Tariff tariff, ZoneId zone) {
        this.tariff = tariff;
        this.zone = zone;
        this.countsAll = tariff.countsAll();
        this.firstSecond = firstSecond(tariff.from());
        this.endSecond = firstSecond(tariff.until().plusMonths(1));
    }

    Stamp stamp(long second) {
        return Stamp.of(second, zone);
    }

    YearMonth month(long second) {
        return YearMonth.from(local(second));
    }

    long firstSecond(YearMonth month) {
        return month.atDay(1).atStartOfDay(zone).toEpochSecond();
    }

    /** Returns the counted percentage of the window that begins at a second; 0: the window does not count. */
    int percent(long second) {
        if (second < firstSecond || second >= endSecond) {
            return 0;
        }
        if (countsAll) {
            return 100;
        }
        LocalDateTime local = local(second);
        if (!tariff.months().holds(local.getMonthValue()) || !tariff.hours().holds(local.getHour())
                || !isCounted(local.toLocalDate())) {
            return 0;
        }
        return tariff.reduced().percent(local.getHour());
    }

    Demand.Peak peak(long second, long watts) {
        return new Demand.Peak(stamp(second), watts, (watts * percent(second) + 50) / 100);
    }

    /** Returns the number of windows that should count and begin in [from, to). */
    int countedWindows(long from, long to) {
        long first = Math.max(from, firstSecond);
        long end = Math.min(to, endSecond);
        if (countsAll) {
            return first < end ? Math.toIntExact((end - first + tariff.windowSeconds() - 1) / tariff.windowSeconds())
                    : 0;
        }
        int count = 0;
        for (long second = first; second < end; second += tariff.windowSeconds()) {
            count += percent(second) > 0 ? 1 : 0;
        }
        return count;
    }

    private boolean isCounted(LocalDate day) {
        if (tariff.days() == Tariff.Days.WEEKDAYS && day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0) {
            return false;
        }
        if (tariff.holidays() == Holidays.NONE) {
            return true;
        }
        if (holidayYear != day.getYear()) {
            holidayYear = day.getYear();
            holidays = tariff.holidays().in(holidayYear);
        }
        return !holidays.contains(day);
    }

    private LocalDateTime local(long second) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(second), zone);
    }

    static LocalDate day(Stamp stamp) {
        return OffsetDateTime.ofInstant(stamp.instant(), ZoneOffset.ofTotalSeconds(stamp.offsetSeconds()))
                .toLocalDate();
    }
}
