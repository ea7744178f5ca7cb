package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Stamp;

/** Calculates the figure that a tariff bills, in watts, from the peaks of months. */
final class BillFigure {
    private static final double ALMOST = 1e-6;

    private final Tariff tariff;

    BillFigure(Tariff tariff) {
        this.tariff = tariff;
    }

    /** Returns the figure of one month, without the floor; absent before a window of the month is known. */
    OptionalDouble figure(MonthPeaks month) {
        if (month.meters().isPresent()) {
            return OptionalDouble.of(month.meters().get().watts());
        }
        return switch (tariff.figure()) {
            case MEAN -> month.peaks().stream().mapToLong(Demand.Peak::countedWatts).average();
            case LOWEST -> month.peaks().size() < tariff.peaks() ? OptionalDouble.empty()
                    : OptionalDouble.of(month.peaks().get(month.peaks().size() - 1).countedWatts());
        };
    }

    OptionalDouble figure(MonthPeaks month, Demand.Peak more) {
        MonthPeaks all = month.with(more, tariff);
        boolean higher = all.meters().isPresent() && more.watts() > all.meters().get().watts();
        return figure(higher ? all.withMeters(Optional.empty()) : all);
    }

    /**
     * Returns the billed figure of a month; absent while no figure is known.
     *
     * @param figures figures of months; absent for an unknown month
     */
    OptionalDouble billed(YearMonth month, Function<YearMonth, OptionalDouble> figures) {
        return tariff.bills(month) ? billed(figures.apply(month), earlier(month, figures))
                : OptionalDouble.empty();
    }

    /** The earlier months of a billed mean: the sum of their figures, and the number of known months. */
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

    /** Returns the bill of a month with this figure; absent without a figure, unless the tariff has a floor. */
    OptionalDouble billed(OptionalDouble figure, Earlier earlier) {
        return figure.isEmpty() && tariff.floorWatts() == 0 ? figure
                : OptionalDouble.of((Math.max(figure.orElse(0), tariff.floorWatts())
                        + earlier.watts()) / (earlier.months() + 1));
    }

    /**
     * Returns the highest mean with which a window can end without raising the bill: without raising the figure, or, if
     * the price has steps, without reaching the next step.
     *
     * @param start   start of the running window
     * @param percent percentage of the window that counts
     * @return absent while there is no figure
     */
    OptionalLong ceiling(MonthPeaks month, Earlier earlier, Stamp start, int percent) {
        OptionalDouble now = billed(figure(month), earlier);
        if (now.isEmpty()) {
            return OptionalLong.empty();
        }
        Optional<Demand.Bill.Step> step = step(now.getAsDouble());
        if (step.isPresent() && step.get().toWatts().isEmpty()) {
            return OptionalLong.empty();
        }
        double limit = step.isPresent() ? step.get().toWatts().getAsLong() - 1 : now.getAsDouble();
        // If even the most that a connection carries does not raise the figure, the window has no limit.
        long low = 0;
        long high = CounterRule.MOST_WATTS;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            Demand.Peak finished = new Demand.Peak(start, middle, (middle * percent + 50) / 100);
            if (billed(figure(month, finished), earlier).orElse(0) <= limit + ALMOST) {
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

    /** Returns the step of the price list that contains a figure; absent if there are no steps. */
    Optional<Demand.Bill.Step> step(double watts) {
        if (tariff.stepWatts().isEmpty()) {
            return Optional.empty();
        }
        long from = 0;
        for (long next : tariff.stepWatts()) {
            if (watts < next) {
                return Optional.of(new Demand.Bill.Step(from, OptionalLong.of(next)));
            }
            from = next;
        }
        return Optional.of(new Demand.Bill.Step(from, OptionalLong.empty()));
    }
}
