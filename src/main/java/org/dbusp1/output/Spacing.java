package org.dbusp1.output;

import java.time.Duration;
import org.dbusp1.meter.Snapshot;

/**
 * The least time between two snapshots that an output takes. Telegrams do not come exactly in time: one that is early
 * by no more than a fifth of the meter's interval counts as in time. Otherwise each second telegram would be skipped
 * where both times are the same.
 *
 * @param least the least time, as the output's owner set it
 */
public record Spacing(Duration least) {
    private static final int EARLY_PART = 5;

    /**
     * Returns whether an output takes a snapshot.
     *
     * @param passedNanos the nanoseconds since the last snapshot that the output took
     */
    public boolean allows(long passedNanos, Snapshot next) {
        return passedNanos >= least.toNanos() - next.interval().toNanos() / EARLY_PART;
    }
}
