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

/** The facts about a line for tests; what a test does not name is of a line that has brought nothing. */
final class TestLine {
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

    private TestLine(Duration watched) {
        this.watched = watched;
    }

    static TestLine watched(Duration time) {
        return new TestLine(time);
    }

    /** @param reason why the source is not available; null while it is */
    TestLine obstacle(@Nullable String reason) {
        return obstacle(reason, null);
    }

    TestLine obstacle(@Nullable String reason, @Nullable Condition openingRefusal) {
        obstacle = reason;
        refusal = openingRefusal;
        return this;
    }

    TestLine settings(@Nullable LineSettings of) {
        settings = of;
        return this;
    }

    TestLine bytes(long count) {
        bytes = count;
        return this;
    }

    TestLine counts(TelegramCounts all) {
        counts = all;
        return this;
    }

    TestLine beforeFirstGood(TelegramCounts before) {
        countsBeforeFirstGood = before;
        return this;
    }

    TestLine sinceFirstGood(Duration time, long stray) {
        sinceFirstGood = time;
        strayBytes = stray;
        return this;
    }

    /** @param last the snapshot that is published; null without one */
    TestLine snapshot(@Nullable Snapshot last) {
        snapshot = last;
        return this;
    }

    /** @param time of the last good telegram; null before the first @param since the time since then */
    TestLine lastGood(@Nullable Instant time, Duration since) {
        lastGood = time;
        sinceGood = since;
        return this;
    }

    TestLine rejectedSinceGood(Map<RejectCause, Long> causes) {
        rejectedSinceGood = causes;
        return this;
    }

    TestLine rejected(List<RejectedFrame> last) {
        rejected = last;
        return this;
    }

    TestLine damages(List<Damage> last) {
        damages = last;
        return this;
    }

    TestLine samples(byte[]... last) {
        samples = List.of(last);
        return this;
    }

    TestLine sourceEnded(boolean ended) {
        sourceEnded = ended;
        return this;
    }

    TestLine unreadDevices(List<String> numbers) {
        unreadDevices = numbers;
        return this;
    }

    LineState state() {
        return new LineState(obstacle, refusal, settings, watched, bytes, counts, countsBeforeFirstGood, strayBytes, sinceFirstGood,
                snapshot, snapshot != null, lastGood, sinceGood, rejectedSinceGood, rejected, damages, samples, false, sourceEnded,
                unreadDevices);
    }
}
