package org.dbusp1.driver;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.SourceClock;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Arrival;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.GridMeterTracker;
import org.dbusp1.metering.HousePower;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.metering.guard.CounterCheck;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.metering.guard.Outcome;
import org.dbusp1.output.Output;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the bytes of one meter's serial line or connection, or of a raw log, through frames, readings and the guard to the
 * outputs. The reader's thread calls it; the ticker only checks whether the published values are still valid, and never
 * waits for the lock over guard and outputs. Values are published, and end, before this class logs it.
 */
public final class MeterPipeline implements FrameSink {
    private static final Logger LOG = LoggerFactory.getLogger(MeterPipeline.class);
    /** A power that was there is told as gone after this time: some meters leave it out of a few messages. */
    private static final long POWER_GONE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final byte[] NO_BYTES = {};
    /**
     * A telegram that is handled later than this after its bytes were read is outdated: the process was stopped in between. Published
     * values then end until telegrams arrive in time again. Not less, because the bytes of a dongle count from the request on
     * and a slow dongle answers late; not more, because published values may be valid for only five seconds ({@link Snapshot#validFor}).
     */
    private static final long OLD_NANOS = 5_000_000_000L;
    /**
     * The parts between the bytes of one meter and its outputs.
     *
     * @param scanner  not shared with another line
     * @param times    the decoder uses it
     * @param decoder  of a log a {@link ReplayDecoder}
     * @param trackers makes the demand window of the meter, with its ledger
     */
    public record Parts(Source source, FrameScanner scanner, LocalTimeResolver times, Decoder decoder, Guard guard,
                        MeterTime meterTime, CounterCheck counterCheck,
                        Function<MeterKey, DemandTracker> trackers, Function<MeterKey, DemandInputs> demandInputs,
                        MeterKeyResolver meterKeys, LineCounters lineCounters) {
    }

    private final Parts parts;
    private final Source source;
    private final SourceClock clock;
    private final Guard guard;
    private final LineCounters lineCounters;
    private final List<Output> outputs;
    private final ReentrantLock lock = new ReentrantLock();
    private final ThinnedLog missingPower = ThinnedLog.onChange(LOG::warn);
    /** The monotonic time of the last message with a power of the house. */
    private long powerNanos;
    /** When the bytes that are being searched were read, by System.nanoTime(). */
    private long readAt;
    private volatile boolean published;
    private boolean endedSinceFrame;
    /** The timing of the meter at its last valid values; null before the first. */
    private volatile ReopenRule.@Nullable Timing timing;
    private volatile boolean meterLogged;
    /** The {@link Published#meterIndex} of the last published snapshot. */
    private int meterIndex;
    private GridMeterTracker gridMeter = new GridMeterTracker();
    /** The demand window and the ledger of this run's meter; null before its first believed message. */
    private @Nullable DemandTracker tracker;
    private volatile boolean hasDecoded;
    private long intactFrames;

    /** @param outputs the first accepts each snapshot first */
    public MeterPipeline(Parts parts, List<Output> outputs) {
        this.parts = parts;
        this.source = parts.source();
        this.clock = source.clock();
        this.guard = parts.guard();
        this.lineCounters = parts.lineCounters();
        this.outputs = List.copyOf(outputs);
    }

    /** Accepts the opening of the source. @return whether the source has the cable of this run's meter */
    boolean acceptOpening() {
        return parts.meterKeys().isFirstCable(source.lineIdentity().orElse(null), source.name());
    }

    @Nullable String endReason() {
        return parts.meterKeys().endReason();
    }

    /** Accepts bytes of the line. @param readAt time of arrival, by System.nanoTime() */
    public void accept(byte[] bytes, int length, long readAt) {
        lineCounters.received(bytes, 0, length, source.lineSettings().orElse(null));
        this.readAt = readAt;
        parts.scanner().accept(bytes, 0, length, this);
    }

    /** Accepts a silence. @param readAt end of the silence, by System.nanoTime() */
    void idle(long readAt) {
        lineCounters.received(NO_BYTES, 0, 0, source.lineSettings().orElse(null));
        this.readAt = readAt;
        parts.scanner().idle(this);
    }

    public void end(long readAt) {
        this.readAt = readAt;
        parts.scanner().end(this);
    }

    @Override
    public void frame(Frame frame) {
        boolean wasLost = beginAnewAfterLoss();
        parts.times().arrived(clock.arrival(readAt), clock.now());
        DecodeResult result = parts.decoder().decode(frame);
        if (result instanceof DecodeResult.Decoded decoded) {
            decoded(decoded.reading(), frame, wasLost);
        } else if (result instanceof DecodeResult.Rejected rejected) {
            // Whatever it holds, the line and its settings are right.
            intactFrames++;
            passOnRejected(frame, rejected.cause());
        }
    }

    @Override
    public void rejected(Frame frame, RejectCause cause) {
        if (cause.isIntact()) {
            intactFrames++;
        }
        passOnRejected(frame, cause);
    }

