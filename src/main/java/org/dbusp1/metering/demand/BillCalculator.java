package org.dbusp1.metering.demand;

import java.time.YearMonth;
import java.util.List;
import java.util.function.Function;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.Demand;
import org.jspecify.annotations.Nullable;

/** Calculates the figure in W that a tariff bills, from the peaks of months. */
final class BillCalculator {
    /** W by which a calculated bill may exceed its limit by rounding. */
    private static final double ROUNDING_WATTS = 1e-6;

    private final Tariff tariff;

    BillCalculator(Tariff tariff) {
        this.tariff = tariff;
    }

    Tariff tariff() {
        return tariff;
    }

    /** Returns the figure of a month in W, without the floor; null before enough windows of the month are known. */
    @Nullable Double figure(MonthPeaks month) {
        if (month.meterPeak() != null) {
            return (double) month.meterPeak().watts();
        }
        List<Demand.Peak> peaks = month.peaks();
        boolean mean = tariff.figure() == Tariff.Figure.MEAN;
        if (peaks.size() < (mean ? 1 : tariff.peakCount())) {
            return null;
        }
        return mean ? peaks.stream().mapToLong(Demand.Peak::countedWatts).average().orElseThrow()
                : peaks.get(peaks.size() - 1).countedWatts();
    }

    private @Nullable Double figure(MonthPeaks month, Demand.Peak more) {
        MonthPeaks all = month.with(more, tariff);
        boolean higher = all.meterPeak() != null && more.watts() > all.meterPeak().watts();
        return figure(higher ? all.withMeterPeak(null) : all);
    }

    /**
     * Returns the billed figure of a month in W; null for a month that is not billed, and while no figure is known, unless the tariff has
     * a floor, which then counts as the figure.
     *
     * @param figures figures of months in W; null for an unknown month
     */
    @Nullable Double billed(YearMonth month, Function<YearMonth, @Nullable Double> figures) {
        return tariff.bills(month) ? billed(figures.apply(month), earlier(month, figures)) : null;
    }

    /** The earlier months of a billed mean: the sum of their figures, and the number of known months. */
    record Earlier(double watts, int months) {
    }

    Earlier earlier(YearMonth month, Function<YearMonth, @Nullable Double> figures) {
        double sum = 0;
        int months = 0;
        for (int back = 1; back < tariff.meanMonths(); back++) {
            Double figure = figures.apply(month.minusMonths(back));
            if (figure != null && tariff.bills(month.minusMonths(back))) {
                sum += Math.max(figure, tariff.floorWatts());
                months++;
            }
        }
        return new Earlier(sum, months);
    }

    private @Nullable Double billed(@Nullable Double figure, Earlier earlier) {
        return figure == null && tariff.floorWatts() == 0 ? null
                : (Math.max(figure == null ? 0 : figure, tariff.floorWatts()) + earlier.watts()) / (earlier.months() + 1);
    }

    @Nullable Double billed(MonthPeaks month, Demand.Peak more, Earlier earlier) {
        return billed(figure(month, more), earlier);
    }

    /**
     * Returns the highest mean in W with which a window can end without raising the bill: without raising the figure, or, if
     * the price has steps, without reaching the next step.
     *
     * @param percent percentage of the window that counts
     * @return null while no figure is known and the tariff has no floor, or if no mean raises the bill
     */
    @Nullable Long ceiling(MonthPeaks month, Earlier earlier, Stamp start, int percent) {
        Double now = billed(figure(month), earlier);
        if (now == null) {
            return null;
        }
        Demand.Bill.Step step = step(now);
        Long above = step == null ? null : step.toWatts();
        if (step != null && above == null) {
            return null;
        }
        double limit = above == null ? now : above - 1;
        long low = 0;
        long high = CounterRule.MOST_WATTS;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            Demand.Peak finished = new Demand.Peak(start, middle, (middle * percent + 50) / 100);
            Double raised = billed(month, finished, earlier);
            if (raised == null || raised <= limit + ROUNDING_WATTS) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == CounterRule.MOST_WATTS ? null : low;
    }

    static @Nullable Long rounded(@Nullable Double watts) {
        return watts == null ? null : Math.round(watts);
    }

    /** Returns the step of the price list that contains a figure; null without steps. */
    Demand.Bill.@Nullable Step step(double watts) {
        if (tariff.stepWatts().isEmpty()) {
            return null;
        }
        long from = 0;
        for (long next : tariff.stepWatts()) {
            if (watts < next) {
                return new Demand.Bill.Step(from, next);
            }
            from = next;
        }
        return new Demand.Bill.Step(from, null);
    }
}
