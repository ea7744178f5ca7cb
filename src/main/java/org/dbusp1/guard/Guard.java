package org.dbusp1.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which values of a meter's good messages may be published: whether they come from one meter, whether each
 * value is plausible, how old each value is and whether the meter still sends. It counts accepted and rejected
 * telegrams. Not thread safe. Times are monotonic nanoseconds.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** Causes that mean damage by the line. Other rejected bytes may be sent by the meter besides its messages. */
    private static final Set<RejectCause> DAMAGED = EnumSet.complementOf(
            EnumSet.of(RejectCause.GARBAGE, RejectCause.ENCRYPTED, RejectCause.KEY));

    /**
     * The properties of a line that a guard cannot learn from its messages.
     *
     * @param interval  interval that the owner set for a meter that was made slower; absent: the meter's messages prove
     *                  the interval
     * @param units     remembers in what unit Kamstrup's meters count
     * @param live      whether the messages come from a meter; a recording that is played again repeats its messages
     * @param current   whether only the values valid now are needed; for a record of the past each believed message
     *                  counts
     */
    public record Options(Optional<Duration> interval, StateStore units, boolean live, boolean current) {
        /** A meter whose interval is proved again in each run. */
        public static final Options DEFAULT = new Options(Optional.empty(), StateStore.NONE, true);
        /** A log under check: a log that was made from copies of the same telegrams repeats them. */
        public static final Options LOG = new Options(Optional.empty(), StateStore.NONE, false);
        /** A log that is imported into a history: a gap in the log does not end the validity. */
        public static final Options RECORD = new Options(Optional.empty(), StateStore.NONE, true, false);

        public Options(Optional<Duration> interval, StateStore units, boolean live) {
            this(interval, units, live, true);
        }
    }

    /** A warning is repeated after an hour. */
    private static final long AGAIN_NANOS = Duration.ofHours(1).toNanos();
    /** The number of consecutive late telegrams that are no short disturbance of the line. */
    private static final int RARE = 5;

    private final Options options;
    private final EnergyUnit energyUnit;
    private IntervalEstimator pace;
    /** The meter, in its present mode, to which the interval belongs. */
    private Optional<MeterIdentity> mode = Optional.empty();
    private int segment;
    private NoveltyCheck novelty = new NoveltyCheck();
    private final Freshness freshness = new Freshness();
    private final SingleMeterCheck meters = new SingleMeterCheck();
    private final Plausibility plausibility = new Plausibility();
    private final ConsistencyCheck neighbours = new ConsistencyCheck();
    private LatestValues latest = new LatestValues();
    private Duration interval = Duration.ofSeconds(1);
    private LineQuality quality = LineQuality.NONE;
    private Optional<RejectCause> rejection = Optional.empty();
    private boolean repeated;
    private OptionalLong outdatedNanos = OptionalLong.empty();
    private int rare;
    private OptionalLong rareNanos = OptionalLong.empty();

    public Guard() {
        this(Options.DEFAULT);
    }

    public Guard(Options options) {
        this.options = options;
        this.pace = estimator();
        this.energyUnit = new EnergyUnit(options.units());
    }

    private IntervalEstimator estimator() {
        return options.interval().map(IntervalEstimator::new).orElseGet(IntervalEstimator::new);
    }

    /**
     * Takes a good message.
     *
     * @param keys returns the meter's key, called when the message is known to come from that meter; without a key no
     *             values are valid
     * @return the valid snapshot; empty after a loss until the second message, while two meters share the line, for a
     *     message that contradicts earlier ones or is older than they are, and for a repeated message
     */
    public Optional<Snapshot> accept(Reading decoded, Supplier<Optional<MeterKey>> keys, Instant arrival,
            long nanos) {
        Reading reading = energyUnit.apply(decoded);
        rejection = Optional.empty();
        repeated = false;
        quality = reading.message().repair().map(quality::plusRepaired).orElseGet(quality::plusAccepted);
        noticeLoss(nanos);
        SingleMeterCheck.Verdict sender = meters.judge(reading, nanos);
        boolean hasNoChecksum = reading.message().hasNoChecksum();
        if (sender != SingleMeterCheck.Verdict.SAME) {
            rejectForeign(sender, hasNoChecksum);
            return Optional.empty();
        }
        if (hasNoChecksum && !neighboursAgree(reading, nanos)) {
            return Optional.empty();
        }
        noticeReplacement(reading);
        NoveltyCheck.Verdict news = options.live() ? novelty.judge(reading, nanos) : NoveltyCheck.Verdict.NEW;
        if (!isNew(news, nanos)) {
            return Optional.empty();
        }
        energyUnit.learn(decoded, nanos);
        reading = energyUnit.apply(decoded);
        Optional<MeterKey> key = keys.get();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Implausible withheld = energyUnit.withhold(decoded, plausibility.judge(reading, nanos / 1e9));
        if (hasNoChecksum && withheld.quantities().stream().anyMatch(Quantity::isCounter)) {
            contradiction();
            return Optional.empty();
        }
        if (!reading.message().repaired()) {
            noticeMode(reading.meter());
        }
        Values believed = valid(reading, withheld, nanos);
        novelty.believed(withheld.from(reading.values()));
        if (news == NoveltyCheck.Verdict.NEW) {
            refresh(reading.meter().dialect(), nanos);
        }
        if (options.current() && !freshness.fresh()) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(key.get(), reading, believed,
                plausibility.current(withheld.from(reading.devices()), reading.time(), nanos), withheld,
                Optional.empty(), arrival, interval, freshness.left(nanos, interval), segment, quality));
    }

    /** Forgets the data of a meter that was replaced. */
    private void noticeReplacement(Reading reading) {
        int now = plausibility.segmentOf(reading);
        if (now != segment) {
            segment = now;
            novelty = new NoveltyCheck();
            pace = estimator();
            latest = new LatestValues();
        }
    }

    private boolean isNew(NoveltyCheck.Verdict news, long nanos) {
        repeated = news == NoveltyCheck.Verdict.REPEATED;
        boolean old = news == NoveltyCheck.Verdict.OLD;
        if (old) {
            reject(RejectCause.OUTDATED);
            if (outdatedNanos.isEmpty() || nanos - outdatedNanos.getAsLong() > AGAIN_NANOS) {
                outdatedNanos = OptionalLong.of(nanos);
                LOG.warn("""
                        telegrams arrive that are older than those before them: they are not published. The bridge or \
                        dongle that sends them may have stored them.""");
            }
        }
        return !old && !repeated;
    }

    private void reject(RejectCause cause) {
        rejection = Optional.of(cause);
        quality = quality.insteadRejected(cause);
    }

    private void refresh(Dialect dialect, long nanos) {
        pace.good(nanos);
        boolean lost = !freshness.fresh();
        if (lost && dialect.sendsPartialLists() && latest.sendsOneKindNow(dialect.interval())) {
            pace = estimator();
            pace.good(nanos);
        }
        interval = interval(dialect);
        freshness.good(nanos, interval);
        rare = freshness.fresh() || !options.current() ? 0 : rare + 1;
        if (rare == RARE && (rareNanos.isEmpty() || nanos - rareNanos.getAsLong() > AGAIN_NANOS)) {
            rareNanos = OptionalLong.of(nanos);
            LOG.warn("""
                    telegrams arrive less often than each {} s, as the meter has sent them before: nothing is \
                    published while so few arrive. If the meter, or the dongle in front of it, was made slower, set \
                    meter.interval-seconds.""", Math.max(1, Math.round(interval.toMillis() / 1_000.0)));
        }
    }

    /**
     * Notices another mode of the meter, in which it may be slower: an interval that was proved before is not valid for
     * it.
     */
    private void noticeMode(MeterIdentity meter) {
        if (mode.isPresent() && !isSameMode(mode.get(), meter)) {
            pace = estimator();
            latest = new LatestValues();
        }
        mode = Optional.of(meter);
    }

    private static boolean isSameMode(MeterIdentity one, MeterIdentity other) {
        return one.dialect().equals(other.dialect()) && (one.dialect().sendsPartialLists()
                || one.version().equals(other.version()) && one.identification().equals(other.identification()));
    }

    private Duration interval(Dialect dialect) {
        Duration measured = pace.interval(dialect.interval());
        return measured.compareTo(dialect.slowest()) > 0 ? dialect.slowest() : measured;
    }

    private boolean neighboursAgree(Reading reading, long nanos) {
        ConsistencyCheck.Verdict verdict = neighbours.judge(reading, nanos);
        if (verdict == ConsistencyCheck.Verdict.FIRST) {
            pace.good(nanos);
            freshness.unconfirmed(nanos);
        } else if (verdict == ConsistencyCheck.Verdict.CONTRADICTS) {
            contradiction();
        }
        return verdict == ConsistencyCheck.Verdict.BELIEVED;
    }

    private void contradiction() {
        reject(RejectCause.CONTRADICTION);
        gapBroken();
    }

    /** Takes note that a telegram of the meter was damaged or lost. */
    private void gapBroken() {
        pace.broken();
        latest.broken();
    }

    /** Rejects a message of another meter; the validity of the published values ends before this is logged. */
    private void rejectForeign(SingleMeterCheck.Verdict sender, boolean hasNoChecksum) {
        if (hasNoChecksum) {
            contradiction();
        } else {
            gapBroken();
        }
        if (sender == SingleMeterCheck.Verdict.MIXED) {
            endValidity();
            LOG.warn("""
                    two meters send on this line: nothing is published until only one of them has sent for a minute. \
                    Connect one meter to each port.""");
        }
    }

    private void endValidity() {
        freshness.lost();
        pace.broken();
        latest.clear();
        neighbours.lost();
    }

    /**
     * Returns the valid values. A complete message replaces all values; a partial one leaves the other values until
     * they expire.
     */
    private Values valid(Reading reading, Implausible withheld, long nanos) {
        Values believed = withheld.from(reading.values());
        Dialect dialect = reading.meter().dialect();
        return dialect.sendsPartialLists() ? latest.accept(believed, withheld, nanos, dialect.interval()) : believed;
    }

    /** Counts a rejected telegram. It makes no value valid for longer. */
    public void rejected(RejectCause cause) {
        quality = quality.plusRejected(cause);
        if (DAMAGED.contains(cause)) {
            gapBroken();
        }
    }

    /** Takes note that the port was removed: no value is valid any longer. */
    public void lost() {
        endValidity();
        meters.lost();
    }

    /** Returns whether the last published values are still valid. */
    public boolean fresh(long nanos) {
        noticeLoss(nanos);
        return freshness.fresh();
    }

    /** Returns why the last message was rejected because of earlier ones; absent if it was not. */
    public Optional<RejectCause> rejection() {
        return rejection;
    }

    /** Returns whether the last message was a repetition, which changes nothing. */
    public boolean repeated() {
        return repeated;
    }

    /** Returns whether nothing is published because several meters send on the line. */
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

    /** Returns the counters of telegrams since the start. */
    public LineQuality quality() {
        return quality;
    }
}
