package org.dbusp1.demand;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Stamp;

/**
 * What a history holds of a meter's months, for a driver that does not remember them itself. Made by the thread that
 * read the history, so that the one that follows the meter only looks things up. Immutable.
 */
public final class RecordedMonths {
    static final RecordedMonths NONE = new RecordedMonths(new TreeMap<>(), Map.of(), Map.of(), Map.of());

    private final SortedMap<YearMonth, MonthPeaks> months;
    private final Map<YearMonth, Optional<Stamp>> times;
    /** Windows of the months of which all windows are known, not only the figure. */
    private final Map<YearMonth, Integer> seen;
    /** Windows that the driver counted as missing, and the history saw. */
    private final Map<YearMonth, Integer> found;

    private RecordedMonths(SortedMap<YearMonth, MonthPeaks> months, Map<YearMonth, Optional<Stamp>> times,
            Map<YearMonth, Integer> seen,
                           Map<YearMonth, Integer> found) {
        this.months = Collections.unmodifiableSortedMap(months);
        this.times = Map.copyOf(times);
        this.seen = Map.copyOf(seen);
        this.found = Map.copyOf(found);
    }

    /**
     * @param figures  the months' peaks by this tariff, as the history holds them
     * @param quarters the quarter hours of the running month: its windows are known, not only their figure
     */
    public static RecordedMonths of(Tariff tariff, ZoneId zone, List<DemandMonth> figures, MonthFigures quarters) {
        TariffCalendar calendar = new TariffCalendar(tariff, zone);
        SortedMap<YearMonth, MonthPeaks> months = new TreeMap<>();
        Map<YearMonth, Optional<Stamp>> times = new HashMap<>();
        for (DemandMonth figure : figures) {
            YearMonth month = figure.month();
            MonthPeaks none = MonthPeaks.none(month).withMissing(figure.missing());
            months.put(month, figure.byMeter()
                    ? none.withMeters(Optional.of(new MetersPeak(figure.watts(), figure.time())))
                    : new MonthPeaks(month, standIns(figure, calendar.firstSecond(month), calendar, tariff),
                            figure.missing(), Optional.empty()));
            times.put(month, figure.time());
        }
        quarters.windows().forEach((month, windows) -> {
            Optional<MetersPeak> meters = Optional.ofNullable(months.get(month)).flatMap(MonthPeaks::meters);
            months.put(month, windows.withMeters(meters));
            times.remove(month);
        });
        return new RecordedMonths(months, times, quarters.seen(), Map.of());
    }

    /**
     * As many windows as the tariff counts, each with the month's figure: of months that are over no more than the
     * figure is used.
     */
    private static List<DemandPeak> standIns(DemandMonth figure, long first, TariffCalendar calendar, Tariff tariff) {
        List<DemandPeak> peaks = new ArrayList<>();
        for (int i = 0; i < tariff.peaks(); i++) {
            peaks.add(new DemandPeak(calendar.stamp(first + (long) i * tariff.windowSeconds()), figure.watts(),
                    figure.watts()));
        }
        return peaks;
    }

    /**
     * The same, with what its windows fill of the holes that the driver has counted so far.
     *
     * @param until up to where the driver has counted
     */
    RecordedMonths filling(SortedMap<YearMonth, MonthPeaks> own, TariffCalendar calendar, long until) {
        Map<YearMonth, Integer> filled = new HashMap<>();
        seen.forEach((month, windows) -> {
            int first = calendar.counted(calendar.firstSecond(month),
                    Math.min(until, calendar.firstSecond(month.plusMonths(1)))) - windows;
            int missing = own.containsKey(month) ? own.get(month).missing() : 0;
            filled.put(month, Math.max(0, missing - Math.max(0, first)));
        });
        return new RecordedMonths(months, times, seen, filled);
    }

    /** All that is known: what the meter itself said comes first, then what the driver saw, then the history. */
    SortedMap<YearMonth, MonthPeaks> with(SortedMap<YearMonth, MonthPeaks> own, Tariff tariff) {
        SortedMap<YearMonth, MonthPeaks> all = new TreeMap<>(months);
        own.forEach((month, mine) -> all.merge(month, mine, (recorded, same) -> joined(recorded, same, tariff)));
        return all;
    }

    private MonthPeaks joined(MonthPeaks recorded, MonthPeaks own, Tariff tariff) {
        MonthPeaks joined = own;
        if (seen.containsKey(own.month())) {
            for (DemandPeak window : recorded.peaks()) {
                joined = joined.with(window, tariff);
            }
            int missing = Math.max(0, own.missing() - found.getOrDefault(own.month(), 0));
            joined = new MonthPeaks(own.month(), joined.peaks(), missing, joined.meters());
        } else if (own.peaks().isEmpty() || own.missing() > recorded.missing()) {
            // A driver that began in the midst of a month saw less of it than the history.
            joined = new MonthPeaks(own.month(), recorded.peaks(), recorded.missing(), own.meters());
        }
        // In the running month the meter may have stopped printing its peak, and a higher window came since.
        boolean holds = !seen.containsKey(own.month()) || recorded.meters().isPresent()
                && own.peaks().stream().noneMatch(window -> window.watts() > recorded.meters().get().watts());
        return joined.meters().isEmpty() && holds ? joined.withMeters(recorded.meters()) : joined;
    }

    /** Whether these are a month's peaks of which the history holds no more than the figure. */
    boolean isFigureAlone(YearMonth month, MonthPeaks peaks) {
        return times.containsKey(month) && peaks.peaks().equals(months.get(month).peaks());
    }

    /**
     * When the highest window of a month began, as the history has it; absent also where several windows make the
     * figure.
     */
    Optional<Stamp> time(YearMonth month) {
        return times.getOrDefault(month, Optional.empty());
    }
}
