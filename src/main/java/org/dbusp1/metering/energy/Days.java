package org.dbusp1.metering.energy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * The first total of one counter on each of the last days, by local time. The use of a day is known if that total is of midnight, or of
 * the first minutes after it. Totals are in 0.1 mWh or litres; days are numbered from 1970-01-01.
 */
final class Days {
    private static final int DAY_SECONDS = 86_400;
    /** The most by which the first total of a day whose use is known may be late. */
    private static final int LATE_SECONDS = 20 * 60;
    /** Today and yesterday, and those that a wrong clock may have shown since. */
    private static final int MOST = 8;

    /** In the order in which they began. */
    private final Map<Long, Start> starts = new LinkedHashMap<>();

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
                starts.remove(starts.keySet().iterator().next());
            }
        }
    }

    void forget(Stamp after, Stamp until) {
        starts.keySet().removeIf(day -> day > day(after) && day <= day(until));
    }

    /** Returns the use of a day until a total; null if unknown. */
    @Nullable Long since(long day, long total) {
        Start start = starts.get(day);
        return start == null || start.second() > LATE_SECONDS ? null : total - start.total();
    }

    /** Returns the use of a whole day; null if unknown. */
    @Nullable Long useOf(long day) {
        Start end = starts.get(day + 1);
        return end == null || end.second() > LATE_SECONDS ? null : since(day, end.total());
    }
}
