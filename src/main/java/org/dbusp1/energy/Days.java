package org.dbusp1.energy;

import java.time.LocalDate;
import java.util.TreeMap;
import org.dbusp1.energy.LedgerLine.Entry;
import org.dbusp1.meter.EnergyUse.DayMonthYear;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/** The use of one counter at the start of each day of 13 months, by local time. */
final class Days {
    static final int SECONDS = 86_400;
    /** 13 months, and as many days of wrong clocks. */
    private static final int MOST_DAYS = 2 * 400;

    private final TreeMap<Long, Begin> days = new TreeMap<>();

    /**
     * The first known use of a day.
     *
     * @param run     differs between two days if the meter was replaced between them
     * @param stretch number of times that the clock was set before
     * @param whole   whether it is the use at midnight
     */
    private record Begin(long total, int run, int stretch, boolean whole) {
    }

    static long day(Stamp time) {
        return Math.floorDiv(time.epochSecond() + time.offsetSeconds(), (long) SECONDS);
    }

    static int secondOfDay(Stamp time) {
        return (int) Math.floorMod(time.epochSecond() + time.offsetSeconds(), (long) SECONDS);
    }

    /** Stores an entry if it is the first of its day, or at midnight. */
    void put(Entry entry, long total, int run) {
        boolean midnight = secondOfDay(entry.time()) == 0;
        long day = day(entry.time());
        Begin begin = days.get(day);
        if (begin == null || midnight && (entry.exact() || !begin.whole() || entry.stretch() > begin.stretch())) {
            days.put(day, new Begin(total, run, entry.stretch(), midnight));
            QuarterBoundaries.limit(days, MOST_DAYS, day);
        }
    }

    /** Forgets the days after one day, up to another. */
    void forget(long from, long to) {
        if (from < to) {
            days.subMap(from, false, to, true).clear();
        }
    }

    boolean has(long day) {
        return days.containsKey(day);
    }

    /** Returns whether the use at the midnight that began a day is known. */
    boolean hasMidnight(long day) {
        Begin begin = days.get(day);
        return begin != null && begin.whole();
    }

    /** Returns the use of a day until now; null if the use at midnight is unknown, or of another meter. */
    @Nullable Long since(long day, long total, int run) {
        Begin begin = days.get(day);
        return begin == null || !begin.whole() || begin.run() != run || total < begin.total() ? null : (Long) (total - begin.total());
    }

    /** Returns the use of a whole day; null if the use at one of its midnights is unknown, or of another meter. */
    @Nullable Long whole(long day) {
        Begin end = days.get(day + 1);
        return end == null || !end.whole() ? null : since(day, end.total(), end.run());
    }

    /** Returns the known use of the current day, month and year, until now. */
    DayMonthYear known(long today, long total) {
        LocalDate date = LocalDate.ofEpochDay(today);
        return new DayMonthYear(knownSince(today, total), knownSince(date.withDayOfMonth(1).toEpochDay(), total),
                knownSince(date.withDayOfYear(1).toEpochDay(), total));
    }

    private long knownSince(long day, long total) {
        var first = days.ceilingEntry(day);
        return first == null ? 0 : Math.max(0, total - first.getValue().total());
    }
}
