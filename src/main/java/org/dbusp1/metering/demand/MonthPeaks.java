package org.dbusp1.metering.demand;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.jspecify.annotations.Nullable;

/**
 * The peaks of one month.
 *
 * @param month  the month, in local time
 * @param peaks  the highest windows that were measured whole, highest first; no more than the tariff needs
 * @param meterPeak the month peak that the meter prints; null if the meter prints none, or the tariff bills another figure
 */
record MonthPeaks(YearMonth month, List<Demand.Peak> peaks, @Nullable MeterPeak meterPeak) {
    private static final Comparator<Demand.Peak> HIGHEST_FIRST =
            Comparator.comparingLong(Demand.Peak::countedWatts).reversed()
            .thenComparing(peak -> peak.start().epochSecond());

    /** The peak of a month that the meter prints. @param time its printed end; null if the meter printed none, or an impossible one */
    record MeterPeak(long watts, @Nullable Stamp time) {
        /** Returns the start of the quarter hour, by which peaks are named; null without a time, and for 0 W, whose time is the reset's. */
        @Nullable Stamp start() {
            return time == null || watts == 0 ? null
                    : new Stamp(time.epochSecond() - EnergyUse.QUARTER_SECONDS, time.offsetSeconds());
        }
    }

    MonthPeaks {
        peaks = List.copyOf(peaks);
    }

    static MonthPeaks none(YearMonth month) {
        return new MonthPeaks(month, List.of(), null);
    }

    /** Returns these peaks with an additional window, if the window is among the highest; of a repeated window, the higher counts. */
    MonthPeaks with(Demand.Peak window, Tariff tariff) {
        if (peaks.size() >= tariff.peakCount() && peaks.get(peaks.size() - 1).countedWatts() >= window.countedWatts()) {
            return this;
        }
        List<Demand.Peak> all = new ArrayList<>(peaks);
        for (Demand.Peak other : peaks) {
            if (excludes(other, window, tariff)) {
                if (other.countedWatts() >= window.countedWatts()) {
                    return this;
                }
                all.remove(other);
            }
        }
        all.add(window);
        all.sort(HIGHEST_FIRST);
        return new MonthPeaks(month, all.size() > tariff.peakCount() ? all.subList(0, tariff.peakCount()) : all, meterPeak);
    }

    private static boolean excludes(Demand.Peak other, Demand.Peak window, Tariff tariff) {
        return other.start().epochSecond() == window.start().epochSecond()
                || tariff.differentDays() && TariffCalendar.day(other.start())
                .equals(TariffCalendar.day(window.start()));
    }

    MonthPeaks withMeterPeak(@Nullable MeterPeak peak) {
        return new MonthPeaks(month, peaks, peak);
    }
}
