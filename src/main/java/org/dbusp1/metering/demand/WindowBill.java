package org.dbusp1.metering.demand;

import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.demand.MonthPeaks.MeterPeak;
import org.jspecify.annotations.Nullable;

/**
 * The bill during a window, calculated only when months or the window's start change, not with each telegram.
 *
 * @param percent      percentage of the running window that counts; 0: the window does not count
 * @param isFollowedByCounted whether a window counts that begins within the next 24 hours
 * @param countedSince start of the first window that was measured at all; null if it is in an earlier month, or the first of its month
 * @param missing      number of windows of the month since then that were not measured whole
 * @param billed       billed figure now, in W; null while no figure is known and the tariff has no floor, and outside the billed months
 * @param billedMonths number of months in the billed figure
 * @param ceiling      highest mean of the running window, in W, that does not raise the bill; null without a limit
 * @param months       those of the last 13 months that have a figure, the oldest first
 */
record WindowBill(BillCalculator billCalculator, Stamp start, int percent, boolean isFollowedByCounted,
                    MonthPeaks month, @Nullable Stamp countedSince, int missing,
                    @Nullable Double billed, int billedMonths, BillCalculator.Earlier earlier, @Nullable Long ceiling,
                    List<Demand.MonthlyPeak> months) {
    private static final long DAY_SECONDS = 86_400;

    /** @param second start of the running window, in seconds since 1970 */
    static WindowBill of(Tariff tariff, MonthFigures monthFigures, long second) {
        YearMonth running = monthFigures.calendar().month(second);
        BillCalculator billCalculator = new BillCalculator(tariff);
        Stamp start = monthFigures.calendar().stamp(second);
        int percent = monthFigures.calendar().percent(second);
        BillCalculator.Earlier earlier = monthFigures.earlier(running);
        Double billed = billCalculator.billed(running, monthFigures::figure);
        Long since = monthFigures.countedSince(running);
        return new WindowBill(billCalculator, start, percent,
                monthFigures.calendar().countedWindows(second + tariff.windowSeconds(), second + DAY_SECONDS + 1) > 0,
                monthFigures.peaks(running), since == null ? null : monthFigures.calendar().stamp(since),
                monthFigures.missingSince(running),
                billed, earlier.months() + (billed == null ? 0 : 1), earlier,
                percent == 0 || monthFigures.isMaximumReached(running) ? null
                        : billCalculator.ceiling(monthFigures.peaks(running), earlier, start, percent),
                monthFigures.upTo(running));
    }

    boolean isCounted() {
        return percent > 0;
    }

    /**
     * @param forecast expected mean of the running window at its end, in W; null while unknown
     * @param allowed  power in W that may be drawn from now on without raising the bill; null without a limit
     */
    Demand.Bill withForecast(@Nullable Long forecast, @Nullable Long allowed) {
        MeterPeak byMeter = month.meterPeak();
        Stamp byMeterStart = byMeter == null ? null : byMeter.start();
        List<Demand.Peak> peaks = byMeter == null ? month.peaks()
                : byMeterStart == null ? List.of() : List.of(new Demand.Peak(byMeterStart, byMeter.watts(), byMeter.watts()));
        return new Demand.Bill(billCalculator.tariff().name(), isCounted(), BillCalculator.rounded(billed),
                forecast == null ? null : BillCalculator.rounded(billedWith(forecast)), allowed,
                billed == null ? null : billCalculator.step(billed), peaks,
                byMeter == null ? countedSince : null, byMeter == null ? missing : 0, billedMonths);
    }

    private @Nullable Double billedWith(long watts) {
        return percent == 0 ? billed
                : billCalculator.billed(month, new Demand.Peak(start, watts, (watts * percent + 50) / 100), earlier);
    }

    /** Returns the month's peak in W: the meter's, else the highest window; null before the first. */
    @Nullable Long highest() {
        return month.meterPeak() == null ? month.peaks().stream().map(Demand.Peak::watts).max(Comparator.naturalOrder()).orElse(null)
                : Long.valueOf(month.meterPeak().watts());
    }
}
