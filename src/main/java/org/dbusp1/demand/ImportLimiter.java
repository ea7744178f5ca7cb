package org.dbusp1.demand;

import java.time.YearMonth;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.Basis;
import org.dbusp1.meter.ImportLimit.LimitedWindows;
import org.dbusp1.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * Calculates the import that keeps a window within its limit, and counts the windows in which the peak limiter acted.
 * Used by one thread.
 */
final class ImportLimiter {
    /** The share of the window's energy that is planned; the rest is a reserve. */
    private static final double PLANNED_SHARE = 0.985;
    private static final double WATT_SECONDS_PER_UNIT = 0.36; // of the counters' last decimal

    private final StateStore store;
    private final String key;
    private Month month;
    private Running running = new Running(Long.MIN_VALUE, YearMonth.of(1970, 1), false, false);

    /**
     * A running window.
     *
     * @param counted whether it counts and its start was measured, by a trusted clock
     * @param ceiling the highest mean with which it may end, in watts; null if there is none
     * @param basis   what the ceiling follows from
     * @param energy  its import so far, in the counters' last decimal
     */
    record DemandWindow(long start, int seconds, YearMonth month, boolean counted, @Nullable Long ceiling, Basis basis, long energy) {
        /** Returns the mean up to which the import is limited, in watts; null if it is not. */
        private @Nullable Long limit() {
            return counted ? ceiling : null;
        }
    }

    /** A window in the state of its last telegram. */
    private record Running(long start, YearMonth month, boolean limited, boolean exceeded) {
    }

    /** The windows of a month in which the limiter limited the import. */
    private record Month(YearMonth month, int withinLimit, int exceeded) {
        static Month parse(String text) {
            if (!text.matches("\\d{4}-(0[1-9]|1[0-2]) \\d{1,6} \\d{1,6}")) {
                throw new IllegalArgumentException("no month and two numbers: " + text);
            }
            String[] words = text.split(" ");
            return new Month(YearMonth.parse(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }

        /** Returns the windows of a month: these, or none. */
        private Month of(YearMonth other) {
            return month.equals(other) ? this : new Month(other, 0, 0);
        }
    }

    /** @param key the key in the store for the windows of the month */
    ImportLimiter(StateStore store, String key) {
        this.store = store;
        this.key = key;
        this.month = store.recall(key, Month::parse).orElse(new Month(YearMonth.of(1970, 1), 0, 0));
    }

    /**
     * @param now      the second of the telegram, by the meter's clock
     * @param limiting whether the peak limiter limits the import; null without a limiter
     */
    ImportLimit accept(long now, DemandWindow window, @Nullable Boolean limiting) {
        follow(window, limiting != null && limiting);
        Month shown = month.of(window.month());
        Long limit = window.limit();
        return new ImportLimit(limit == null ? null : allowed(now, window, limit),
                limit == null ? null : window.basis(),
                limiting == null ? null : new LimitedWindows(shown.withinLimit(), shown.exceeded()));
    }

    /** In the last minute never more than the ceiling, since what is saved by then cannot be used in a moment. */
    private static long allowed(long now, DemandWindow window, double ceiling) {
        long remaining = window.start() + window.seconds() - now;
        double left = (ceiling * PLANNED_SHARE * window.seconds() - window.energy() * WATT_SECONDS_PER_UNIT) / Math.max(1, remaining);
        return Math.round(Math.max(0, remaining < DemandTracker.SHORTEST_REMAINING_SECONDS ? Math.min(left, ceiling) : left));
    }

    /** Counts a window in which the limiter limited the import, when the next one begins. */
    private void follow(DemandWindow window, boolean limiting) {
        boolean limited = running.limited() && window.start() == running.start();
        if (running.limited() && !limited) {
            Month before = month.of(running.month());
            int withinLimit = running.exceeded() ? 0 : 1;
            month = new Month(before.month(), before.withinLimit() + withinLimit, before.exceeded() + 1 - withinLimit);
            store.remember(key, month.month() + " " + month.withinLimit() + " " + month.exceeded());
        }
        Long limit = window.limit();
        running = new Running(window.start(), window.month(), limit != null && (limited || limiting),
                limit != null && window.energy() * WATT_SECONDS_PER_UNIT > limit * window.seconds());
    }
}
