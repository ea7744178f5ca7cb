package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.Stamp;

/** The figures of a meter's months, from what the driver and the history know of them. */
final class MonthBills {
    /** The running month and the year before it. */
    static final int SHOWN_MONTHS = 13;

    private final Tariff rule;
    private final BillFigure bill;
    private final RecordedMonths recorded;
    private final SortedMap<YearMonth, MonthPeaks> months;

    /**
     * @param own      what the driver itself knows
     * @param recorded what the history holds
     */
    MonthBills(Tariff rule, SortedMap<YearMonth, MonthPeaks> own, RecordedMonths recorded) {
        this.rule = rule;
        this.bill = new BillFigure(rule);
        this.recorded = recorded;
        this.months = recorded.with(own, rule);
    }

    /** The peaks of a month; none where nothing is known of it. */
    MonthPeaks peaks(YearMonth month) {
        return months.getOrDefault(month, MonthPeaks.none(month));
    }

    /** What a month comes to, without the months before it; absent while nothing is known of it. */
    OptionalDouble figure(YearMonth month) {
        MonthPeaks peaks = months.get(month);
        return peaks == null ? OptionalDouble.empty() : bill.figure(peaks);
    }

    /** What is billed for a month, in watts; absent while nothing is known of it. */
    OptionalDouble billed(YearMonth month) {
        return bill.billed(month, this::figure);
    }

    /** The months before one that its bill is the mean of. */
    BillFigure.Earlier earlier(YearMonth month) {
        return bill.earlier(month, this::figure);
    }

    /** The last 13 months that have a figure, the oldest first. */
    List<DemandMonth> upTo(YearMonth last) {
        List<DemandMonth> shown = new ArrayList<>();
        for (YearMonth month = last.minusMonths(SHOWN_MONTHS - 1L); !month.isAfter(last); month = month.plusMonths(1)) {
            OptionalDouble figure = figure(month);
            if (figure.isPresent()) {
                shown.add(shown(month, months.get(month), Math.round(figure.getAsDouble())));
            }
        }
        return List.copyOf(shown);
    }

    private DemandMonth shown(YearMonth month, MonthPeaks peaks, long watts) {
        OptionalLong billed = rule.name().isEmpty() ? OptionalLong.empty() : BillFigure.rounded(billed(month));
        if (rule.isQuarterPeak() && peaks.meters().isPresent()) {
            return new DemandMonth(month, watts, peaks.meters().get().time(), true, 0, billed);
        }
        return new DemandMonth(month, watts, rule.peaks() == 1 ? time(month, peaks) : Optional.empty(),
                false, peaks.missing(), billed);
    }

    /** Of a month that only the history knows, as the history has it. */
    private Optional<Stamp> time(YearMonth month, MonthPeaks peaks) {
        return recorded.isFigureAlone(month, peaks) ? recorded.time(month) : Optional.of(peaks.peaks().get(0).start());
    }
}
