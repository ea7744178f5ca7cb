package org.dbusp1.meter;

import java.time.YearMonth;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The peak of one calendar month.
 *
 * @param month     the month, in local time
 * @param watts     its peak: the meter's own figure, else of our own the one that the tariff makes of the month's
 *                  windows
 * @param time      when the highest window began; absent where the meter gives no time or several windows make the
 *                  figure
 * @param byMeter   whether the figure is the meter's own
 * @param missing   windows of this month that should count but were not seen whole; 0 where the figure is the meter's
 *                  own
 * @param billWatts the figure that the tariff bills for this month; absent without a tariff
 */
public record DemandMonth(YearMonth month, long watts, Optional<Stamp> time, boolean byMeter, int missing,
                          OptionalLong billWatts) {
}