    /**
     * The one call of a lost line: all that remembers a meter of it begins anew, however the values ended.
     *
     * @return whether the line was lost before these bytes
     */
    private boolean beginAnewAfterLoss() {
        lock.lock();
        try {
            long arrived = clock.arrival(readAt);
            if (clock.nanos() - arrived > OLD_NANOS) {
                // The process was stopped after the bytes were read: the telegram is outdated.
                endValues();
            }
            // Where the ticker has not looked, what was published ends only if this message does not renew it.
            boolean isLost = endedSinceFrame || published && !guard.fresh(arrived);
            if (isLost) {
                endedSinceFrame = false;
                parts.decoder().lineLost();
                guard.lineLost();
                gridMeter.lineLost();
            }
            return isLost;
        } finally {
            lock.unlock();
        }
    }

    private void decoded(Reading reading, Frame frame, boolean wasLost) {
        // When a message of a log arrived is known only now.
        boolean isLost = wasLost || beginAnewAfterLoss();
        intactFrames++;
        hasDecoded = true;
        boolean before = published;
        int meterBefore = meterIndex;
        Passed passed = publish(reading, frame, isLost);
        boolean ended = before && !published;
        if (passed.snapshot != null) {
            logMeter(passed.snapshot, meterIndex != meterBefore);
        }
        if (ended && passed.severalMeters) {
            lossLogged();
            LOG.warn("meter lost: two meters send on {}; its values are removed", source.description());
        } else if (ended) {
            logSilence();
        }
    }

    /**
     * Publishes the values of a message that the guard believes. What becomes of a message, with values that are still valid:
     * <pre>
     *   outcome               publishes    the key learns    counts as
     *   Publish               yes          yes               good
     *   Hold, with a key      no           no                good
     *   Hold, without a key   no           yes               good
     *   Unconfirmed           no           no                good
     *   Foreign               no           no                foreign
     *   Repeat                no           no                nothing
     *   Refuse                no           no                rejected
     * </pre>
     * If the values are not valid any more, because the process was stopped or the guard ended them, as those of a replaced meter,
     * nothing is published and what was published ends.
     *
     * @param isLost whether the line was lost before this message
     * @return what the log says
     */
    private Passed publish(Reading reading, Frame frame, boolean isLost) {
        lock.lock();
        try {
            long arrived = clock.arrival(readAt);
            String cable = source.lineIdentity().orElse(null);
            MeterKey key = parts.meterKeys().keyFor(reading, cable, source.name());
            Instant sourceTime = parts.meterTime().sourceTime(reading, clock.now());
            Outcome outcome = guard.accept(reading, key, arrived);
            // Its values may have become invalid since they arrived: the process was stopped in between.
            boolean fresh = guard.fresh(clock.nanos());
            Snapshot current = fresh && key != null && outcome instanceof Outcome.Publish publish
                    ? snapshot(key, publish, sourceTime, arrived) : null;
            if (current != null) {
                published = true;
                outputs.forEach(output -> output.snapshot(current));
            } else if (published && !fresh) {
                // A good telegram may end the validity of earlier values.
                valuesEnded();
                // All have begun anew with this one if they were lost before it.
                endedSinceFrame = !isLost;
            }
            if (current != null || key == null && outcome instanceof Outcome.Hold) {
                parts.meterKeys().believed(reading, key, cable, source.name());
            }
            boolean severalMeters = guard.severalMeters();
            lineCounters.severalMeters(severalMeters);
            RejectCause cause = outcome.cause();
            if (cause != null) {
                passOnRejected(new RejectedFrame(frame.bytes(), frame.offset(), sourceTime, cause));
            } else if (outcome instanceof Outcome.Foreign) {
                lineCounters.foreign(frame.offset() + frame.length(), frame.length(), guard.telegramCounts());
            } else if (!(outcome instanceof Outcome.Repeat)) {
                lineCounters.good(frame.offset() + frame.length(), frame.length(), current, fresh, guard.telegramCounts(),
                        sourceTime);
            }
            return new Passed(current, severalMeters);
        } finally {
            lock.unlock();
        }
    }

    /** What became of a message. @param snapshot null if nothing was published */
    private record Passed(@Nullable Snapshot snapshot, boolean severalMeters) {
    }

    private Snapshot snapshot(MeterKey key, Outcome.Publish publish, Instant sourceTime, long arrived) {
        Reading reading = publish.reading();
        if (publish.published().meterIndex() != meterIndex) {
            meterIndex = publish.published().meterIndex();
            forgetMeter();
        }
        Arrival arrival = parts.meterTime().arrival(reading, Instant.now(), sourceTime, arrived);
        Published published = parts.meterTime().dated(publish.published(), arrival);
        Doubts doubts = Doubts.of(parts.meterTime().wrongClock(), parts.meterTime().wrongZone(),
                parts.counterCheck().accept(reading, published, arrived), guard.doubtfulPower());
        if (tracker == null) {
            tracker = parts.trackers().apply(key);
        }
        EnergyUse energy = tracker.ledger().accept(reading, published, arrival);
        Demand demand = tracker.accept(reading, published.values(), parts.demandInputs().apply(key));
        return new Snapshot(key, reading, published, arrival, publish.interval(), publish.validFor(), guard.telegramCounts(), energy,
                demand, doubts, gridMeter.accept(reading, published, arrival, energy));
    }

