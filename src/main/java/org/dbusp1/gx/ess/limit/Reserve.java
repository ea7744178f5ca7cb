package org.dbusp1.gx.ess.limit;

import org.jspecify.annotations.Nullable;

/**
 * The charge up to which the battery is kept for peaks: above it the peak limiter limits nothing.
 *
 * @param percent     as the owner chose; null without a choice
 * @param pointsAboveMinimum without a choice, in percent points above the minimum charge of ESS
 */
public record Reserve(@Nullable Integer percent, int pointsAboveMinimum) {
    /** Returns the charge in percent. @param minimum charge of ESS in percent */
    public double percent(double minimum) {
        return percent != null ? percent : minimum + pointsAboveMinimum;
    }
}
