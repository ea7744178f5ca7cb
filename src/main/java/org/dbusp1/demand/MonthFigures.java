package org.dbusp1.demand;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.dbusp1.meter.DemandMonth;

/** The figures of months, calculated from the quarter hours of a history. Used by one thread. */
public final class MonthFigures {
    private static final int QUARTER = 900;

    private final Tariff tariff;
    private final TariffCalendar calendar;
    private final BillFigure bill;
    private final Map<YearMonth, MonthPeaks> months = new TreeMap<>();
    private final Map<YearMonth, Integer> seen = new HashMap<>();
    private final Map<YearMonth, Long> earlier = new HashMap<>();
    private long window = Long.MIN_VALUE;
    private int quarters;
    private long sum;
    private long end = Long.MIN_VALUE;

    /** @param zone of the tariff's calendar */
    public MonthFigures(Tariff tariff, ZoneId zone) {
        this.tariff = tariff;
        this.calendar = new TariffCalendar(tariff, zone);
        this.bill = new BillFigure(tariff);
    }

    /** The figure of a month that is not calculated here; the mean of several months needs it. */
    public void known(YearMonth month, long watts) {
        earlier.put(month, watts);
    }

    /**
     * The next quarter hour that was recorded whole, in the order of time. A window of which one is missing counts as
     * missing.
     *
     * @param second when it began
     * @param watts  its mean import
     */
    public void quarter(long second, long watts) {
        long start = second - Math.floorMod(second, (long) tariff.windowSeconds());
        if (start != window) {
            window = start;
            quarters = 0;
            sum = 0;
        }
        quarters++;
        sum += watts;
        end = second + QUARTER;
        if (quarters * QUARTER == tariff.windowSeconds()) {
            add(start, Math.round((double) sum / quarters));
        }
    }

    private void add(long start, long watts) {
        YearMonth month = calendar.month(start);
        MonthPeaks peaks = months.computeIfAbsent(month, MonthPeaks::none);
        if (calendar.percent(start) > 0) {
            months.put(month, peaks.with(calendar.peak(start, watts), tariff));
            seen.merge(month, 1, Integer::sum);
        }
    }

    /** The months in which a window counted, the oldest first. */
    public List<DemandMonth> months() {
        List<DemandMonth> figures = new ArrayList<>();
        for (MonthPeaks month : months.values()) {
            OptionalDouble figure = bill.figure(month);
            if (figure.isPresent()) {
                figures.add(new DemandMonth(month.month(), Math.round(figure.getAsDouble()),
                        tariff.peaks() == 1 ? Optional.of(month.peaks().get(0).start()) : Optional.empty(), false,
                        missing(month.month()), billed(month.month())));
            }
        }
        return figures;
    }

    private OptionalDouble figure(YearMonth month) {
        MonthPeaks peaks = months.get(month);
        OptionalDouble figure = peaks == null ? OptionalDouble.empty() : bill.figure(peaks);
        return figure.isEmpty() && earlier.containsKey(month) ? OptionalDouble.of(earlier.get(month)) : figure;
    }

    /** The bill of a month whose figure is known. */
    public OptionalLong billed(YearMonth month) {
        return BillFigure.rounded(bill.billed(month, this::figure));
    }

    /** The windows of each month that the tariff counts so far. */
    Map<YearMonth, MonthPeaks> windows() {
        Map<YearMonth, MonthPeaks> counted = new TreeMap<>();
        months.forEach((month, peaks) -> counted.put(month, peaks.withMissing(missing(month))));
        return counted;
    }

    /** How many windows of each month were seen whole. */
    Map<YearMonth, Integer> seen() {
        Map<YearMonth, Integer> counts = new HashMap<>(seen);
        months.keySet().forEach(month -> counts.putIfAbsent(month, 0));
        return counts;
    }

    private int missing(YearMonth month) {
        long to = Math.min(end - Math.floorMod(end, (long) tariff.windowSeconds()),
                calendar.firstSecond(month.plusMonths(1)));
        return calendar.counted(calendar.firstSecond(month), to) - seen.getOrDefault(month, 0);
    }
}
