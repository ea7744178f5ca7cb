package org.dbusp1.meter;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bill of a demand tariff, as far as the running month is known. All powers are watts of import.
 *
 * @param tariff        name of the tariff
 * @param counted       whether the running window counts
 * @param watts         the figure that would be billed if the month ended now; absent outside the months that count and
 *                      while there is no peak
 * @param forecastWatts the figure if the running window ends with its forecast; absent if the forecast is unknown
 * @param allowedWatts  power that may be drawn until the window ends without raising the bill; 0 if the bill rises in
 *                      any case; absent while the window does not count, its start is unknown, or the bill has no
 *                      figure yet
 * @param step          the step of the price list in which the figure is; absent if the price has no steps
 * @param peaks         the windows of the running month that make the figure, the highest first
 * @param missing       windows of the running month that should count but were not seen whole
 * @param months        months that the figure is a mean of; fewer than the tariff's while earlier ones are unknown
 */
public record DemandBill(String tariff, boolean counted, OptionalLong watts, OptionalLong forecastWatts,
                         OptionalLong allowedWatts, Optional<Step> step, List<DemandPeak> peaks, int missing,
                         int months) {

    /**
     * A range of powers with one price.
     *
     * @param fromWatts the lowest power of the step
     * @param toWatts   the lowest power above it; absent for the highest step
     */
    public record Step(long fromWatts, OptionalLong toWatts) {
    }
}
