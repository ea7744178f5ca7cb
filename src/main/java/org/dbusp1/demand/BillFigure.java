package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandPeak;

/** The figure that a tariff bills, in watts, of the peaks of months. */
final class BillFigure {
    /** No house draws more; where even this does not raise the figure, nothing bounds the window. */
    private static final long MOST_WATTS = 1_000_000;
    /** Rounding of sums. */
    private static final double ALMOST = 1e-6;

    private final Tariff tariff;

    BillFigure(Tariff tariff) {
        this.tariff = tariff;
    }

    /** What one month comes to, without the floor; absent while nothing of it is known. */
    OptionalDouble ofPeaks(MonthPeaks month) {
        if (tariff.isQuarterPeak() && month.meters().isPresent()) {
            return OptionalDouble.of(month.meters().get().watts());
        }
        return switch (tariff.figure()) {
            case MEAN -> month.peaks().stream().mapToLong(DemandPeak::countedWatts).average();
            case LOWEST -> month.peaks().size() < tariff.peaks() ? OptionalDouble.empty()
                    : OptionalDouble.of(month.peaks().get(month.peaks().size() - 1).countedWatts());
        };
    }

    /** What is billed for a month, by what is known of it and of those before; absent while nothing is known of it. */
    OptionalDouble billed(YearMonth month, Map<YearMonth, MonthPeaks> known) {
        return billed(month, known, Optional.empty());
    }

    /** The same with one more window in that month. */
    OptionalDouble billed(YearMonth month, Map<YearMonth, MonthPeaks> known, Optional<DemandPeak> more) {
        return billed(month, each -> figure(each, known, each.equals(month) ? more : Optional.empty()));
    }

    /**
     * What is billed for a month by the figures of months.
     *
     * @param figures absent for a month of which nothing is known
     */
    OptionalDouble billed(YearMonth month, Function<YearMonth, OptionalDouble> figures) {
        if (!tariff.months().holds(month.getMonthValue())) {
            return OptionalDouble.empty();
        }
        return billed(figures.apply(month), earlier(month, figures));
    }

    /** The months before one that its bill is the mean of: the sum of their figures, and how many are known. */
    record Earlier(double watts, int months) {
    }

    Earlier earlier(YearMonth month, Function<YearMonth, OptionalDouble> figures) {
        double sum = 0;
        int months = 0;
        for (int back = 1; back < tariff.meanMonths(); back++) {
            OptionalDouble figure = figures.apply(month.minusMonths(back));
            if (figure.isPresent()) {
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

    /** How many months that figure is the mean of. */
    int months(YearMonth month, Map<YearMonth, MonthPeaks> known) {
        int months = 0;
        for (int back = 0; back < tariff.meanMonths(); back++) {
            months += figure(month.minusMonths(back), known, Optional.empty()).isPresent() ? 1 : 0;
        }
        return months;
    }

    OptionalDouble figure(YearMonth month, Map<YearMonth, MonthPeaks> known, Optional<DemandPeak> more) {
        MonthPeaks peaks = known.get(month);
        if (peaks == null && more.isEmpty()) {
            return OptionalDouble.empty();
        }
        MonthPeaks all = peaks == null ? MonthPeaks.none(month) : peaks;
        if (more.isPresent()) {
            DemandPeak window = more.get();
            all = all.with(window, tariff);
            if (all.meters().isPresent() && window.watts() > all.meters().get().watts()) {
                all = all.withMeters(Optional.empty());
            }
        }
        return ofPeaks(all);
    }

    /**
     * The highest mean with which a window can end without raising the bill: without raising the figure, or where the
     * price has steps, without reaching the next step.
     *
     * @param window the running window; its powers are not used
     * @return absent while there is no figure
     */
    OptionalLong ceiling(YearMonth month, Map<YearMonth, MonthPeaks> known, DemandPeak window, int percent) {
        OptionalDouble now = billed(month, known);
        if (now.isEmpty()) {
            return OptionalLong.empty();
        }
        Optional<DemandBill.Step> step = step(now.getAsDouble());
        if (step.isPresent() && step.get().toWatts().isEmpty()) {
            return OptionalLong.empty();
        }
        double limit = step.isPresent() ? step.get().toWatts().getAsLong() - 1 : now.getAsDouble();
        long low = 0;
        long high = MOST_WATTS;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            DemandPeak ended = new DemandPeak(window.start(), middle, (middle * percent + 50) / 100);
            if (billed(month, known, Optional.of(ended)).orElse(0) <= limit + ALMOST) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == MOST_WATTS ? OptionalLong.empty() : OptionalLong.of(low);
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
