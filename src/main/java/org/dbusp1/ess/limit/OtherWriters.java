package org.dbusp1.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.feedback.LimiterStatus.OtherLimit;
import org.dbusp1.problem.Condition;
import org.dbusp1.state.OverrideMark;
import org.dbusp1.state.OverrideMark.Holder;
import org.dbusp1.state.OverrideMark.OverrideWrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Other programs and drivers that write the override of ESS, and how long this driver sets no limit because of them. It sets
 * none while ESS has the value of another program, and for ten minutes after that program has set a new value. After the
 * third new value or removal of this driver's limit within an hour, not counting those in such ten minutes, this driver sets
 * no limit until the owner switches the limiter on again. The value of another driver that runs and holds the override is
 * left unchanged. Used only on the loop.
 */
final class OtherWriters {
    private static final Logger LOG = LoggerFactory.getLogger(OtherWriters.class);
    private static final long HANDS_OFF_NANOS = Duration.ofMinutes(10).toNanos();
    /** A century, for a stop until the owner switches the limiter on again. */
    private static final long STOPPED_NANOS = Duration.ofDays(36_525).toNanos();
    private static final int STOPPING_WRITES = 3;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** The writer of a value that is not this driver's. */
    private enum Writer {
        /** The mark, which names the driver that holds the override, is not read yet. */
        UNKNOWN, ANOTHER_DRIVER, PROGRAM,
        /**
         * Another program; but the owner has switched the limiter on after its write, so that the limiter may replace the
         * value.
         */
        REPLACEABLE
    }

    /**
     * A value of the override that this driver has not written.
     *
     * @param value watts; NaN if it is no number
     * @param since when the value was first read
     */
    private record ForeignValue(double value, Instant since, Writer writer) {
        private ForeignValue withWriter(Writer newWriter) {
            return new ForeignValue(value, since, newWriter);
        }

        private boolean isEqualTo(double watts) {
            return Double.compare(value, watts) == 0; // NaN equals NaN too
        }
    }

    /** Gets the override that a driver held which no longer runs: from now on it is this driver's. */
    interface Listener {
        void overrideRecovered(OverrideWrite recovered);
    }

    private final EventLoop loop;
    private final OverrideMark mark;
    private final LongSupplier clock;
    private final HourlyLogPermit log;
    private final Listener listener;
    /** The present value of another writer; null while ESS has no limit or this driver's. */
    private @Nullable ForeignValue foreign;
    /**
     * True from the moment when the owner switches the limiter on until the next value is read: if that is another
     * program's, the limiter may replace it.
     */
    private boolean nextIsReplaceable;
    /** The times of the counted writes of other programs in the last hour, by the monotonic clock. */
    private final Deque<Long> writes = new ArrayDeque<>();
    /** The time until which no limit is set because another program has written, by the monotonic clock. */
    private long handsOffUntil;

    OtherWriters(EventLoop loop, OverrideMark mark, LongSupplier clock, HourlyLogPermit log, Listener listener) {
        this.loop = loop;
        this.mark = mark;
        this.clock = clock;
        this.log = log;
        this.listener = listener;
        this.handsOffUntil = clock.getAsLong();
    }

    /** Returns the obstacle to setting a limit: another writer of the override; null if no other writer is known. */
    @Nullable Condition obstacle() {
        Writer writer = foreign == null ? null : foreign.writer();
        return writer == Writer.ANOTHER_DRIVER ? Condition.LIMITER_ANOTHER_DRIVER
                : writer == Writer.PROGRAM || isHandsOff() ? Condition.LIMITER_OTHER_PROGRAM : null;
    }

    /** Returns whether this driver may set a limit; false also while the writer of the present value is not known yet. */
    boolean allowsLimit() {
        return !isHandsOff() && (foreign == null || foreign.writer() == Writer.REPLACEABLE);
    }

    private boolean isHandsOff() {
        return clock.getAsLong() - handsOffUntil < 0;
    }

