package org.dbusp1.demand;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dbusp1.demand.DemandTracker.GuardStatus.Battery;

/**
 * Estimates how much lower the figure of a month would be if the guard had limited the import since its first window:
 * each window may end as high as the bill or the owner's limit allow at that moment, and what is above comes from the
 * battery as far as it goes. Careful: only a third of the battery's capacity is used, it is empty at first, and charged
 * slowly while the house imports little.
 */
final class SavingEstimate {
    /** The part of the capacity that is free for peaks: the house may use the battery for other things too. */
    private static final double FREE = 1.0 / 3;
    /** The part of what is charged that comes back, both ways. */
    private static final double EFFICIENCY = 0.85;
    /** The part of the capacity that is charged in an hour. */
    private static final double CHARGED = 0.1;
    private static final long DAY = 86_400;
    /** Means are rounded, and the meter's own figure has another last digit. */
    private static final double ROUNDING = 1.01;

    private final Tariff tariff;
    private final TariffCalendar calendar;
    private final BillFigure figures;

    SavingEstimate(Tariff tariff, TariffCalendar calendar) {
        this.tariff = tariff;
        this.calendar = calendar;
        this.figures = new BillFigure(tariff);
    }

    /**
     * Returns watts of the figure of the month; absent where a window that makes the figure is not known.
     *
     * @param means   the mean of each window from the month's first on, in watts; below 0 for an unknown one
     * @param known   the peaks of the month
     * @param limit   the owner's limit in watts
     * @param lowest  the lowest import that a limit can hold, in watts
     */
    OptionalLong watts(long[] means, MonthPeaks known, BillFigure.Earlier earlier, OptionalLong limit, long lowest,
            Battery battery) {
        long first = calendar.firstSecond(known.month());
        double hours = tariff.windowSeconds() / 3600.0;
        double capacity = battery.wattHours() * FREE;
        double charge = 0;
        MonthPeaks without = MonthPeaks.none(known.month());
        MonthPeaks with = without;
        Ceiling ceiling = null;
        for (int number = 0; number < means.length; number++) {
            long start = first + (long) number * tariff.windowSeconds();
            int percent = means[number] < 0 ? 0 : calendar.percent(start);
            double most = battery.watts();
            if (percent > 0) {
                if (ceiling == null || !ceiling.holds(with, start / DAY, percent)) {
                    OptionalLong bill = figures.ceiling(with, earlier, calendar.stamp(start), percent);
                    ceiling = new Ceiling(with, start / DAY, percent, DemandTracker.higher(limit, bill));
                }
                double above = ceiling.watts().isEmpty() ? -battery.watts() : means[number]
                        - Math.max(lowest, ceiling.watts().getAsLong() * ImportLimiter.PLANNED);
                double given = Math.max(0, Math.min(above, Math.min(battery.watts(), charge / hours)));
                charge -= given * hours;
                most = Math.max(0, -above);
                without = without.with(calendar.peak(start, means[number]), tariff);
                with = with.with(calendar.peak(start, Math.round(means[number] - given)), tariff);
            }
            if (means[number] >= 0) {
                charge = Math.min(capacity, charge + EFFICIENCY * hours
                        * Math.min(most, Math.min(battery.watts(), CHARGED * battery.wattHours())));
            }
        }
        OptionalDouble billed = figures.figure(known);
        OptionalDouble figure = figures.figure(without);
        return billed.isEmpty() || figure.isEmpty() || billed.getAsDouble() > figure.getAsDouble() * ROUNDING
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, Math.round(floored(figure) - floored(figures.figure(with)))));
    }

    private double floored(OptionalDouble figure) {
        return Math.max(tariff.floorWatts(), figure.orElse(0));
    }

    /** The highest mean that windows of a day may end with, after these peaks. */
    private record Ceiling(MonthPeaks after, long day, int percent, OptionalLong watts) {
        boolean holds(MonthPeaks peaks, long today, int counted) {
            // The same object: a window that is no peak makes no other one.
            return after == peaks && day == today && percent == counted;
        }
    }
}
