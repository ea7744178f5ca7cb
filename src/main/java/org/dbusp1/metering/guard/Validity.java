package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the valid values, and for how long they are valid: until no message has arrived for three intervals ({@link Pace}), at
 * least five seconds. Then the second of two messages within this time makes values valid again, so that a bad contact does not
 * switch ESS on and off. Times are monotonic nanoseconds.
 */
final class Validity {
    private static final Logger LOG = LoggerFactory.getLogger(Validity.class);
    /** Number of late messages in a row after which a warning is logged: more than a short disturbance of the line. */
    private static final int LATE_MESSAGES = 5;
    private static final double NANOS_A_SECOND = 1e9;

    private final @Nullable Duration ownersInterval;
    private final IntervalMemory memory;
    /** Whether the messages are of a log, whose first message is valid: nobody acts on it. */
    private final boolean isFromLog;
    private final ThinnedLog seldomWarning = ThinnedLog.hourly();
    /** Of the messages with a power. */
    private Pace pace = new Pace();
    private LatestValues latest = new LatestValues();
    private Duration interval = Duration.ofSeconds(1);
    /** The interval that was remembered last; null if none of this meter in its present mode. */
    private @Nullable Duration known;
    /** The meter's mode, to which the pace belongs; empty before the first unrepaired message. */
    private List<?> mode = List.of();
    private boolean begun;
    private boolean fresh;
    /** Arrival of the last message that was believed, or that awaits confirmation; null if the values ended since. */
    private @Nullable Long last;
    /** Believed messages in a row that came too late to make the values valid. */
    private int late;

    /**
     * @param ownersInterval the least interval, and that until five gaps are known; not remembered; null: the messages prove it
     * @param memory         remembers the proved interval over restarts; of a log nothing is recalled
     */
    Validity(@Nullable Duration ownersInterval, IntervalMemory memory, boolean isFromLog) {
        this.ownersInterval = ownersInterval;
        this.memory = memory;
        this.isFromLog = isFromLog;
    }

    /** Forgets the pace and the values of a meter that was replaced, or changed its mode. */
    void forgetMeter() {
        pace = new Pace();
        latest = new LatestValues();
        known = null;
    }

    /** Forgets the values of earlier messages: their age is unknown, since the meter's clock was set. */
    void forgetValues() {
        latest.clear();
    }

    /** Returns the values that are valid with a believed message. */
    Values valid(GuardedReading now) {
        List<?> modeNow = now.repaired() ? mode : mode(now.meter());
        if (!mode.isEmpty() && !mode.equals(modeNow)) {
            forgetMeter();
        }
        mode = modeNow;
        Values believed = now.withheld().removeFrom(now.values());
        return now.dialect().sendsPartialLists()
                ? latest.accept(believed, now.withheld(), now.nanos(), now.dialect().interval()) : believed;
    }

    /** Returns what changes with a meter's mode, after which the meter may be slower. */
    private static List<?> mode(MeterIdentity meter) {
        return meter.dialect().sendsPartialLists() ? List.of(meter.dialect())
                : Arrays.asList(meter.dialect(), meter.version(), meter.identification());
    }

    /** Accepts a believed message, which may make the values valid. */
    void refresh(GuardedReading now) {
        Dialect dialect = now.dialect();
        if (!begun) {
            begun = true;
            known = ownersInterval != null || isFromLog ? null : memory.recall(dialect);
            fresh = isFromLog || ownersInterval != null || known != null;
        }
        countGap(now);
        Duration before = interval;
        interval = estimateInterval(dialect);
        fresh = fresh || last != null && now.nanos() - last <= Pace.limitNanos(interval);
        last = now.nanos();
        noteLate(before, now);
        remember(dialect);
    }

    private void countGap(GuardedReading now) {
        boolean hasPower = now.values().present().stream().anyMatch(quantity -> quantity.unit() == Unit.WATT);
        if (now.dialect().sendsPartialLists() && !hasPower) {
            return;
        }
        // The clocks of stored messages move faster than the messages arrive.
        Double clockMoved = now.clockMovedSeconds();
        if (clockMoved != null && last != null && clockMoved > 2 * (now.nanos() - last) / NANOS_A_SECOND + 1) {
            pace.stored(now.nanos());
        } else {
            pace.good(now.nanos());
        }
        pace.prove(slowest(now.dialect()));
    }

    private void noteLate(Duration before, GuardedReading now) {
        if (fresh && late >= LATE_MESSAGES && interval.compareTo(before) > 0) {
            LOG.info("the meter sends every {} s now", seconds(interval));
        }
        late = fresh ? 0 : late + 1;
        if (late == LATE_MESSAGES && seldomWarning.tryAcquire(now.nanos())) {
            LOG.warn("""
                    telegrams arrive less often than every {} s, as this meter has sent them or such meters do: nothing is \
                    published until twelve intervals in a row were equal within a fifth. If a bridge sends them irregularly, \
                    set meter.interval-seconds.""", seconds(interval));
        }
    }

    private static long seconds(Duration interval) {
        return Math.max(1, Math.round(interval.toMillis() / 1_000.0));
    }

    private void remember(Dialect dialect) {
        Duration proved = pace.proved();
        if (proved != null && (known == null || !isNear(proved, known))) {
            known = proved;
            memory.remember(dialect, proved);
        }
    }

    private static boolean isNear(Duration duration, Duration other) {
        return Math.abs(duration.toMillis() - other.toMillis()) * 5 <= other.toMillis();
    }

    /** Returns the interval of a meter of a dialect: at least the owner's. */
    Duration estimateInterval(Dialect dialect) {
        return longer(pace.interval(dialect.interval(), slowest(dialect), known == null ? ownersInterval : known), ownersInterval);
    }

    private Duration slowest(Dialect dialect) {
        // Only rare lists of HAN meters are further apart.
        return longer(dialect.sendsPartialLists() && !isFromLog ? dialect.interval() : dialect.slowestInterval(), known);
    }

    private static Duration longer(Duration duration, @Nullable Duration other) {
        return other != null && other.compareTo(duration) > 0 ? other : duration;
    }

    /** Accepts a message that counts only if the next message agrees. */
    void unconfirmed(long nanos) {
        pace.good(nanos);
        last = fresh ? last : Long.valueOf(nanos);
    }

    /** Called when a message was damaged or lost: the gap around it is not the meter's interval. */
    void breakGaps() {
        pace.breakGap();
        latest.breakGaps();
    }

    void endValues() {
        fresh = false;
        last = null;
        breakGaps();
        latest.clear();
    }

    /** Ends the validity if no message arrived in time; returns whether the values became invalid by this call. */
    boolean expires(long nanos) {
        if (!fresh || last == null || nanos - last <= Pace.limitNanos(interval)) {
            return false;
        }
        fresh = false;
        // In a log a late message shows the interval; on a line a message that makes the interval longer makes nothing valid.
        last = isFromLog ? last : null;
        latest.clear();
        return true;
    }

    boolean fresh() {
        return fresh;
    }

    Duration interval() {
        return interval;
    }

    /** Returns the time for which the values are valid if no message follows the last. */
    Duration validFor() {
        return Duration.ofNanos(Pace.limitNanos(interval));
    }
}
