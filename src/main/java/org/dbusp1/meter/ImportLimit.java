package org.dbusp1.meter;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of the import that keeps the running window of a demand tariff.
 *
 * @param freeWatts the mean import from now to the end of the window that costs nothing more: the window then ends at the
 *                  month's peak, or at the owner's limit; absent while nothing limits the window
 * @param windows   the windows of this month in which the peak limiter acted; absent without a limiter
 */
public record ImportLimit(OptionalLong freeWatts, Optional<LimitedWindows> windows) {
    /** No limit: there is no window that counts. */
    public static final ImportLimit NONE = new ImportLimit(OptionalLong.empty(), Optional.empty());

    /**
     * Numbers of windows.
     *
     * @param withinLimit those that ended within the bill or the owner's limit
     * @param exceeded    those that ended above
     */
    public record LimitedWindows(int withinLimit, int exceeded) {
    }
}
