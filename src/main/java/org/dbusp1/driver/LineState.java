package org.dbusp1.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.frame.FormatHint;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.source.LineDiagnosis;
import org.dbusp1.source.LineSettings;

/**
 * The known facts about a line and its meter at one moment.
 *
 * @param obstacle why the source is not there; absent while it is
 * @param settings of a serial line
 * @param watched  how long it has been watched
 * @param bytes    that came in all
 * @param quality  counters of telegrams
 * @param early    the same when the first good telegram came: what was rejected before had begun before we listened
 * @param stray    bytes that belonged to no good telegram, since the first good one
 * @param counted  since the first good one: for so long they have been counted
 * @param snapshot what the meter said last; holds only while fresh
 * @param fresh    whether telegrams come
 * @param lastGood when the last good telegram came, by the machine's clock
 * @param sinceGood how long ago that was; nothing while there was none
 * @param causes   causes of what was rejected since then
 * @param rejected the last telegrams rejected, the oldest first
 * @param look     what bytes without a telegram look like, the clearest since the last good telegram
 * @param several  whether several meters send on the line, so that none is published
 * @param complete whether all that will ever come has come
 */
public record LineState(Optional<String> obstacle, Optional<LineSettings> settings, Duration watched, long bytes,
                 LineQuality quality, LineQuality early, long stray, Duration counted, Optional<Snapshot> snapshot,
                 boolean fresh, Optional<Instant> lastGood, Duration sinceGood, Map<RejectCause, Long> causes,
                 List<Rejected> rejected, LineDiagnosis look, boolean several, boolean complete) {
    /** The slowest meters have spoken by then. */
    public static final Duration SETTLING = Duration.ofSeconds(12);

    /** Telegrams that came damaged since the first good one, repaired or not. */
    public long damaged() {
        return quality.repaired() + rejectedSinceFirstGood();
    }

    public long rejectedSinceFirstGood() {
        return quality.rejectedTotal() - early.rejectedTotal();
    }

    /** Returns whether nothing happened between the two but that time passed. */
    public boolean saysTheSameAs(LineState other) {
        return bytes == other.bytes && fresh == other.fresh && several == other.several && look == other.look
                && quality.equals(other.quality)
                && obstacle.equals(other.obstacle) && settings.equals(other.settings)
                && watched.compareTo(SETTLING) > 0 == other.watched.compareTo(SETTLING) > 0;
    }

    /** Returns whether one of the last rejected telegrams shows this. */
    public boolean rejectedHold(FormatHint trace) {
        return rejected.stream().anyMatch(one -> trace.isIn(one.bytes()));
    }

    LineState looking(LineDiagnosis other) {
        return other == look ? this
                : new LineState(obstacle, settings, watched, bytes, quality, early, stray, counted, snapshot,
                fresh, lastGood, sinceGood, causes, rejected, other, several, complete);
    }

    /** Good telegrams, as they came or repaired. */
    public long good() {
        return quality.accepted() + quality.repaired();
    }
}
