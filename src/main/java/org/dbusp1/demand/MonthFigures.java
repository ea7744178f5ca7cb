package org.dbusp1.demand;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.energy.Windows;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Stamp;

/** The figures of a meter's months by a tariff, of the windows that were seen whole. Used by one thread. */
public final class MonthFigures implements Windows {
    /** The running month and the year before it. */
    private static final int SHOWN_MONTHS = 13;
    /** Months that are kept: those of a wrong clock must not push out true ones. */
    static final int KEPT_MONTHS = 26;
    private static final int QUARTER = 900;

    private final Tariff tariff;
    private final TariffCalendar calendar;
    private final BillFigure bill;
    private final TreeMap<YearMonth, MonthPeaks> months = new TreeMap<>();
    /** The windows of each month that were seen whole, by their number. */
    private final TreeMap<YearMonth, BitSet> seen = new TreeMap<>();
    /** Figures of months of which the windows are not known here. */
    private final Map<YearMonth, DemandMonth> known = new TreeMap<>();
    private long settled = Long.MIN_VALUE;
    private long window = Long.MIN_VALUE;
    private int quarters;
    private long sum;
    private int version;

    /** @param zone of the tariff's calendar */
    public MonthFigures(Tariff tariff, ZoneId zone) {
        this.tariff = tariff;
        this.calendar = new TariffCalendar(tariff, zone);
        this.bill = new BillFigure(tariff);
    }

    TariffCalendar calendar() {
        return calendar;
    }

    /** Changes with each figure. */
    int version() {
        return version;
    }

    /** Takes the figure of a month of which the windows are not known here: it counts where nothing better is. */
    public void known(DemandMonth figure) {
        version++;
        known.put(figure.month(), figure);
    }

    /**
     * Takes the next quarter hour that was recorded whole, in the order of time. A window of which one is missing
     * counts as missing.
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
        settle(second + QUARTER);
        if (quarters * QUARTER == tariff.windowSeconds()) {
            window(start, Math.round((double) sum / quarters));
        }
    }

    @Override
    public void window(long start, long watts) {
        version++;
        YearMonth month = calendar.month(start);
        if (!calendar.month(start + tariff.windowSeconds()).equals(month)) {
            // What is there of the month that begins was left by a clock that was ahead.
            months.remove(month.plusMonths(1));
            seen.remove(month.plusMonths(1));
        }
        if (calendar.percent(start) > 0) {
            add(peaks(month).with(calendar.peak(start, watts), tariff));
            seen.computeIfAbsent(month, none -> new BitSet()).set(number(month, start));
        }
    }

    private int number(YearMonth month, long start) {
        return Math.toIntExact((start - calendar.firstSecond(month)) / tariff.windowSeconds());
    }

    private void add(MonthPeaks month) {
        months.put(month.month(), month);
        while (months.size() > KEPT_MONTHS) {
            seen.remove(months.pollFirstEntry().getKey());
        }
    }

    /** Up to this second it is known which windows were seen whole. */
    void settle(long second) {
        long end = second - Math.floorMod(second, (long) tariff.windowSeconds());
        version += end == settled ? 0 : 1;
        settled = end;
    }

    /** Takes the meter's own peak of a month; absent: it no longer holds. */
    void meters(YearMonth month, Optional<MetersPeak> peak) {
        version++;
        add(peaks(month).withMeters(peak));
    }

    /** Takes the windows and the figures that a history holds. */
    void fill(MonthFigures history) {
        history.seen.forEach((month, windows) -> {
            MonthPeaks all = peaks(month);
            for (DemandPeak window : history.peaks(month).peaks()) {
                all = all.with(window, tariff);
            }
            add(all);
            seen.computeIfAbsent(month, none -> new BitSet()).or(windows);
        });
        history.known.values().forEach(this::known);
    }

    /** The peaks of a month; none where nothing is known of it. */
    MonthPeaks peaks(YearMonth month) {
        return months.getOrDefault(month, MonthPeaks.none(month));
    }

    /** The windows of a month that should count but were not seen whole. */
    int missing(YearMonth month) {
        long to = Math.min(settled, calendar.firstSecond(month.plusMonths(1)));
        return Math.max(0, calendar.counted(calendar.firstSecond(month), to)
                - seen.getOrDefault(month, new BitSet()).cardinality());
    }

    /**
     * The figure of a month that is not made of windows that are known here: the meter's own, or one of which more
     * windows were seen.
     */
    private Optional<DemandMonth> better(YearMonth month) {
        MonthPeaks own = peaks(month);
        boolean over = calendar.firstSecond(month.plusMonths(1)) <= settled;
        return Optional.ofNullable(known.get(month)).filter(other -> own.meters().isEmpty() && (own.peaks().isEmpty()
                || (other.byMeter() ? over || own.peaks().get(0).watts() <= other.watts()
                : over && missing(month) > other.missing())));
    }

    /** What a month comes to, without the months before it; absent while nothing is known of it. */
    OptionalDouble figure(YearMonth month) {
        return better(month).map(other -> OptionalDouble.of(other.watts())).orElseGet(() -> bill.figure(peaks(month)));
    }

    /** The bill of a month, in watts; absent while nothing is known of it. */
    public OptionalLong billed(YearMonth month) {
        return BillFigure.rounded(bill.billed(month, this::figure));
    }

    /** The months before one that its bill is the mean of. */
    BillFigure.Earlier earlier(YearMonth month) {
        return bill.earlier(month, this::figure);
    }

    /** The months in which a window counted, the oldest first. */
    public List<DemandMonth> months() {
        return months.keySet().stream().filter(month -> !peaks(month).peaks().isEmpty()).map(this::month)
                .flatMap(Optional::stream).toList();
    }

    /** The last 13 months that have a figure, the oldest first. */
    List<DemandMonth> upTo(YearMonth last) {
        List<DemandMonth> shown = new ArrayList<>();
        for (YearMonth month = last.minusMonths(SHOWN_MONTHS - 1L); !month.isAfter(last); month = month.plusMonths(1)) {
            month(month).ifPresent(shown::add);
        }
        return List.copyOf(shown);
    }

    private Optional<DemandMonth> month(YearMonth month) {
        OptionalDouble figure = figure(month);
        if (figure.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong billed = tariff.name().isEmpty() ? OptionalLong.empty() : billed(month);
        MonthPeaks own = peaks(month);
        long watts = Math.round(figure.getAsDouble());
        if (tariff.isQuarterPeak() && own.meters().isPresent()) {
            return Optional.of(new DemandMonth(month, watts, own.meters().get().time(), true, 0, billed));
        }
        Optional<Stamp> time = tariff.peaks() > 1 || own.peaks().isEmpty() ? Optional.empty()
                : Optional.of(own.peaks().get(0).start());
        return Optional.of(better(month).map(other -> new DemandMonth(month, watts, other.time(), other.byMeter(),
                        other.missing(), billed))
                .orElseGet(() -> new DemandMonth(month, watts, time, false, missing(month), billed)));
    }
}
