package org.dbusp1.metering.energy;

import java.time.LocalDate;
import java.util.TreeMap;
import org.dbusp1.meter.EnergyUse.DayMonthYear;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.energy.LedgerLine.BoundaryValue;
import org.jspecify.annotations.Nullable;

/**
 * The value of one counter at the start of each day of 13 months, by local time, continued over replaced meters. Totals are
 * in 0.1 mWh or litres; days are numbered from 1970-01-01.
 */
final class DayStarts {
    static final int SECONDS = 86_400;
    /** 13 months, and as many days of wrong clocks. */
    private static final int MOST_DAYS = 2 * 400;

    private final TreeMap<Long, Begin> days = new TreeMap<>();

    /**
     * The first known value on a day.
     *
     * @param meterEpoch number of times that the meter was replaced before, or its counter reset
     * @param clockEpoch number of times that the clock was set before
     * @param atMidnight   whether the value is that of midnight
     */
    private record Begin(long total, int meterEpoch, int clockEpoch, boolean atMidnight) {
    }

    static long day(Stamp time) {
        return Math.floorDiv(time.epochSecond() + time.offsetSeconds(), (long) SECONDS);
    }

    static int secondOfDay(Stamp time) {
        return (int) Math.floorMod(time.epochSecond() + time.offsetSeconds(), (long) SECONDS);
    }

    /** Stores an entry if it is the first entry of its day, or the better entry at midnight. */
    void put(BoundaryValue entry, long total, int meterEpoch) {
        boolean midnight = secondOfDay(entry.time()) == 0;
        long day = day(entry.time());
        Begin begin = days.get(day);
        if (begin == null || midnight && (entry.exact() || !begin.atMidnight() || entry.clockEpoch() > begin.clockEpoch())) {
            days.put(day, new Begin(total, meterEpoch, entry.clockEpoch(), midnight));
            QuarterBoundaries.removeFurthest(days, MOST_DAYS, day);
        }
    }

    /** Forgets the days from one day, exclusive, to another day, inclusive. */
    void forget(long from, long to) {
        if (from < to) {
            days.subMap(from, false, to, true).clear();
        }
    }

    boolean has(long day) {
        return days.containsKey(day);
    }

    boolean hasMidnight(long day) {
        Begin begin = days.get(day);
        return begin != null && begin.atMidnight();
    }

    /** Returns the use of a day until a total; null if the value at the day's midnight is unknown, or of another meter. */
    @Nullable Long since(long day, long total, int meterEpoch) {
        Begin begin = days.get(day);
        return begin == null || !begin.atMidnight() || begin.meterEpoch() != meterEpoch || total < begin.total() ? null
                : (Long) (total - begin.total());
    }

    /** Returns the use of a whole day; null if the value at one of its midnights is unknown, or of another meter. */
    @Nullable Long useOfDay(long day) {
        Begin end = days.get(day + 1);
        return end == null || !end.atMidnight() ? null : since(day, end.total(), end.meterEpoch());
    }

    /** Returns the known use of the current day, month and year, even if their start was missed. */
    DayMonthYear knownUse(long today, long total) {
        LocalDate date = LocalDate.ofEpochDay(today);
        return new DayMonthYear(knownSince(today, total), knownSince(date.withDayOfMonth(1).toEpochDay(), total),
                knownSince(date.withDayOfYear(1).toEpochDay(), total));
    }

    private long knownSince(long day, long total) {
        var first = days.ceilingEntry(day);
        return first == null ? 0 : Math.max(0, total - first.getValue().total());
    }
}
