package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * The bill during a window, calculated only when months or the window's start change, not with each telegram.
 *
 * @param rule         the tariff
 * @param figures      calculates the bill from peaks
 * @param start        start of the running window
 * @param percent      percentage of the running window that counts; 0: the window does not count
 * @param month        the peaks of the window's month
 * @param missing      number of windows of the month that were not measured whole
 * @param billed       billed figure now, in W; null while no figure is known
 * @param billedMonths number of months in the billed figure
 * @param earlier      the figures of earlier months
 * @param ceiling      highest mean of the running window, in W, that does not raise the bill; null without a limit
 * @param months       the last 13 months, the oldest first
 */
record WindowCharge(Tariff rule, BillFigure figures, Stamp start, int percent, MonthPeaks month, int missing,
                    @Nullable Double billed, int billedMonths, BillFigure.Earlier earlier, @Nullable Long ceiling,
                    List<Demand.Month> months) {
    /** @param second start of the running window, in seconds since 1970 */
    static WindowCharge of(Tariff rule, MonthFigures bills, long second) {
        YearMonth running = bills.calendar().month(second);
        BillFigure figures = new BillFigure(rule);
        Stamp start = bills.calendar().stamp(second);
        int percent = bills.calendar().percent(second);
        BillFigure.Earlier earlier = bills.earlier(running);
        return new WindowCharge(rule, figures, start, percent, bills.peaks(running), bills.missing(running),
                figures.billed(running, bills::figure), earlier.months() + (bills.figure(running) == null ? 0 : 1), earlier,
                percent == 0 || bills.isMaximumReached(running) ? null
                        : figures.ceiling(bills.peaks(running), earlier, start, percent),
                bills.upTo(running));
    }

    boolean isCounted() {
        return percent > 0;
    }

    /**
     * Returns the bill now and the bill with the forecast.
     *
     * @param forecast expected mean of the running window at its end, in W; null while unknown
     * @param allowed  power in W that may be drawn from now on without raising the bill; null without a limit
     */
    Demand.Bill withForecast(@Nullable Long forecast, @Nullable Long allowed) {
        MetersPeak byMeter = month.meters();
        List<Demand.Peak> peaks = byMeter == null ? month.peaks()
                : byMeter.time() == null ? List.of() : List.of(new Demand.Peak(byMeter.time(), byMeter.watts(), byMeter.watts()));
        return new Demand.Bill(rule.name(), isCounted(), BillFigure.rounded(billed),
                forecast == null ? null : BillFigure.rounded(billedWith(forecast)), allowed,
                billed == null ? null : figures.step(billed), peaks,
                byMeter == null ? missing : 0, billedMonths);
    }

    private @Nullable Double billedWith(long watts) {
        return percent == 0 ? billed
                : figures.billed(month, new Demand.Peak(start, watts, (watts * percent + 50) / 100), earlier);
    }

    /** Returns the month's peak in W: the meter's, else the highest window; null before the first. */
    @Nullable Long highest() {
        return month.meters() == null ? month.peaks().stream().map(Demand.Peak::watts).max(Comparator.naturalOrder()).orElse(null)
                : Long.valueOf(month.meters().watts());
    }
}
