package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Stamp;

/**
 * The state of the bill while a window runs. Figures that depend only on months and the window's start are calculated
 * when these change, not with each telegram. Immutable.
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
    private final List<Demand.Month> months;

    /** @param start start of the running window */
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

    /** Returns the start of the running window. */
    long start() {
        return start.epochSecond();
    }

    /** Returns the month of the running window. */
    YearMonth month() {
        return month.month();
    }

    /** Returns whether the running window counts. */
    boolean isCounted() {
        return percent > 0;
    }

    /**
     * Returns the bill now and the bill with the forecast.
     *
     * @param forecast the expected mean of the running window at its end; absent while it is unknown
     * @param allowed  power that may be drawn from now on without raising the bill; absent while there is no limit
     */
    Demand.Bill withForecast(OptionalLong forecast, OptionalLong allowed) {
        Optional<MetersPeak> own = month.meters();
        List<Demand.Peak> peaks = own.isEmpty() ? month.peaks()
                : own.get().time().map(time -> List.of(new Demand.Peak(time, own.get().watts(), own.get().watts())))
                .orElse(List.of());
        return new Demand.Bill(rule.name(), isCounted(), BillFigure.rounded(billed),
                forecast.isEmpty() ? forecast : BillFigure.rounded(billedWith(forecast.getAsLong())), allowed,
                billed.isEmpty() ? Optional.empty() : figures.step(billed.getAsDouble()), peaks,
                own.isPresent() ? 0 : missing, billedMonths);
    }

    /** Returns the figure after the running window has ended with this mean. */
    private OptionalDouble billedWith(long watts) {
        Demand.Peak window = new Demand.Peak(start, watts, (watts * percent + 50) / 100);
        return percent == 0 ? billed : figures.billed(figures.figure(month, window), earlier);
    }

    /** Returns the highest mean of the running window that does not raise the bill; absent while there is no limit. */
    OptionalLong ceiling() {
        return ceiling;
    }

    /** Returns the highest window of the running month; absent before there is one. */
    OptionalLong highest() {
        if (month.meters().isPresent()) {
            return OptionalLong.of(month.meters().get().watts());
        }
        return month.peaks().stream().mapToLong(Demand.Peak::watts).max();
    }

    /** Returns the last 13 months, the oldest first. */
    List<Demand.Month> months() {
        return months;
    }
}
