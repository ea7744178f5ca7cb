package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Stamp;

/**
 * Where the bill stands while a window runs. What depends on months and the window's start alone is calculated when
 * they change, not with each telegram. Immutable.
 */
final class WindowCharge {
    private final Tariff rule;
    private final BillFigure figures;
    private final Stamp start;
    private final int percent;
    private final MonthPeaks month;
    private final int missing;
    private final OptionalDouble billed;
    private final int billedMonths;
    private final BillFigure.Earlier earlier;
    private final OptionalLong ceiling;
    private final List<DemandMonth> months;

    /** @param start when the running window began */
    WindowCharge(Tariff rule, MonthFigures bills, long start) {
        TariffCalendar calendar = bills.calendar();
        YearMonth running = calendar.month(start);
        this.rule = rule;
        this.figures = new BillFigure(rule);
        this.start = calendar.stamp(start);
        this.percent = calendar.percent(start);
        this.month = bills.peaks(running);
        this.missing = bills.missing(running);
        this.earlier = bills.earlier(running);
        this.billed = rule.bills(running) ? figures.billed(bills.figure(running), earlier) : OptionalDouble.empty();
        this.billedMonths = earlier.months() + (bills.figure(running).isPresent() ? 1 : 0);
        this.ceiling = percent == 0 ? OptionalLong.empty() : figures.ceiling(month, earlier, this.start, percent);
        this.months = bills.upTo(running);
    }

    /** When the running window began. */
    long start() {
        return start.epochSecond();
    }

    /** The month that the running window lies in. */
    YearMonth month() {
        return month.month();
    }

    /** Whether the running window counts. */
    boolean isCounted() {
        return percent > 0;
    }

    /**
     * Where the bill stands, and where it would with the forecast.
     *
     * @param forecast the mean that the running window is expected to end with; absent while that is unknown
     * @param allowed  what may be drawn from now on without raising the bill; absent while nothing bounds it
     */
    DemandBill withForecast(OptionalLong forecast, OptionalLong allowed) {
        Optional<MetersPeak> own = rule.isQuarterPeak() ? month.meters() : Optional.empty();
        List<DemandPeak> peaks = own.isEmpty() ? month.peaks()
                : own.get().time().map(time -> List.of(new DemandPeak(time, own.get().watts(), own.get().watts())))
                .orElse(List.of());
        return new DemandBill(rule.name(), isCounted(), BillFigure.rounded(billed),
                forecast.isEmpty() ? forecast : BillFigure.rounded(billedWith(forecast.getAsLong())), allowed,
                billed.isEmpty() ? Optional.empty() : figures.step(billed.getAsDouble()), peaks,
                own.isPresent() ? 0 : missing, billedMonths);
    }

    /** The figure once the running window has ended with this mean. */
    private OptionalDouble billedWith(long watts) {
        DemandPeak window = new DemandPeak(start, watts, (watts * percent + 50) / 100);
        return percent == 0 ? billed : figures.billed(figures.figure(month, window), earlier);
    }

    /** The highest mean of the running window that does not raise the bill; absent while nothing bounds it. */
    OptionalLong ceiling() {
        return ceiling;
    }

    /** The highest window of the running month; absent before there is one. */
    OptionalLong highest() {
        if (rule.windowSeconds() == Tariff.QUARTER_PEAK.windowSeconds() && month.meters().isPresent()) {
            return OptionalLong.of(month.meters().get().watts());
        }
        return month.peaks().stream().mapToLong(DemandPeak::watts).max();
    }

    /** The last 13 months, the oldest first. */
    List<DemandMonth> months() {
        return months;
    }
}
