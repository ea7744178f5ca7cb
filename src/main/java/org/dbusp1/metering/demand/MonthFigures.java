package org.dbusp1.metering.demand;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.demand.MonthPeaks.MeterPeak;
import org.dbusp1.metering.energy.Ledger;
import org.jspecify.annotations.Nullable;

/** The figures of a meter's months by a tariff, from the windows that were measured whole. Used by one thread at a time. */
public final class MonthFigures implements Ledger.WindowReceiver {
    /** The running month and the year before it. */
    private static final int SHOWN_MONTHS = 13;
    /** Most months held: more than are shown, so that months of a wrong clock do not displace true months. */
    static final int MOST_MONTHS = 26;
    private static final int[] NO_WINDOWS = {};

    private final Tariff tariff;
    private final TariffCalendar calendar;
    private final BillCalculator bill;
    private final TreeMap<YearMonth, MonthPeaks> months = new TreeMap<>();
    /** Windows of each month by their number in the month: mean in W + 1 of a window that was measured whole, else 0. */
    private final TreeMap<YearMonth, int[]> windows = new TreeMap<>();
    /** Figures of months from earlier records, used if better than the figures from windows. */
    private final Map<YearMonth, Demand.MonthlyPeak> known = new TreeMap<>();
    /** End of the last window that was measured or missed, in seconds since 1970. */
    private long coveredUntil = Long.MIN_VALUE;
    private int version;

    public MonthFigures(Tariff tariff, ZoneId zone) {
        this.tariff = tariff;
        this.calendar = new TariffCalendar(tariff, zone);
        this.bill = new BillCalculator(tariff);
    }

    TariffCalendar calendar() {
        return calendar;
    }

    int version() {
        return version;
    }

    public void acceptKnown(Demand.MonthlyPeak figure) {
        version++;
        known.put(figure.month(), figure);
    }

    /** {@inheritDoc} Of a repeated window, the higher mean counts. */
    @Override
    public void accept(long start, @Nullable Long watts) {
        version++;
        YearMonth month = calendar.month(start);
        if (start + tariff.windowSeconds() == calendar.firstSecond(month.plusMonths(1))) {
            // Data of the beginning month were left by a clock that was ahead.
            months.remove(month.plusMonths(1));
            windows.remove(month.plusMonths(1));
        }
        if (calendar.percent(start) == 0) {
            return;
        }
        if (watts != null) {
            addWindow(start, watts);
        } else {
            int[] monthWindows = windows(month);
            monthWindows[number(start, month)] = 0;
            add(new MonthPeaks(month, List.of(), peaks(month).meterPeak()));
            addWindows(peaks(month), monthWindows);
        }
    }

    private int[] windows(YearMonth month) {
        return windows.computeIfAbsent(month, key -> new int[number(calendar.firstSecond(month.plusMonths(1)), month)]);
    }

    private int number(long start, YearMonth month) {
        return Math.toIntExact((start - calendar.firstSecond(month)) / tariff.windowSeconds());
    }

    private void addWindow(long start, long watts) {
        YearMonth month = calendar.month(start);
        int[] monthWindows = windows(month);
        int number = number(start, month);
        monthWindows[number] = Math.max(monthWindows[number], Math.toIntExact(watts) + 1);
        add(peaks(month).with(calendar.peak(start, watts), tariff));
    }

    private void addWindows(MonthPeaks month, int[] monthWindows) {
        MonthPeaks peaks = month;
        long first = calendar.firstSecond(month.month());
        for (int number = 0; number < monthWindows.length; number++) {
            if (monthWindows[number] > 0) {
                peaks = peaks.with(calendar.peak(first + (long) number * tariff.windowSeconds(), monthWindows[number] - 1), tariff);
            }
        }
        add(peaks);
    }

    private void add(MonthPeaks month) {
        version++;
        months.put(month.month(), month);
        while (months.size() > MOST_MONTHS) {
            windows.remove(months.pollFirstEntry().getKey());
        }
    }

    /** Accepts the time up to which windows were measured or missed. @param second seconds since 1970 */
    public void coverUntil(long second) {
        long end = second - Math.floorMod(second, (long) tariff.windowSeconds());
        version += end == coveredUntil ? 0 : 1;
        coveredUntil = end;
    }

    /** Accepts the meter's own peak of a month. @param peak null: the peak is no longer valid */
    void acceptMeterPeak(YearMonth month, @Nullable MeterPeak peak) {
        add(peaks(month).withMeterPeak(peak));
    }

    /** Accepts the windows and figures of a history, whose zone is another one if the zone of the meter's clock was found meanwhile. */
    void fillFrom(MonthFigures history) {
        history.windows.forEach((month, all) -> {
            long first = history.calendar.firstSecond(month);
            for (int number = 0; number < all.length; number++) {
                long start = first + (long) number * tariff.windowSeconds();
                if (all[number] > 0 && calendar.percent(start) > 0) {
                    addWindow(start, all[number] - 1L);
                }
            }
        });
        history.known.values().forEach(this::acceptKnown);
    }

    MonthPeaks peaks(YearMonth month) {
        return months.getOrDefault(month, MonthPeaks.none(month));
    }

