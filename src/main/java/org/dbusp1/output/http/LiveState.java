package org.dbusp1.output.http;

import java.time.Instant;
import java.util.Optional;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;

/**
 * What is known at one moment; immutable, so that any number of clients can look at it while the next one is made.
 *
 * @param number   counts moments
 * @param snapshot the last good one; what it says holds only while online
 * @param online   whether the meter's word still holds
 * @param since    when it began to be so
 * @param quality  counters of the line: those of that snapshot, and the telegrams refused since
 * @param rejected the telegram that was refused last
 */
record LiveState(long number, Optional<Snapshot> snapshot, boolean online, Instant since,
              LineQuality quality, Optional<Rejected> rejected) {
    static LiveState start(Instant now) {
        return new LiveState(0, Optional.empty(), false, now, LineQuality.NONE, Optional.empty());
    }

    LiveState with(Snapshot good) {
        return new LiveState(number + 1, Optional.of(good), true, online ? since : good.arrival(),
                good.quality(), rejected);
    }

    LiveState with(Rejected bad) {
        return new LiveState(number + 1, snapshot, online, since, quality.plusRejected(bad.cause()), Optional.of(bad));
    }

    /** Stale since the last good telegram came, not since it was noticed. */
    LiveState offline() {
        return online
                ? new LiveState(number + 1, snapshot, false, snapshot.map(Snapshot::arrival).orElse(since), quality,
                        rejected)
                : this;
    }

    /** The last good one, while it holds. */
    Optional<Snapshot> current() {
        return online ? snapshot : Optional.empty();
    }
}
