package org.dbusp1.metering;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The import limit that keeps the running window of a demand tariff below the owner's limit or the bill.
 *
 * @param allowedWatts the mean import that is allowed from now to the end of the window, which then ends 1.5 % below the owner's
 *                     limit; without an owner's limit, 1.5 % below the mean that raises the bill; absent while nothing limits the window
 * @param basis        basis of the limit; null while nothing limits the window
 * @param keepsReserve whether the window does not count, and one counts within the next 24 hours: the battery is kept for it
 * @param missingWatts import now above the mean that the window may still have; null unless the window's forecast is above its limit
 * @param exceeded     whether the window ends above its limit: the import since its start is so high, whatever is imported now; in its
 *                     last minute whether its forecast is above the limit
 * @param windows      the windows of this month in which the peak limiter acted; absent without a limiter
 */
public record ImportLimit(@Nullable Long allowedWatts, @Nullable Basis basis, boolean keepsReserve,
                          @Nullable Long missingWatts, boolean exceeded, @Nullable LimitedWindows windows) {
    /** No limit, and no peak limiter. */
    public static final ImportLimit NONE = new ImportLimit(null, null, false, null, false, null);

    /** The figure that a window is kept below. */
    public enum Basis {
        /** The owner's limit. */
        LIMIT,
        /** The mean that raises the bill; without a tariff the month's peak. */
        BILL;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Windows that ended within the bill or the owner's limit, and above. */
    public record LimitedWindows(int withinLimit, int exceeded) {
    }
}
