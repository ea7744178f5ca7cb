package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Stamp;

/** The figure that a tariff bills, in watts, of the peaks of months. */
final class BillFigure {
    /** Rounding of sums. */
    private static final double ALMOST = 1e-6;

    private final Tariff tariff;

    BillFigure(Tariff tariff) {
        this.tariff = tariff;
    }

    /** What one month comes to, without the floor; absent while nothing of it is known. */
    OptionalDouble figure(MonthPeaks month) {
        if (tariff.isQuarterPeak() && month.meters().isPresent()) {
            return OptionalDouble.of(month.meters().get().watts());
        }
        return switch (tariff.figure()) {
            case MEAN -> month.peaks().stream().mapToLong(DemandPeak::countedWatts).average();
            case LOWEST -> month.peaks().size() < tariff.peaks() ? OptionalDouble.empty()
                    : OptionalDouble.of(month.peaks().get(month.peaks().size() - 1).countedWatts());
        };
    }

    /** The same with one more window. */
    OptionalDouble figure(MonthPeaks month, DemandPeak more) {
        MonthPeaks all = month.with(more, tariff);
        boolean higher = all.meters().isPresent() && more.watts() > all.meters().get().watts();
        return figure(higher ? all.withMeters(Optional.empty()) : all);
    }

    /**
     * What is billed for a month; absent while nothing is known of it.
     *
     * @param figures of months; absent for one of which nothing is known
     */
    OptionalDouble billed(YearMonth month, Function<YearMonth, OptionalDouble> figures) {
        return tariff.bills(month) ? billed(figures.apply(month), earlier(month, figures))
                : OptionalDouble.empty();
    }

    /** The months before one that its bill is the mean of: the sum of their figures, and how many are known. */
    record Earlier(double watts, int months) {
    }

    Earlier earlier(YearMonth month, Function<YearMonth, OptionalDouble> figures) {
        double sum = 0;
        int months = 0;
        for (int back = 1; back < tariff.meanMonths(); back++) {
            OptionalDouble figure = figures.apply(month.minusMonths(back));
            if (figure.isPresent() && tariff.bills(month.minusMonths(back))) {
                sum += Math.max(figure.getAsDouble(), tariff.floorWatts());
                months++;
            }
        }
        return new Earlier(sum, months);
    }

    /** The bill of a month of which this is the figure; absent without one, unless the tariff has a floor. */
    OptionalDouble billed(OptionalDouble figure, Earlier earlier) {
        return figure.isEmpty() && tariff.floorWatts() == 0 ? figure
                : OptionalDouble.of((Math.max(figure.orElse(0), tariff.floorWatts())
                        + earlier.watts()) / (earlier.months() + 1));
    }

    /**
     * The highest mean with which a window can end without raising the bill: without raising the figure, or where the
     * price has steps, without reaching the next step.
     *
     * @param start   of the running window
     * @param percent how much of it counts
     * @return absent while there is no figure
     */
    OptionalLong ceiling(MonthPeaks month, Earlier earlier, Stamp start, int percent) {
        OptionalDouble now = billed(figure(month), earlier);
        if (now.isEmpty()) {
            return OptionalLong.empty();
        }
        Optional<DemandBill.Step> step = step(now.getAsDouble());
        if (step.isPresent() && step.get().toWatts().isEmpty()) {
            return OptionalLong.empty();
        }
        double limit = step.isPresent() ? step.get().toWatts().getAsLong() - 1 : now.getAsDouble();
        // Where even the most that a connection carries does not raise the figure, nothing bounds the window.
        long low = 0;
        long high = CounterRule.MOST_WATTS;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            DemandPeak ended = new DemandPeak(start, middle, (middle * percent + 50) / 100);
            if (billed(figure(month, ended), earlier).orElse(0) <= limit + ALMOST) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == CounterRule.MOST_WATTS ? OptionalLong.empty() : OptionalLong.of(low);
    }

    static OptionalLong rounded(OptionalDouble watts) {
        return watts.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.round(watts.getAsDouble()));
    }

    /** The step of the price list that a figure is in; absent where there are none. */
    Optional<DemandBill.Step> step(double watts) {
        if (tariff.stepWatts().isEmpty()) {
            return Optional.empty();
        }
        long from = 0;
        for (long next : tariff.stepWatts()) {
            if (watts < next) {
                return Optional.of(new DemandBill.Step(from, OptionalLong.of(next)));
            }
            from = next;
        }
        return Optional.of(new DemandBill.Step(from, OptionalLong.empty()));
    }
}
