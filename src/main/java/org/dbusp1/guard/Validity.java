package org.dbusp1.guard;

import java.time.Duration;
import java.util.Objects;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.process.Hourly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the interval in which a meter sends, the valid values, and how long the values are valid: until no message has
 * arrived for three intervals, at least five seconds. Times are monotonic nanoseconds.
 */
final class Validity {
    private static final Logger LOG = LoggerFactory.getLogger(Validity.class);
    /** Longest interval that can be proved: no meter with a useful power is known that sends less often. */
    private static final Duration SLOWEST_PROVED = Duration.ofMinutes(1);
    /** Number of late messages in a row after which a warning is logged: more than a short disturbance of the line. */
    private static final int LATE_MESSAGES = 5;
    private static final long AT_LEAST_NANOS = 5_000_000_000L;
    private static final int INTERVALS = 3;

    /**
     * SILENT: no message yet. LOST: no message for too long. RETURNING: one message since; the next makes the values valid, so
     * that a bad contact does not switch ESS on and off. FRESH: the values are valid.
     */
    private enum State { SILENT, FRESH, LOST, RETURNING }

    /** The owner's interval; null: the messages prove the interval. */
    private final @Nullable Duration configured;
    private final IntervalMemory memory;
    /** Whether the messages are of a log, in which a late message shows the interval and is no loss. */
    private final boolean isFromLog;
    private final Hourly seldomWarning = new Hourly();
    private State state = State.SILENT;
    /** Arrival of the last message that was believed, or that awaits confirmation after a loss. */
    private long lastNanos;
    private IntervalEstimator pace = new IntervalEstimator();
    private LatestValues latest = new LatestValues();
    private Duration interval = Duration.ofSeconds(1);
    /** The meter, in its present mode, to which the interval belongs; null before the first unrepaired message. */
    private @Nullable MeterIdentity identity;
    /** Believed messages in a row that came too late to make the values valid. */
    private int late;
    /** The owner's interval, else that of an earlier run, until this run proves another; null if none is known. */
    private @Nullable Duration knownInterval;
    /** Whether {@link #knownInterval} was read from the memory. */
    private boolean recalled;

    /**
     * @param configured the owner's interval; null: the messages prove the interval
     * @param memory     remembers the proved interval over restarts
     * @param log        whether the messages are of a log
     */
    Validity(@Nullable Duration configured, IntervalMemory memory, boolean log) {
        this.configured = configured;
        this.memory = memory;
        this.isFromLog = log;
    }

    /** Returns the time for which a value is valid if the meter sends in this interval. */
    static long limitNanos(Duration interval) {
        return Math.max(AT_LEAST_NANOS, INTERVALS * interval.toNanos());
    }

    /** Forgets the interval and the values of a meter that was replaced, or changed its mode. */
    void forgetMeter() {
        pace = new IntervalEstimator();
        latest = new LatestValues();
        knownInterval = null;
    }

    /** Forgets the values of earlier messages: their age is unknown, since the meter's clock was set. */
    void forgetValues() {
        latest.clear();
    }

    /** Returns the values that are valid with a believed message. */
    Values valid(GuardedReading now) {
        if (!now.repaired()) {
            noticeIdentity(now.meter());
        }
        Values believed = now.withheld().removeFrom(now.values());
        return now.dialect().sendsPartialLists()
                ? latest.accept(believed, now.withheld(), now.nanos(), now.dialect().interval()) : believed;
    }

    /** Notices a change of the meter's mode, after which the meter may be slower. */
    private void noticeIdentity(MeterIdentity meter) {
        if (identity != null && !isSameIdentity(identity, meter)) {
            forgetMeter();
        }
        identity = meter;
    }

    private static boolean isSameIdentity(MeterIdentity meterIdentity, MeterIdentity other) {
        return meterIdentity.dialect().equals(other.dialect()) && (meterIdentity.dialect().sendsPartialLists()
                || Objects.equals(meterIdentity.version(), other.version())
                && meterIdentity.identification().equals(other.identification()));
    }

