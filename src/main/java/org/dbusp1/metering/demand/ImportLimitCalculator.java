package org.dbusp1.metering.demand;

import java.time.YearMonth;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.ImportLimit.LimitedWindows;
import org.jspecify.annotations.Nullable;

/**
 * Calculates the import that keeps a window within its limit, and counts the windows in which the peak limiter acted.
 * Used by one thread.
 */
final class ImportLimitCalculator {
    /** Share of the window's allowed energy that is planned; the rest is a reserve. */
    private static final double PLANNED_SHARE = 0.985;
    private static final double WATT_SECONDS_PER_UNIT = 0.36; // unit: 0.1 mWh

    private final StateStore store;
    private final String key;
    private MonthCounts monthCounts;
    /** The window of the last telegram; before the first, a window of the distant past. */
    private WindowState lastWindow = new WindowState(Long.MIN_VALUE, YearMonth.of(1970, 1), false, false, false);

    /**
     * @param start   start of the window, in seconds since 1970
     * @param keepsReserve as {@link ImportLimit#keepsReserve()}
     * @param ceiling highest mean in W with which the window may end; null without a ceiling
     * @param power   import now in W; null if unknown
     * @param energy  import so far, in 0.1 mWh; null if the start of the window was not measured
     */
    record DemandWindow(long start, int seconds, YearMonth month, boolean counted, boolean keepsReserve, @Nullable Long ceiling,
            Basis basis, @Nullable Long power, @Nullable Long energy) {
        /** Returns the mean in W up to which the import is limited; null without a limit. */
        private @Nullable Long limit() {
            return counted ? ceiling : null;
        }
    }

    /**
     * A window in the state of its last telegram.
     *
     * @param ending whether the telegram was in the last minute: an earlier one does not tell how the window ended
     * @param exceeded as {@link ImportLimit#exceeded()}
     */
    private record WindowState(long start, YearMonth month, boolean limited, boolean ending, boolean exceeded) {
        private boolean isKnown() {
            return ending || exceeded;
        }
    }

    private record MonthCounts(YearMonth month, int withinLimit, int exceeded) {
        static MonthCounts parse(String text) {
            if (!text.matches("\\d{4}-(0[1-9]|1[0-2]) \\d{1,6} \\d{1,6}")) {
                throw new IllegalArgumentException("no month and two numbers: " + text);
            }
            String[] words = text.split(" ");
            return new MonthCounts(YearMonth.parse(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }

        private MonthCounts forMonth(YearMonth other) {
            return month.equals(other) ? this : new MonthCounts(other, 0, 0);
        }
    }

    /** @param key name in the store of the month's numbers of windows */
    ImportLimitCalculator(StateStore store, String key) {
        this.store = store;
        this.key = key;
        this.monthCounts = store.recall(key, MonthCounts::parse).orElse(new MonthCounts(YearMonth.of(1970, 1), 0, 0));
    }

    /** @param now time of the telegram by the meter's clock, in seconds since 1970 */
    ImportLimit accept(long now, DemandWindow window, @Nullable Boolean limiting) {
        Long limit = window.limit();
        Long missing = limit == null ? null : missingWatts(now, window, limit);
        countFinishedWindow(now, window, missing != null, limiting != null && limiting);
        MonthCounts shown = monthCounts.forMonth(window.month());
        return new ImportLimit(limit == null ? null : allowedWatts(now, window, limit),
                limit == null ? null : window.basis(), window.keepsReserve(),
                missing, lastWindow.exceeded(),
                limiting == null ? null : new LimitedWindows(shown.withinLimit(), shown.exceeded()));
    }

    private static @Nullable Long missingWatts(long now, DemandWindow window, double limit) {
        if (window.power() == null || window.energy() == null) {
            return null;
        }
        double left = (limit * window.seconds() - window.energy() * WATT_SECONDS_PER_UNIT)
                / Math.max(1, window.start() + window.seconds() - now);
        long missing = Math.round(window.power() - left);
        return missing > 0 ? missing : null;
    }

    /**
     * Returns the allowed import in W: in the last minute at most the ceiling, since saved energy cannot be drawn in a moment; the
     * ceiling also while the energy so far is unknown.
     */
    private static long allowedWatts(long now, DemandWindow window, double limit) {
        if (window.energy() == null) {
            return Math.round(limit);
        }
        long remaining = window.start() + window.seconds() - now;
        double left = (limit * PLANNED_SHARE * window.seconds() - window.energy() * WATT_SECONDS_PER_UNIT) / Math.max(1, remaining);
        return Math.round(Math.max(0, remaining < DemandTracker.SHORTEST_REMAINING_SECONDS ? Math.min(left, limit) : left));
    }

    /**
     * Counts a window in which the limiter limited the import, when the next window begins.
     *
     * @param misses whether the forecast of the window is above its limit
     */
    private void countFinishedWindow(long now, DemandWindow window, boolean misses, boolean limiting) {
        boolean limited = lastWindow.limited() && window.start() == lastWindow.start();
        if (lastWindow.limited() && !limited && lastWindow.isKnown()) {
            MonthCounts before = monthCounts.forMonth(lastWindow.month());
            int withinLimit = lastWindow.exceeded() ? 0 : 1;
            monthCounts = new MonthCounts(before.month(), before.withinLimit() + withinLimit, before.exceeded() + 1 - withinLimit);
            store.remember(key, monthCounts.month() + " " + monthCounts.withinLimit() + " " + monthCounts.exceeded());
        }
        Long limit = window.limit();
        boolean isMeasured = limit != null && window.energy() != null;
        boolean ending = window.start() + window.seconds() - now <= DemandTracker.SHORTEST_REMAINING_SECONDS;
        lastWindow = new WindowState(window.start(), window.month(), isMeasured && (limited || limiting), ending,
                limit != null && window.energy() != null && window.energy() * WATT_SECONDS_PER_UNIT > limit * window.seconds()
                        || ending && misses);
    }
}
