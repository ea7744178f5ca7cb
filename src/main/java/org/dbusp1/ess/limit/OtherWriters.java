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
import org.dbusp1.state.OverrideMark.Held;
import org.dbusp1.state.OverrideMark.Holder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other writers of the override of ESS, and until when this driver keeps its hands off it. A value of another program is left
 * alone while it stays, and for ten minutes after each change of it; after the third change within an hour until the owner switches
 * the limiter on again. A value of another driver is left to it while it runs. Used only on the loop.
 */
final class OtherWriters {
    private static final Logger LOG = LoggerFactory.getLogger(OtherWriters.class);
    private static final long HANDS_OFF_NANOS = Duration.ofMinutes(10).toNanos();
    /** A century: until the owner switches the limiter on again. */
    private static final long STOPPED_NANOS = Duration.ofDays(36_525).toNanos();
    private static final int MOST_WRITES = 3;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** The writer of a value that is not this driver's. */
    private enum Writer {
        /** Until the mark is read. */
        UNKNOWN, ANOTHER_DRIVER, PROGRAM,
        /** A program; the owner has switched the limiter on since: the limiter may replace the value. */
        DISMISSED
    }

    /** A value that this driver has not written. @param since when it was first read */
    private record Foreign(double value, Instant since, Writer writer) {
        private Foreign by(Writer known) {
            return new Foreign(value, since, known);
        }

        private boolean has(double watts) {
            return Double.compare(value, watts) == 0; // also of NaN
        }
    }

    /** Gets the override of a driver that no longer runs: it is this driver's now. */
    interface Heir {
        void inherit(Held left);
    }

    private final EventLoop loop;
    private final OverrideMark mark;
    private final LongSupplier clock;
    private final HourlyLog log;
    private final Heir heir;
    /** Null while ESS has no value of another writer. */
    private @Nullable Foreign foreign;
    /** True from the owner's switch until the next value is read: a value of another program is dismissed. */
    private boolean dismisses;
    /** The times of other programs' writes in the last hour. */
    private final Deque<Long> writes = new ArrayDeque<>();
    /** No limit is set before this time, because another program has written. */
    private long handsOffUntil;

    OtherWriters(EventLoop loop, OverrideMark mark, LongSupplier clock, HourlyLog log, Heir heir) {
        this.loop = loop;
        this.mark = mark;
        this.clock = clock;
        this.log = log;
        this.heir = heir;
        this.handsOffUntil = clock.getAsLong();
    }

    /** Returns the obstacle to setting a limit: another writer of the override; null if none is known. */
    @Nullable Condition obstacle() {
        Writer writer = foreign == null ? null : foreign.writer();
        return writer == Writer.ANOTHER_DRIVER ? Condition.LIMITER_ANOTHER_DRIVER
                : writer == Writer.PROGRAM || isHandsOff() ? Condition.LIMITER_OTHER_PROGRAM : null;
    }

    /** Returns whether this driver may set a limit: not while the writer of a value is unknown either. */
    boolean allowLimit() {
        return !isHandsOff() && (foreign == null || foreign.writer() == Writer.DISMISSED);
    }

    private boolean isHandsOff() {
        return clock.getAsLong() - handsOffUntil < 0;
    }

    /** Returns the limit that another program has set; null if there is none. */
    @Nullable OtherLimit limit() {
        return foreign != null && foreign.writer() == Writer.PROGRAM ? new OtherLimit(foreign.value(), foreign.since()) : null;
    }

    /** Forgets other programs, and lets a value that one has left be replaced: the owner has switched the limiter on. */
    void dismiss() {
        writes.clear();
        handsOffUntil = clock.getAsLong();
        dismisses = true;
        if (foreign != null && foreign.writer() == Writer.PROGRAM) {
            foreign = foreign.by(Writer.DISMISSED);
        }
    }

    /** ESS has no limit, or that of this driver. */
    void absent() {
        foreign = null;
        dismisses = false;
    }

    /** This driver writes its own value. */
    void replaced() {
        foreign = null;
    }

    /** Another program has removed the limit of this driver. */
    void removed() {
        countWrite();
        warn("removes the discharge limit of ESS");
    }

    /**
     * Accepts a value that this driver has not written.
     *
     * @param expected whether a part of Victron's system that is in charge may write it now
     */
    void accept(double value, boolean expected) {
        Foreign before = foreign;
        Foreign seen = before != null && before.has(value) ? before : new Foreign(value, Instant.now(), Writer.UNKNOWN);
        foreign = seen;
        boolean dismissed = dismisses;
        dismisses = false;
        if (!expected && (seen.writer() == Writer.UNKNOWN || seen.writer() == Writer.ANOTHER_DRIVER)) {
            mark.findHolder(holder -> loop.post(() -> holderFound(seen, holder, dismissed)));
        }
    }

    private void holderFound(Foreign seen, Holder holder, boolean dismissed) {
        Foreign now = foreign;
        if (now == null || !now.has(seen.value())) {
            return; // it has changed since
        }
        Held left = holder.left();
        if (holder.another()) {
            foreign = now.by(Writer.ANOTHER_DRIVER);
        } else if (left != null && (left.next() == now.value() || left.before() == now.value())) {
            foreign = null;
            heir.inherit(left);
        } else if (now.writer() == Writer.UNKNOWN) {
            foreign = now.by(dismissed ? Writer.DISMISSED : Writer.PROGRAM);
            if (!dismissed) {
                countWrite();
                keepHandsOff(HANDS_OFF_NANOS);
                warn("has set " + now.value() + " W as the discharge limit of ESS");
            }
        } else {
            // The other driver has ended, and another program has the value since.
            foreign = now.by(Writer.PROGRAM);
        }
    }

    private void countWrite() {
        if (!isHandsOff()) {
            long now = clock.getAsLong();
            writes.addLast(now);
            writes.removeIf(earlier -> now - earlier > HOUR_NANOS);
            if (writes.size() >= MOST_WRITES) {
                keepHandsOff(STOPPED_NANOS);
            }
        }
    }

    private void keepHandsOff(long nanos) {
        long until = clock.getAsLong() + nanos;
        handsOffUntil = until - handsOffUntil > 0 ? until : handsOffUntil;
    }

    private void warn(String action) {
        if (log.tryAcquire()) {
            LOG.warn("another program {}: the peak limiter leaves it alone while it stays and for ten minutes, and stops at the third"
                    + " time in an hour; remove the other program, such as a flow, then switch \"Limit the peak\" off and on", action);
        }
    }
}