    /** Called before the first published message of another meter. The ledger, and outputs on other threads, compare its index. */
    private void forgetMeter() {
        parts.meterTime().forgetMeter();
        parts.counterCheck().forgetMeter();
        gridMeter = new GridMeterTracker();
        lineCounters.forgetDevices();
    }

    private void logMeter(Snapshot snapshot, boolean isReplaced) {
        timing = new ReopenRule.Timing(snapshot.interval(), snapshot.validFor());
        if (!meterLogged) {
            meterLogged = true;
            LOG.info("{} on {}, every {} s", snapshot.reading().meter().dialect().title(), source.description(),
                    Snapshot.seconds(snapshot.interval()));
        }
        if (isReplaced) {
            LOG.info("the meter was replaced: the new meter keeps the key and the name of the old one");
        }
        String notice = parts.meterTime().takeNotice();
        if (notice != null) {
            LOG.warn(notice);
        }
        lineCounters.unreadDevices(snapshot.reading().message())
                .forEach(number -> LOG.info("the meter names the M-Bus device {}, whose reading is not read", number));
        warnOfMissingPower(snapshot);
    }

    /** Warns of a German meter that sends no power: once, and again each time that its power is switched off. */
    private void warnOfMissingPower(Snapshot snapshot) {
        HousePower.Absent absent = snapshot.grid().house().absent();
        if (absent == null || absent.likely().isOfMessage()) {
            powerNanos = snapshot.arrival().nanos();
            missingPower.clear();
        } else if (snapshot.reading().meter().dialect().port() == Dialect.Port.OPTICAL
                && (absent.likely() != PowerAbsence.INF_OFF || snapshot.arrival().nanos() - powerNanos >= POWER_GONE_NANOS)) {
            missingPower.log("the meter sends " + switch (absent.likely()) {
                case INF_OFF -> "its power no longer: look at its display whether Inf is off again";
                case NO_DIRECTION -> "its power without a direction, so it is no grid meter for ESS: install an energy meter";
                case COUNTERS_ONLY -> "counters and no power, so it is no grid meter for ESS: install an energy meter";
                default -> "no power, so it is no grid meter for ESS: get its PIN from the metering operator, enter it with a torch at the"
                        + " meter's light sensor, and set Inf to On";
            });
        }
    }

    /** Called when a loss was logged: the next telegrams log the meter again. */
    void lossLogged() {
        meterLogged = false;
    }

    private void logSilence() {
        lossLogged();
        LOG.warn("meter lost: no good telegram on {} for {} s; its values are removed", source.description(),
                timing == null ? 0 : Snapshot.seconds(timing.validFor()));
    }

    private void passOnRejected(Frame frame, RejectCause cause) {
        lock.lock();
        try {
            guard.rejected(cause);
            passOnRejected(new RejectedFrame(frame.bytes(), frame.offset(), clock.now(), cause));
        } finally {
            lock.unlock();
        }
        LOG.debug("telegram of {} bytes rejected: {}", frame.bytes().length, cause.description());
    }

    private void passOnRejected(RejectedFrame rejected) {
        lineCounters.rejected(rejected, guard.telegramCounts());
        outputs.forEach(output -> output.rejected(rejected));
    }

    void sourceUnavailable(SourceException cause) {
        lineCounters.absent(cause.getMessage(), cause);
    }

    /** Called when the open source was lost: the port was removed, the connection ended or stayed silent, or its bytes are too old. */
    void lineLost(String reason, @Nullable SourceException refusal) {
        lineCounters.absent(reason, refusal);
        lineLost();
    }

    /** Called when the port is closed: the values end, and half a telegram must not be joined with another. */
    void lineLost() {
        endValues();
        end(readAt);
        // A telegram that only the end of the bytes completes proves nothing about the line.
        endValues();
    }

    private void endValues() {
        lock.lock();
        try {
            guard.endValues();
            valuesEnded();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the published values if the telegrams stopped. Never waits.
     *
     * @return false if values are published and the reader holds the lock, so that this could not be checked
     */
    public boolean tryEndIfStale() {
        if (!lock.tryLock()) {
            return !published;
        }
        boolean ended;
        try {
            ended = published && !guard.fresh(clock.nanos());
            if (ended) {
                valuesEnded();
            } else if (!published) {
                parts.meterKeys().nothingPublished();
            }
        } finally {
            lock.unlock();
        }
        if (ended) {
            logSilence();
        }
        return true;
    }

    private void valuesEnded() {
        endedSinceFrame = true;
        if (published) {
            published = false;
            outputs.forEach(Output::offline);
        }
        lineCounters.valuesEnded();
    }

    /** Returns the time between the meter's telegrams, and how long each is valid; null before a value was valid. */
    ReopenRule.@Nullable Timing timing() {
        return timing;
    }

    /** Intact frames since the start, readable or encrypted: they prove the line and its settings, unlike the guard's counts. */
    long intactFrames() {
        return intactFrames;
    }

    /** Returns whether a telegram was decoded since the start, also one that the guard refused. */
    boolean hasDecoded() {
        return hasDecoded;
    }
}
