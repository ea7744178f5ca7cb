package org.dbusp1.output.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Event;

/**
 * The state of the meter and its line at one moment; immutable, so that any number of clients can read it while the
 * next one is made.
 *
 * @param snapshot the last good snapshot; its values are valid only while online
 * @param online   whether the meter's values are still valid
 * @param since    the time since which online has this value
 * @param quality  counters of the line: those of that snapshot, and the telegrams rejected since
 * @param rejected the telegram that was rejected last
 * @param events   the last event of each kind as a JSON array, which is made once for all who read it
 */
record LiveState(Optional<Snapshot> snapshot, boolean online, Instant since,
              LineQuality quality, Optional<Rejected> rejected, String events) {
    static LiveState start(Instant now) {
        return new LiveState(Optional.empty(), false, now, LineQuality.NONE, Optional.empty(), "[]");
    }

    LiveState with(Snapshot good) {
        return new LiveState(Optional.of(good), true, online ? since : good.arrival(),
                good.quality(), rejected, events);
    }

    LiveState with(Rejected bad) {
        return new LiveState(snapshot, online, since, quality.plusRejected(bad.cause()), Optional.of(bad),
                events);
    }

    LiveState with(List<Event> latest) {
        return new LiveState(snapshot, online, since, quality, rejected, NowJson.events(latest));
    }

    /** Returns the state without valid values, since the last good telegram, not since the silence was noticed. */
    LiveState offline() {
        return online
                ? new LiveState(snapshot, false, snapshot.map(Snapshot::arrival).orElse(since), quality,
                        rejected, events)
                : this;
    }

    /** Returns the last good snapshot, while its values are valid. */
    Optional<Snapshot> current() {
        return online ? snapshot : Optional.empty();
    }
}
