package org.dbusp1.output.http;

import java.time.Instant;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The state of the meter and its line at one moment. Immutable.
 *
 * @param lastSnapshot the last good snapshot, null before the first; its values are valid only while online
 * @param online true while the meter's values are valid
 * @param since the time since which online has its value
 * @param telegramCounts counters of the line: the snapshot's, and telegrams rejected since
 * @param rejected the telegram that was rejected last; null if none was rejected
 */
record LiveState(@Nullable Snapshot lastSnapshot, boolean online, Instant since, TelegramCounts telegramCounts,
        @Nullable RejectedFrame rejected) {
    static LiveState start(Instant now) {
        return new LiveState(null, false, now, TelegramCounts.NONE, null);
    }

    LiveState with(Snapshot good) {
        return new LiveState(good, true, online ? since : good.arrival().machineTime(), good.telegramCounts(), rejected);
    }

    LiveState with(RejectedFrame bad) {
        return new LiveState(lastSnapshot, online, since, telegramCounts.plusRejected(bad.cause()), bad);
    }

    /** Returns the state without valid values. It is offline since the last good telegram, not since the silence was noticed. */
    LiveState offline() {
        Instant lastGood = lastSnapshot == null ? since : lastSnapshot.arrival().machineTime();
        return online ? new LiveState(lastSnapshot, false, lastGood, telegramCounts, rejected) : this;
    }

    @Nullable Snapshot validSnapshot() {
        return online ? lastSnapshot : null;
    }
}
