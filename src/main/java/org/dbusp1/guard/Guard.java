package org.dbusp1.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
    private boolean contradicted;

    /** @param demand follows the windows of a demand tariff in what may be published */
    public Guard(DemandWatch demand) {
        this.demand = demand;
    }

    /** The same of a meter whose key is known. */
    public Optional<Snapshot> accept(Reading reading, MeterKey key, Instant arrival, long nanos) {
        return accept(reading, () -> Optional.of(key), arrival, nanos);
    }

    /**
     * Takes a good message.
     *
     * @param keys the meter's key, asked for when the message is known to be that meter's; without one nothing is valid
     * @return what is valid now; empty after a loss until the second message, while two meters share the line, and of a
     *     message that contradicts those before it
     */
    public Optional<Snapshot> accept(Reading reading, Supplier<Optional<MeterKey>> keys, Instant arrival,
            long nanos) {
        contradicted = false;
        quality = reading.message().repair().map(quality::plusRepaired).orElseGet(quality::plusAccepted);
        noticeLoss(nanos);
        SoleMeter.Verdict sender = meters.judge(reading, nanos);
        boolean unguarded = reading.message().unguarded();
        if (sender != SoleMeter.Verdict.SAME) {
            refuseForeign(sender, unguarded);
            return Optional.empty();
        }
        if (unguarded && !neighboursAgree(reading, nanos)) {
            return Optional.empty();
        }
        Optional<MeterKey> key = keys.get();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Withheld withheld = plausibility.judge(reading, nanos / 1e9);
        if (unguarded && NeighbourCheck.countersContradict(withheld)) {
            contradiction();
            return Optional.empty();
        }
        pace.good(nanos);
        interval = interval(reading.meter().dialect());
        freshness.good(nanos, interval);
        Values believed = valid(reading, withheld, nanos);
        Optional<Demand> window = demand.accept(reading, believed, key.get(), arrival);
        if (!freshness.fresh()) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(key.get(), reading, believed,
                ages.current(withheld.from(reading.devices()), reading.time(), nanos), withheld, window, arrival,
                interval, quality));
    }

    private Duration interval(Dialect dialect) {
        Duration measured = pace.interval(dialect.interval());
        return measured.compareTo(dialect.slowest()) > 0 ? dialect.slowest() : measured;
    }

    private boolean neighboursAgree(Reading reading, long nanos) {
        NeighbourCheck.Verdict verdict = neighbours.judge(reading, nanos);
        switch (verdict) {
            case FIRST -> {
                pace.good(nanos);
                freshness.unconfirmed(nanos);
            }
            case CONTRADICTS -> contradiction();
            case BELIEVED -> { }
        }
        return verdict == NeighbourCheck.Verdict.BELIEVED;
    }

    private void contradiction() {
        contradicted = true;
        quality = quality.insteadRejected(RejectCause.CONTRADICTION);
        gapBroken();
    }

    /** A telegram of the meter did not arrive as it was sent. */
    private void gapBroken() {
        pace.broken();
        latest.broken();
    }

    /** What is published ends before the message about it is written. */
    private void refuseForeign(SoleMeter.Verdict sender, boolean unguarded) {
        if (unguarded) {
            contradiction();
        } else {
            gapBroken();
        }
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

    /** Whether the last message was refused, as {@link RejectCause#CONTRADICTION}, because of those before it. */
    public boolean contradicted() {
        return contradicted;
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
