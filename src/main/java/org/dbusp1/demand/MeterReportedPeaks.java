package org.dbusp1.demand;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The month peaks that a meter prints itself: of the running month (1.6.0) and of up to 13 past ones (98.1.0; e-MUCS
 * P1). They hold for the bill. Times and history stand in details of the telegram, which are parsed only when the peak
 * or the window is another one.
 */
final class MeterReportedPeaks {
    private static final Logger LOG = LoggerFactory.getLogger(MeterReportedPeaks.class);
    /** The meter's quarter hours and ours may differ by the resolution of its counters. */
    private static final long TOLERANCE_WATTS = 20;

    private static final BigDecimal MOST_WATTS = BigDecimal.valueOf(CounterRule.MOST_WATTS);

    private final TariffCalendar calendar;
    private final boolean watched;
    private long window = Long.MIN_VALUE;
    private OptionalLong scaled = OptionalLong.empty();
    private Optional<YearMonth> lower = Optional.empty();
    private boolean given;

    /** @param watched whether the tariff bills such peaks */
    MeterReportedPeaks(TariffCalendar calendar, boolean watched) {
        this.calendar = calendar;
        this.watched = watched;
    }

    /** @return whether a month changed */
    boolean accept(Reading reading, Values values, YearMonth current, long start, Map<YearMonth, MonthPeaks> months) {
        OptionalLong peak = values.has(Quantity.PEAK_IMPORT) ? OptionalLong.of(values.scaled(Quantity.PEAK_IMPORT))
                : OptionalLong.empty();
        given = peak.isPresent();
        if (!watched || window == start && peak.equals(scaled)) {
            return false;
        }
        window = start;
        scaled = peak;
        Details details = reading.message().details();
        boolean changed = false;
        for (Details.MonthPeak past : details.peakHistory().orElse(List.of())) {
            changed |= past(past, current, months);
        }
        if (peak.isPresent()) {
            Optional<Stamp> time = details.peakImport().flatMap(Details.Peak::time);
            long watts = Math.round(values.number(Quantity.PEAK_IMPORT));
            changed |= running(watts, time, current, months);
        }
        return changed;
    }

    /**
     * A month without a time of its peak and with no power is one in which the meter did not measure peaks. One of long
     * ago, or with a peak that cannot be, comes of a wrong clock or a fault of the meter.
     */
    private boolean past(Details.MonthPeak past, YearMonth current, Map<YearMonth, MonthPeaks> months) {
        if (past.month().isEmpty() || past.time().isEmpty() && past.watts().signum() == 0 || past.watts().signum() < 0
                || past.watts().compareTo(MOST_WATTS) > 0) {
            return false;
        }
        YearMonth month = calendar.month(past.month().get().epochSecond() - 1);
        long watts = past.watts().setScale(0, RoundingMode.HALF_UP).longValue();
        return month.isBefore(current) && month.isAfter(current.minusMonths(PeakTracker.KEPT_MONTHS))
                && put(month, new MetersPeak(watts, past.time()), months);
    }

    /**
     * Just after midnight a meter may still print the month before; a quarter hour is stamped with its end, so that of
     * the last one is the next month's begin. A peak of 0 W has not happened yet, and its time is that of the reset.
     */
    private boolean running(long watts, Optional<Stamp> time, YearMonth current, Map<YearMonth, MonthPeaks> months) {
        YearMonth month = time.filter(at -> watts > 0).map(at -> calendar.month(at.epochSecond() - 1))
                .filter(at -> !at.isAfter(current)).orElse(current);
        Optional<MetersPeak> before = Optional.ofNullable(months.get(month)).flatMap(MonthPeaks::meters);
        if (before.isPresent() && before.get().watts() > watts) {
            // An exchanged meter begins anew; what the one before it measured is billed all the same.
            return false;
        }
        boolean changed = put(month, new MetersPeak(watts, time), months);
        warnIfLower(months.get(month), watts);
        return changed;
    }

    private static boolean put(YearMonth month, MetersPeak peak, Map<YearMonth, MonthPeaks> months) {
        MonthPeaks before = months.getOrDefault(month, MonthPeaks.none(month));
        MonthPeaks after = before.withMeters(Optional.of(peak));
        months.put(month, after);
        return !after.equals(before);
    }

    private void warnIfLower(MonthPeaks month, long watts) {
        if (!month.peaks().isEmpty() && month.peaks().get(0).watts() > watts + TOLERANCE_WATTS
                && !lower.equals(Optional.of(month.month()))) {
            lower = Optional.of(month.month());
            LOG.warn("the meter's month peak is {} W, but the window of {} had {} W by its counters: the meter's figure"
                    + " is"
                    + " used, the other one is kept", watts, month.peaks().get(0).start(),
                    month.peaks().get(0).watts());
        }
    }

    /**
     * A window ended: where the meter no longer prints its peak, one that is higher than the last printed replaces it.
     */
    void ended(Map<YearMonth, MonthPeaks> months, RunningWindow.Ended window) {
        YearMonth month = calendar.month(window.second());
        MonthPeaks peaks = months.get(month);
        if (!given && peaks != null && peaks.meters().isPresent() && window.watts() > peaks.meters().get().watts()) {
            months.put(month, peaks.withMeters(Optional.empty()));
        }
    }
}
