package org.dbusp1.meter;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The running window of a demand tariff, and what the tariff bills. All powers are whole watts of import, never
 * negative.
 *
 * @param start         of the window, by the meter's clock; by the machine's where the meter has none
 * @param window        how long it is
 * @param meanWatts     mean since its start; absent where that fell into a gap
 * @param forecastWatts what its mean will be if the present power stays; absent where the present power is unknown
 * @param allowedWatts  power that may be drawn until its end without passing the owner's limit; 0 when the limit
 *                      cannot be kept; absent where no limit is set or the window does not count. In the last minute it
 *                      is the power that would be allowed with a minute left, so that it does not grow without bound
 * @param peakWatts     the highest window of the running month: the meter's own figure, else the highest that was seen
 *                      whole; absent before there is one
 * @param months        the peaks of the last 13 months as far as they are known, the oldest first; the running month is
 *                      the last
 * @param bill          what the tariff bills; absent where none is configured
 */
public record Demand(Stamp start, Duration window, OptionalLong meanWatts, OptionalLong forecastWatts,
                     OptionalLong allowedWatts, OptionalLong peakWatts, List<DemandMonth> months,
                     Optional<DemandBill> bill) {

    /** The running window alone. */
    public Demand(Stamp start, Duration window, long meanWatts, OptionalLong forecastWatts, OptionalLong allowedWatts,
                  OptionalLong peakWatts) {
        this(start, window, OptionalLong.of(meanWatts), forecastWatts, allowedWatts, peakWatts, List.of(),
                Optional.empty());
    }

    /** When the window ends. */
    public Stamp end() {
        return new Stamp(start.epochSecond() + window.toSeconds(), start.offsetSeconds());
    }
}