    int missing(YearMonth month) {
        long to = Math.min(coveredUntil, calendar.firstSecond(month.plusMonths(1)));
        return Math.max(0, calendar.countedWindows(calendar.firstSecond(month), to)
                - (int) Arrays.stream(windows.getOrDefault(month, NO_WINDOWS)).filter(watts -> watts > 0).count());
    }

    /** Returns the number of missing windows since {@link #countedSince}: before its first window no driver was there to miss one. */
    int missingSince(YearMonth month) {
        if (windows.isEmpty()) {
            return 0;
        }
        Long since = countedSince(month);
        return missing(month) - (since == null ? 0 : calendar.countedWindows(calendar.firstSecond(month), since));
    }

    /** Returns the start of the first window that was measured at all, where it is in a month and not its first; else null. */
    @Nullable Long countedSince(YearMonth month) {
        int[] all = windows.getOrDefault(month, NO_WINDOWS);
        if (all.length == 0 || !windows.firstKey().equals(month)) {
            return null;
        }
        int number = 0;
        while (all[number] == 0 && number < all.length - 1) {
            number++;
        }
        return number == 0 ? null : calendar.firstSecond(month) + (long) number * tariff.windowSeconds();
    }

    /** Returns an earlier record of a month that is better than the known windows: the meter's peak, or more windows; else null. */
    private Demand.@Nullable MonthlyPeak betterRecord(YearMonth month) {
        MonthPeaks here = peaks(month);
        Demand.MonthlyPeak other = known.get(month);
        if (other == null || here.meterPeak() != null) {
            return null;
        }
        boolean over = calendar.firstSecond(month.plusMonths(1)) <= coveredUntil;
        boolean better = here.peaks().isEmpty() || (other.byMeter() ? over || here.peaks().get(0).watts() <= other.watts()
                : over && missing(month) > other.missing());
        return better ? other : null;
    }

    /** Returns the month's own figure in W, without floor and mean of months; null while none is known. */
    @Nullable Double figure(YearMonth month) {
        Demand.MonthlyPeak other = betterRecord(month);
        return other == null ? bill.figure(peaks(month)) : Double.valueOf(other.watts());
    }

    public @Nullable Long billed(YearMonth month) {
        return BillCalculator.rounded(bill.billed(month, this::figure));
    }

    boolean isMaximumReached(YearMonth month) {
        Double watts = bill.billed(month, this::figure);
        Double imported = tariff.priceCap().peakPrice() > 0 ? importedBefore(month) : null;
        return watts != null && imported != null && tariff.priceCap().isReached(watts, imported);
    }

    /**
     * Returns the import of the 12 months before a month, in Wh; null if one of these months has no known window. A window that
     * was not measured whole counts as the highest of its month, so that the import is not too low.
     */
    private @Nullable Double importedBefore(YearMonth month) {
        double wattSum = 0;
        for (int back = 1; back <= 12; back++) {
            int[] monthWindows = windows.getOrDefault(month.minusMonths(back), NO_WINDOWS);
            int highest = Arrays.stream(monthWindows).max().orElse(0);
            if (highest == 0) {
                return null;
            }
            wattSum += Arrays.stream(monthWindows).mapToLong(number -> (number == 0 ? highest : number) - 1).sum();
        }
        return wattSum * tariff.windowMinutes() / 60;
    }

    BillCalculator.Earlier earlier(YearMonth month) {
        return bill.earlier(month, this::figure);
    }

    /** Returns the months with a counted window, the oldest first. */
    public List<Demand.MonthlyPeak> months() {
        return months.keySet().stream().filter(month -> !peaks(month).peaks().isEmpty()).map(this::month)
                .filter(Objects::nonNull).toList();
    }

    /** Returns the months with a figure among the 13 months up to a month, the oldest first. */
    List<Demand.MonthlyPeak> upTo(YearMonth last) {
        List<Demand.MonthlyPeak> shown = new ArrayList<>();
        for (YearMonth month = last.minusMonths(SHOWN_MONTHS - 1L); !month.isAfter(last); month = month.plusMonths(1)) {
            Demand.MonthlyPeak peak = month(month);
            if (peak != null) {
                shown.add(peak);
            }
        }
        return List.copyOf(shown);
    }

    private Demand.@Nullable MonthlyPeak month(YearMonth month) {
        Double figure = figure(month);
        if (figure == null) {
            return null;
        }
        Long billed = tariff.name().isEmpty() ? null : billed(month);
        MonthPeaks here = peaks(month);
        Demand.MonthlyPeak other = betterRecord(month);
        long watts = Math.round(figure);
        if (here.meterPeak() != null) {
            return new Demand.MonthlyPeak(month, watts, here.meterPeak().start(), true, 0, billed);
        }
        if (other != null) {
            return new Demand.MonthlyPeak(month, watts, other.time(), other.byMeter(), other.missing(), billed);
        }
        Stamp time = tariff.peakCount() > 1 || here.peaks().isEmpty() ? null : here.peaks().get(0).start();
        return new Demand.MonthlyPeak(month, watts, time, false, missing(month), billed);
    }
}
