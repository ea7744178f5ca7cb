package org.dbusp1.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandWatch;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.Withheld;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what of a meter's good messages may be published: whether they come from one meter, whether each value is
 * plausible, how old each value is and whether the meter still sends. It counts what was accepted and refused. Not
 * thread safe. Times are monotonic nanoseconds.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** Refused because of what the line did to it. Others may be what a meter sends beside its messages. */
    private static final Set<RejectCause> DAMAGED = EnumSet.complementOf(
            EnumSet.of(RejectCause.GARBAGE, RejectCause.ENCRYPTED, RejectCause.KEY));

    private final Pace pace = new Pace();
    private final Freshness freshness = new Freshness();
    private final SoleMeter meters = new SoleMeter();
    private final MBusAge ages = new MBusAge();
    private final Plausibility plausibility = new Plausibility();
    private final NeighbourCheck neighbours = new NeighbourCheck();
    private final LatestValues latest = new LatestValues();
    private final DemandWatch demand;
    private Duration interval = Duration.ofSeconds(1);
    private LineQuality quality = LineQuality.NONE;

    /** @param demand follows the windows of a demand tariff in what may be published */
    public Guard(DemandWatch demand) {
        this.demand = demand;
    }

    /**
     * Takes a good message.
     *
     * @return what is valid now; empty after a loss until the second message, and while two meters share the line
     */
    public Optional<Snapshot> accept(Reading reading, MeterKey key, Instant arrival, long nanos) {
        quality = reading.message().repair().map(quality::plusRepaired).orElseGet(quality::plusAccepted);
        noticeLoss(nanos);
        SoleMeter.Verdict sender = meters.judge(reading, nanos);
        if (sender != SoleMeter.Verdict.SAME) {
            refuseForeign(sender);
            return Optional.empty();
        }
        Withheld withheld = plausibility.judge(reading, nanos / 1e9);
        if (NeighbourCheck.judges(reading.meter().dialect()) && !neighboursAgree(reading, withheld)) {
            return Optional.empty();
        }
        pace.good(nanos);
        interval = interval(reading.meter().dialect());
        freshness.good(nanos, interval);
        Values believed = valid(reading, withheld, nanos);
        Optional<Demand> window = demand.accept(reading, believed, key, arrival);
        if (!freshness.fresh()) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(key, reading, believed, ages.current(withheld.from(reading.devices()), nanos),
                withheld, window, arrival, interval, quality));
    }

    private Duration interval(Dialect dialect) {
        Duration measured = pace.interval(dialect.interval());
        return measured.compareTo(dialect.slowest()) > 0 ? dialect.slowest() : measured;
    }

    private boolean neighboursAgree(Reading reading, Withheld withheld) {
        NeighbourCheck.Verdict verdict = neighbours.judge(reading, withheld);
        if (verdict == NeighbourCheck.Verdict.CONTRADICTS) {
            quality = quality.insteadRejected(RejectCause.CONTRADICTION);
            gapBroken();
        }
        return verdict == NeighbourCheck.Verdict.BELIEVED;
    }

    /** A telegram of the meter did not arrive as it was sent. */
    private void gapBroken() {
        pace.broken();
        latest.broken();
    }

    /** What is published ends before the message about it is written. */
    private void refuseForeign(SoleMeter.Verdict sender) {
        gapBroken();
        if (sender == SoleMeter.Verdict.MIXED) {
            endValidity();
            LOG.warn("two meters send on this line: nothing is published until only one of them has sent for a minute."
                    + " Connect one meter to each port.");
        }
    }

    private void endValidity() {
        freshness.lost();
        pace.broken();
        latest.clear();
        neighbours.lost();
    }

    /**
     * A message that holds everything replaces all values; one that holds a part leaves the others until they expire.
     */
    private Values valid(Reading reading, Withheld withheld, long nanos) {
        Values believed = withheld.from(reading.values());
        Dialect dialect = reading.meter().dialect();
        return dialect.alternates() ? latest.accept(believed, withheld, nanos, dialect.interval()) : believed;
    }

    /** Counts a refused telegram. It refreshes nothing. */
    public void refused(RejectCause cause) {
        quality = quality.plusRejected(cause);
        if (DAMAGED.contains(cause)) {
            gapBroken();
        }
    }

    /** The port went away: no value is valid any longer. */
    public void lost() {
        endValidity();
        meters.lost();
    }

    /** Whether the last published values are still valid. */
    public boolean fresh(long nanos) {
        noticeLoss(nanos);
        return freshness.fresh();
    }

    /** Whether nothing is published because several meters send on the line. */
    public boolean severalMeters() {
        return meters.severalMeters();
    }

    private void noticeLoss(long nanos) {
        if (freshness.fresh()) {
            freshness.check(nanos, interval);
            if (!freshness.fresh()) {
                latest.clear();
                neighbours.lost();
                meters.lost();
            }
        }
    }

    /** How often the meter sends; one second until its first message. */
    public Duration interval() {
        return interval;
    }

    /** Counters since the start. */
    public LineQuality quality() {
        return quality;
    }
}
