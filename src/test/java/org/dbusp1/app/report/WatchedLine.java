package org.dbusp1.app.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.driver.LineState;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/** The facts about a line that was watched for a time; what a test does not name is of a line that has brought nothing. */
final class WatchedLine {
    private final Duration watched;
    private @Nullable String obstacle;
    private @Nullable Condition refusal;
    private @Nullable LineSettings settings;
    private long bytes;
    private TelegramCounts counts = TelegramCounts.NONE;
    private TelegramCounts countsBeforeFirstGood = TelegramCounts.NONE;
    private long strayBytes;
    private Duration sinceFirstGood = Duration.ZERO;
    private @Nullable Snapshot snapshot;
    private @Nullable Instant lastGood;
    private Duration sinceGood = Duration.ZERO;
    private Map<RejectCause, Long> rejectedSinceGood = Map.of();
    private List<RejectedFrame> rejected = List.of();
    private List<Damage> damages = List.of();
    private List<byte[]> samples = List.of();
    private boolean sourceEnded;
    private List<String> unreadDevices = List.of();

    private WatchedLine(Duration watched) {
        this.watched = watched;
    }

    static WatchedLine of(Duration time) {
        return new WatchedLine(time);
    }

    /** @param reason why the source is not available; null while it is */
    WatchedLine obstacle(@Nullable String reason) {
        return obstacle(reason, null);
    }

    WatchedLine obstacle(@Nullable String reason, @Nullable Condition openingRefusal) {
        obstacle = reason;
        refusal = openingRefusal;
        return this;
    }

    WatchedLine settings(@Nullable LineSettings of) {
        settings = of;
        return this;
    }

    WatchedLine bytes(long count) {
        bytes = count;
        return this;
    }

    WatchedLine counts(TelegramCounts all) {
        counts = all;
        return this;
    }

    WatchedLine beforeFirstGood(TelegramCounts before) {
        countsBeforeFirstGood = before;
        return this;
    }

    WatchedLine sinceFirstGood(Duration time, long stray) {
        sinceFirstGood = time;
        strayBytes = stray;
        return this;
    }

    /** @param last the snapshot that is published; null without one */
    WatchedLine snapshot(@Nullable Snapshot last) {
        snapshot = last;
        return this;
    }

    /** @param time of the last good telegram; null before the first @param since the time since then */
    WatchedLine lastGood(@Nullable Instant time, Duration since) {
        lastGood = time;
        sinceGood = since;
        return this;
    }

    WatchedLine rejectedSinceGood(Map<RejectCause, Long> causes) {
        rejectedSinceGood = causes;
        return this;
    }

    WatchedLine rejected(List<RejectedFrame> last) {
        rejected = last;
        return this;
    }

    WatchedLine damages(List<Damage> last) {
        damages = last;
        return this;
    }

    WatchedLine samples(byte[]... last) {
        samples = List.of(last);
        return this;
    }

    WatchedLine sourceEnded(boolean ended) {
        sourceEnded = ended;
        return this;
    }

    WatchedLine unreadDevices(List<String> numbers) {
        unreadDevices = numbers;
        return this;
    }

    LineState state() {
        return new LineState(obstacle, refusal, settings, watched, bytes, counts, countsBeforeFirstGood, strayBytes, sinceFirstGood,
                snapshot, snapshot != null, lastGood, sinceGood, rejectedSinceGood, rejected, damages, samples, false, sourceEnded,
                unreadDevices);
    }
}
