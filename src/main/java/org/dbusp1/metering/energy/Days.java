package org.dbusp1.metering.energy;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.EnergyUse.DayMonthYear;
import org.jspecify.annotations.Nullable;

/**
 * The first total of one counter on each day of 13 months, by local time. The use of a day is known if that total is of midnight, or of
 * the first minutes after it. Totals are in 0.1 mWh or litres; days are numbered from 1970-01-01.
 */
final class Days {
    private static final int DAY_SECONDS = 86_400;
    /** The most by which the first total of a day whose use is known may be late. */
    private static final int LATE_SECONDS = 20 * 60;
    /** 13 months, and as many days of wrong clocks. */
    private static final int MOST = 2 * 400;

    private final TreeMap<Long, Start> starts = new TreeMap<>();

    /** @param second of the day */
    private record Start(long total, int second) {
    }

    static long day(Stamp time) {
        return Math.floorDiv(time.local(), (long) DAY_SECONDS);
    }

    /** Accepts a total. @param isExact whether the counter had it at this time: at midnight it then replaces one of a wrong clock */
    void accept(Stamp time, long total, boolean isExact) {
        int second = Math.floorMod(time.local(), DAY_SECONDS);
        long day = day(time);
        if (isExact && second == 0 || !starts.containsKey(day)) {
            starts.put(day, new Start(total, second));
            if (starts.size() > MOST) {
                // The day that is farthest away: a wrong clock may be years before or after the others.
                starts.remove(day - starts.firstKey() > starts.lastKey() - day ? starts.firstKey() : starts.lastKey());
            }
        }
    }

    /** Forgets the days that began between two totals. */
    void forget(Stamp after, Stamp until) {
        starts.subMap(day(after), false, Math.max(day(after), day(until)), true).clear();
    }

    /** Returns the use of a day until a total; null if unknown. */
    @Nullable Long since(long day, long total) {
        Start start = starts.get(day);
        return start == null || start.second() > LATE_SECONDS ? null : (Long) (total - start.total());
    }

    /** Returns the use of a whole day; null if unknown. */
    @Nullable Long useOf(long day) {
        Start end = starts.get(day + 1);
        return end == null || end.second() > LATE_SECONDS ? null : since(day, end.total());
    }

    /** Returns the known use of the current day, month and year until a total, even if their start was missed. */
    DayMonthYear known(long today, long total) {
        LocalDate date = LocalDate.ofEpochDay(today);
        return new DayMonthYear(knownSince(today, total), knownSince(date.withDayOfMonth(1).toEpochDay(), total),
                knownSince(date.withDayOfYear(1).toEpochDay(), total));
    }

    private long knownSince(long day, long total) {
        Map.Entry<Long, Start> first = starts.ceilingEntry(day);
        return first == null ? 0 : Math.max(0, total - first.getValue().total());
    }
}
