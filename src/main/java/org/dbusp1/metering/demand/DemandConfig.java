package org.dbusp1.metering.demand;

import org.jspecify.annotations.Nullable;

/**
 * The owner's settings for a demand tariff.
 *
 * @param tariff     the rule of the bill; null: the highest quarter hour of the month counts, where the meter prints the mean of the
 *                   running one (1.4.0); without it no windows are watched
 * @param limitWatts the owner's limit for the mean import of a window; null if none is set
 */
public record DemandConfig(@Nullable Tariff tariff, @Nullable Long limitWatts) {
    public static final DemandConfig DEFAULT = new DemandConfig(null, null);

    public Tariff tariffOrHighestWindow() {
        return tariff != null ? tariff : Tariff.QUARTER_PEAK;
    }
}
