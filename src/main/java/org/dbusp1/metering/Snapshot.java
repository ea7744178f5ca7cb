package org.dbusp1.metering;

import java.time.Duration;
import java.util.Map;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.TelegramCounts;
import org.jspecify.annotations.Nullable;

/**
 * A believed message with all that follows from it and from earlier messages. Made once for each message, by {@code MeterPipeline}.
 *
 * @param reading  the newest message, with all its values
 * @param published the values that are valid now
 * @param validFor time from its arrival for which the values are valid without another message: three intervals, at least
 *                 five seconds
 * @param demand   the running window of a demand tariff; null if none is watched or known yet
 */
public record Snapshot(MeterKey key, Reading reading, Published published, Arrival arrival, Duration interval, Duration validFor,
                       TelegramCounts telegramCounts, EnergyUse energy, @Nullable Demand demand, Doubts doubts, GridMeter grid) {
    private static final int MESSAGES_TO_MEASURE = 6;
    /** A telegram is in time if it is early by at most this part of the interval: a fifth. */
    private static final int EARLY_PART = 5;

    /**
     * Returns the interval by the gaps between messages; null before six good messages. It may still be the usual interval of the
     * type of meter, as long as too few messages arrived without a loss between them.
     */
    public @Nullable Duration measuredInterval() {
        return telegramCounts.intact() + telegramCounts.repaired() >= MESSAGES_TO_MEASURE ? interval : null;
    }

    /**
     * Returns whether an output that accepts a snapshot at most once in {@code least} accepts this snapshot. A telegram early
     * by at most a fifth of the meter's interval is in time; else, if interval and {@code least} are equal, every second
     * telegram would be skipped.
     */
    public boolean isDue(Duration least, long passedNanos) {
        return passedNanos >= least.toNanos() - interval.toNanos() / EARLY_PART;
    }

    /** Returns a time for people: in whole seconds, at least 1. */
    public static long seconds(Duration time) {
        return Math.max(1, Math.round(time.toMillis() / 1_000.0));
    }

    /** Returns the same with other readings of counters, for an output that continues them. */
    public Snapshot withCounters(Map<Quantity, Long> others) {
        return new Snapshot(key, reading, published.withValues(published.values().with(others)), arrival, interval, validFor,
                telegramCounts, energy, demand, doubts, grid.withCounters(others));
    }
}