    /** Returns the limit that another program has set; null without such a limit. */
    @Nullable OtherLimit limit() {
        return foreign != null && foreign.writer() == Writer.PROGRAM ? new OtherLimit(foreign.value(), foreign.since()) : null;
    }

    /**
     * Called when the owner has switched the limiter on: forgets the writes of other programs, and allows the limiter to
     * replace a value that such a program has left.
     */
    void limiterSwitchedOn() {
        writes.clear();
        handsOffUntil = clock.getAsLong();
        nextIsReplaceable = true;
        if (foreign != null && foreign.writer() == Writer.PROGRAM) {
            foreign = foreign.withWriter(Writer.REPLACEABLE);
        }
    }

    /** Called when ESS has no limit, or this driver's. */
    void noForeignValue() {
        foreign = null;
        nextIsReplaceable = false;
    }

    /** Called when this driver writes its own value. */
    void ownValueWritten() {
        foreign = null;
    }

    /** Called when another program has removed this driver's limit. */
    void ownLimitRemoved() {
        countWrite();
        warn("removes the discharge limit of ESS", "sets it again");
    }

    /**
     * Accepts a value that this driver has not written.
     *
     * @param victronControls whether a part of Victron's system now controls the battery, and may write the override itself: then
     *                 the value is not counted as a change by another program
     */
    void accept(double value, boolean victronControls) {
        ForeignValue before = foreign;
        ForeignValue seen = before != null && before.isEqualTo(value) ? before : new ForeignValue(value, Instant.now(), Writer.UNKNOWN);
        foreign = seen;
        boolean isReplaceable = nextIsReplaceable;
        nextIsReplaceable = false;
        if (!victronControls && (seen.writer() == Writer.UNKNOWN || seen.writer() == Writer.ANOTHER_DRIVER)) {
            mark.findHolder(holder -> loop.post(() -> holderFound(seen, holder, isReplaceable)));
        }
    }

    private void holderFound(ForeignValue seen, Holder holder, boolean isReplaceable) {
        ForeignValue now = foreign;
        if (now == null || !now.isEqualTo(seen.value())) {
            return; // the value has changed since the question
        }
        OverrideWrite left = holder.recovered();
        if (holder.isAnotherDriver()) {
            foreign = now.withWriter(Writer.ANOTHER_DRIVER);
        } else if (left != null && (left.after() == now.value() || left.before() == now.value())) {
            foreign = null;
            listener.overrideRecovered(left);
        } else if (now.writer() == Writer.UNKNOWN) {
            foreign = now.withWriter(isReplaceable ? Writer.REPLACEABLE : Writer.PROGRAM);
            if (!isReplaceable) {
                countWrite();
                extendHandsOff(HANDS_OFF_NANOS);
                warn("has set " + now.value() + " W as the discharge limit of ESS", "leaves it alone while it stays and for ten minutes");
            }
        } else if (now.writer() == Writer.ANOTHER_DRIVER) {
            // The other driver has ended without leaving this value: another program has written it.
            foreign = now.withWriter(Writer.PROGRAM);
        }
    }

    private void countWrite() {
        if (!isHandsOff()) {
            long now = clock.getAsLong();
            writes.addLast(now);
            writes.removeIf(earlier -> now - earlier > HOUR_NANOS);
            if (writes.size() >= STOPPING_WRITES) {
                extendHandsOff(STOPPED_NANOS);
            }
        }
    }

    private void extendHandsOff(long nanos) {
        long until = clock.getAsLong() + nanos;
        handsOffUntil = until - handsOffUntil > 0 ? until : handsOffUntil;
    }

    private void warn(String action, String reaction) {
        if (log.tryAcquire()) {
            LOG.warn("another program {}: the peak limiter {}, and stops at the third time in an hour; remove the other program, such as a"
                    + " flow, then switch \"Limit the peak\" off and on", action, reaction);
        }
    }
}