    /** Accepts a believed message, which may make the values valid. */
    void refresh(GuardedReading now) {
        Dialect dialect = now.dialect();
        recall(dialect);
        pace.good(now.nanos(), now.clockMovedSeconds(), !dialect.sendsPartialLists()
                || now.values().present().stream().anyMatch(quantity -> quantity.unit() == Unit.WATT));
        if (!fresh() && dialect.sendsPartialLists() && latest.settleOnOneKind(dialect.interval())) {
            pace = new IntervalEstimator();
            pace.good(now.nanos());
            knownInterval = null;
        }
        Duration before = interval;
        interval = estimateInterval(dialect);
        state = switch (state) {
            case SILENT -> knownInterval == null ? State.RETURNING : State.FRESH;
            case FRESH -> State.FRESH;
            case LOST -> isFromLog && pace.proved() == null && isInTime(now) ? State.FRESH : State.RETURNING;
            case RETURNING -> isInTime(now) ? State.FRESH : State.RETURNING;
        };
        lastNanos = now.nanos();
        noteLate(before, now);
        remember(dialect);
    }

    private boolean isInTime(GuardedReading now) {
        return now.nanos() - lastNanos <= limitNanos(interval);
    }

    private void noteLate(Duration before, GuardedReading now) {
        if (fresh() && late >= LATE_MESSAGES && interval.compareTo(before) > 0) {
            LOG.info("the meter sends every {} s now", seconds(interval));
        }
        late = fresh() ? 0 : late + 1;
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

    private void recall(Dialect dialect) {
        if (!recalled) {
            recalled = true;
            knownInterval = configured == null ? memory.recall(dialect) : configured;
        }
    }

    private void remember(Dialect dialect) {
        Duration proved = pace.proved();
        if (proved != null && proved.compareTo(longest(dialect)) <= 0 && (knownInterval == null || !isNear(proved, knownInterval))) {
            knownInterval = proved;
            memory.remember(dialect, proved);
        }
    }

    private static boolean isNear(Duration duration, Duration other) {
        return Math.abs(duration.toMillis() - other.toMillis()) * 5 <= other.toMillis();
    }

    /** Returns the interval of a meter of a dialect: at least the owner's, at most {@link #longest}. */
    Duration estimateInterval(Dialect dialect) {
        Duration known = !isFromLog || configured != null ? knownInterval : null;
        if (known == null) {
            Duration gap = pace.shortest();
            known = gap == null ? dialect.interval() : longer(gap, dialect.interval());
        }
        Duration measured = pace.interval(known);
        Duration longest = longest(dialect);
        return longer(measured.compareTo(longest) < 0 ? measured : longest, configured);
    }

    /** Returns the longest believed interval: the dialect's, or the interval that twelve equal gaps proved, also in an earlier run. */
    private Duration longest(Dialect dialect) {
        // Only rare lists of HAN meters are further apart.
        Duration usual = dialect.sendsPartialLists() && !isFromLog ? dialect.interval() : dialect.slowestInterval();
        Duration proved = longer(longer(usual, knownInterval), pace.provedByEqualGaps());
        return proved.compareTo(SLOWEST_PROVED) < 0 ? proved : longer(usual, SLOWEST_PROVED);
    }

    private static Duration longer(Duration duration, @Nullable Duration other) {
        return other != null && other.compareTo(duration) > 0 ? other : duration;
    }

    /** Accepts a message that counts only if the next message agrees. */
    void unconfirmed(long nanos) {
        pace.good(nanos);
        if (state == State.LOST || state == State.SILENT) {
            state = State.RETURNING;
            lastNanos = nanos;
        }
    }

    /** Called when a message was damaged or lost: the gap around it is not the meter's interval. */
    void telegramLost() {
        pace.telegramLost();
        latest.telegramLost();
    }

    void invalidate() {
        state = state == State.SILENT ? State.SILENT : State.LOST;
        pace.telegramLost();
        latest.clear();
    }

    /** Ends the validity if no message arrived in time; returns whether the values became invalid by this call. */
    boolean expires(long nanos) {
        if (!fresh() || nanos - lastNanos <= limitNanos(interval)) {
            return false;
        }
        state = State.LOST;
        latest.clear();
        return true;
    }

    boolean fresh() {
        return state == State.FRESH;
    }

    Duration interval() {
        return interval;
    }

    /** Returns the time for which the values remain valid if no message follows. */
    Duration remaining(long nowNanos) {
        return Duration.ofNanos(limitNanos(interval) - (nowNanos - lastNanos));
    }
}
