package org.dbusp1.metering;

import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * The running window of a demand tariff, and the tariff's bill. All powers are whole watts of import, never negative.
 *
 * @param start         start of the window, by the meter's clock; by the time of arrival while that clock is wrong or absent
 * @param meanWatts     mean since the window's start; absent if the energy since then is unknown: the start was not seen
 * @param forecastWatts mean of the whole window if the present power does not change; absent without a mean, or if the
 *                      present power is unknown
 * @param peakWatts     the highest window of the running month: the meter's figure, else the highest window measured
 *                      whole; absent before the first
 * @param monthlyPeaks  the known peaks of the running month and of the 12 before it, the oldest first; a month without one is left out
 * @param bill          the bill of the tariff; absent if no tariff is configured
 * @param importLimit   the import limit that keeps the window below the owner's limit or the bill
 */
public record Demand(Stamp start, Duration window, @Nullable Long meanWatts, @Nullable Long forecastWatts,
                     @Nullable Long peakWatts, List<MonthlyPeak> monthlyPeaks, @Nullable Bill bill, ImportLimit importLimit) {
    /** The lowest month peak that is billed: in Flanders, where meters send month peaks. */
    public static final long LEAST_PEAK_WATTS = 2_500;

    /**
     * Returns the power above which the running window, if it stays so until the end, raises what is billed: the figure of the tariff, or
     * without one the peak of the month. Null if no power raises it, and while this is unknown.
     *
     * @param remainingSeconds until the end of the window
     */
    public @Nullable Long allowedWatts(long remainingSeconds) {
        if (bill != null) {
            return bill.counted() ? bill.allowedWatts() : null;
        }
        if (peakWatts == null || meanWatts == null || remainingSeconds <= 0) {
            return null;
        }
        long length = window.toSeconds();
        long ceiling = Math.max(LEAST_PEAK_WATTS, peakWatts);
        return Math.max(0, (ceiling * length - meanWatts * (length - remainingSeconds)) / remainingSeconds);
    }

    public Stamp end() {
        return new Stamp(start.epochSecond() + window.getSeconds(), start.offsetSeconds());
    }

    /**
     * The mean import of one window of a demand tariff.
     *
     * @param start        start of the window, in local time
     * @param countedWatts the part of the mean that the tariff counts: less than the mean if the hour has a lower weight
     */
    public record Peak(Stamp start, long watts, long countedWatts) {
    }

    /**
     * The peak of one calendar month.
     *
     * @param month     the month, in local time
     * @param watts     the meter's figure, else the figure that the tariff makes from the measured windows
     * @param time      start of the highest window; absent if the meter prints no time or several windows make the figure
     * @param missing   windows of this month that should count but were not measured whole; 0 if the meter printed the
     *                  figure
     * @param billWatts the figure that the tariff bills for this month; absent without a tariff, and for a month that is not billed
     */
    public record MonthlyPeak(YearMonth month, long watts, @Nullable Stamp time, boolean byMeter, int missing, @Nullable Long billWatts) {
    }

    /**
     * The bill of a demand tariff. All powers are watts of import.
     *
     * @param watts         the figure that would be billed if the month ended now; absent outside the months that are billed,
     *                      and before enough windows are known, unless the tariff has a floor
     * @param forecastWatts the figure if the running window ends with its forecast; absent if the forecast is unknown, or if there is
     *                      no figure even then
     * @param allowedWatts  power that may be drawn until the window ends without raising the bill; 0 if the bill rises in
     *                      any case; absent while the window does not count, its start was not seen, or the bill has no
     *                      figure yet, and if no power raises the bill (the highest step, or the price cap is reached)
     * @param step          the step of the price list that contains the figure; absent if the price has no steps
     * @param peaks         the windows of the running month that make the figure, highest first
     * @param countedSince  start of the first window of the meter that was measured, if it is in the running month, after its begin,
     *                      and the meter did not print the figure
     * @param missing       windows since then of the running month that should count but were not measured whole; 0 if the meter
     *                      printed the figure
     * @param meanMonths        months in the mean that is billed; fewer than the tariff's while earlier ones are unknown
     */
    public record Bill(String tariff, boolean counted, @Nullable Long watts, @Nullable Long forecastWatts,
                       @Nullable Long allowedWatts, @Nullable Step step, List<Peak> peaks,
                       @Nullable Stamp countedSince, int missing, int meanMonths) {

        /**
         * A range of powers with one price.
         *
         * @param fromWatts the lowest power of the step
         * @param toWatts   the lowest power above the step; absent for the highest step
         */
        public record Step(long fromWatts, @Nullable Long toWatts) {
        }
    }
}
