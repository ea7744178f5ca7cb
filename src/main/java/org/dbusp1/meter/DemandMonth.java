package org.dbusp1.meter;

import java.time.YearMonth;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The peak of one calendar month.
 *
 * @param month     the month, in local time
 * @param watts     the month's peak: the meter's figure, else the figure that the tariff makes from the windows that
 *                  were measured
 * @param time      start of the highest window; absent if the meter prints no time or several windows make the figure
 * @param byMeter   whether the meter printed the figure
 * @param missing   windows of this month that should count but were not seen whole; 0 if the meter printed the figure
 * @param billWatts the figure that the tariff bills for this month; absent without a tariff
 */
public record DemandMonth(YearMonth month, long watts, Optional<Stamp> time, boolean byMeter, int missing,
                          OptionalLong billWatts) {
}
