package org.dbusp1.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The known facts about a line and its meter at one moment.
 *
 * @param obstacle why the source is not available; null while it is
 * @param refusal what kept the source from being opened; null while it is open, and if it was open and is lost
 * @param settings settings of a serial line; null before its first bytes or its first silence, and for another source
 * @param countsBeforeFirstGood counters of telegrams before the first good one, NONE until then: a telegram rejected before it may
 *                 have begun before the line was opened
 * @param strayBytes    bytes outside of whole telegrams, of this meter or another, since the first good one
 * @param sinceFirstGood  time since the first good telegram, for which {@code strayBytes} has been counted; zero before it
 * @param snapshot the last snapshot, null before the first; valid only while {@code fresh}
 * @param lastGood time of the last good telegram, by the clock of the source: in a log its own time; null before the first
 * @param sinceGood time since the last good telegram; zero before the first
 * @param rejected the last rejected telegrams, oldest first
 * @param damages what the last rejected telegrams lost, oldest first: more of them than of {@code rejected}
 * @param samples the last bytes without a good telegram, for each of the last settings of a serial line, those of now last
 */
public record LineState(@Nullable String obstacle, @Nullable Condition refusal, @Nullable LineSettings settings, Duration watched,
                 long bytes, TelegramCounts telegramCounts, TelegramCounts countsBeforeFirstGood, long strayBytes, Duration sinceFirstGood,
                 @Nullable Snapshot snapshot,
                 boolean fresh, @Nullable Instant lastGood, Duration sinceGood, Map<RejectCause, Long> rejectedSinceGood,
                 List<RejectedFrame> rejected, List<Damage> damages, List<byte[]> samples, boolean severalMeters, boolean sourceEnded,
                 List<String> unreadDevices) {
    /** The time in which all meters have sent, but those of the Czech Republic, which send once a minute. */
    public static final Duration FIRST_TELEGRAM_WAIT = Duration.ofSeconds(12);

    public LineState withObstacle(String reason) {
        return new LineState(reason, refusal, settings, watched, bytes, telegramCounts, countsBeforeFirstGood, strayBytes, sinceFirstGood,
                snapshot, fresh, lastGood,
                sinceGood, rejectedSinceGood, rejected, damages, samples, severalMeters, sourceEnded, unreadDevices);
    }

    /** Returns the number of damaged telegrams since the first good telegram, repaired or not; before it, of all. */
    public long damaged() {
        return telegramCounts.repaired() + rejectedSinceFirstGood() - (intact(telegramCounts) - intact(countsBeforeFirstGood));
    }

    private static long intact(TelegramCounts counts) {
        return counts.rejected().entrySet().stream().filter(count -> count.getKey().isIntact()).mapToLong(Map.Entry::getValue).sum();
    }

    public long rejectedSinceFirstGood() {
        return telegramCounts.rejectedTotal() - countsBeforeFirstGood.rejectedTotal();
    }

    public List<Damage> damagesSinceGood() {
        return damages.subList((int) Math.max(0, damages.size() - rejectedTotalSinceGood()), damages.size());
    }

    public long rejectedTotalSinceGood() {
        return rejectedSinceGood.values().stream().mapToLong(Long::longValue).sum();
    }

    public boolean anyRejectedMatches(FormatHint hint) {
        return rejected.stream().anyMatch(candidate -> hint.matches(candidate.bytes()));
    }

    public boolean isIntervalMeasured() {
        return snapshot != null && snapshot.measuredInterval() != null;
    }

    public long good() {
        return telegramCounts.intact() + telegramCounts.repaired();
    }
}
