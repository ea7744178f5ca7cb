package org.dbusp1.meter;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The running window of a demand tariff, and what the tariff bills. All powers are whole watts of import, never
 * negative.
 *
 * @param start         start of the window, by the meter's clock; by the machine's clock if the meter has none
 * @param window        length of the window
 * @param meanWatts     mean since the window's start; absent if the start fell into a gap
 * @param forecastWatts mean of the whole window if the present power does not change; absent if the present power is
 *                      unknown
 * @param allowedWatts  power that may be drawn until the window's end without passing the owner's limit; 0 if the limit
 *                      cannot be kept; absent if no limit is set or the window does not count. In the last minute it is
 *                      the power that would be allowed with a minute left, so that it does not grow without bound
 * @param peakWatts     the highest window of the running month: the meter's figure, else the highest window that was
 *                      seen whole; absent before there is one
 * @param months        the peaks of the last 13 months as far as they are known, the oldest first; the running month is
 *                      the last
 * @param bill          the bill of the tariff; absent if no tariff is configured
 * @param importLimit   the limit of the import that keeps the window
 */
public record Demand(Stamp start, Duration window, OptionalLong meanWatts, OptionalLong forecastWatts,
                     OptionalLong allowedWatts, OptionalLong peakWatts, List<DemandMonth> months,
                     Optional<DemandBill> bill, ImportLimit importLimit) {

    /** Makes the figures of the running window, without months, bill and import limit. */
    public Demand(Stamp start, Duration window, long meanWatts, OptionalLong forecastWatts, OptionalLong allowedWatts,
                  OptionalLong peakWatts) {
        this(start, window, OptionalLong.of(meanWatts), forecastWatts, allowedWatts, peakWatts, List.of(),
                Optional.empty(), ImportLimit.NONE);
    }

    /** Returns the end of the window. */
    public Stamp end() {
        return new Stamp(start.epochSecond() + window.toSeconds(), start.offsetSeconds());
    }
}
