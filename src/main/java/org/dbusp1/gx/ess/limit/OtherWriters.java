package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.OverrideMark;
import org.dbusp1.base.state.OverrideMark.OverrideWrite;
import org.dbusp1.gx.dbus.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Other programs that write the override of ESS. This driver sets no limit while ESS has the value of another program, and
 * for ten minutes after that program has set a new value or removed this driver's limit. The owner ends this by switching
 * the limiter off and on. Used only on the loop.
 */
final class OtherWriters {
    private static final Logger LOG = LoggerFactory.getLogger(OtherWriters.class);
    private static final long HANDS_OFF_NANOS = Duration.ofMinutes(10).toNanos();

    private final EventLoop loop;
    private final OverrideMark mark;
    private final LongSupplier clock;
    private final ThinnedLog log;
    private final Consumer<OverrideWrite> onRecovered;
    /** The present value of another program, NaN if it is no number; null while ESS has no limit or this driver's. */
    private @Nullable OtherLimit foreign;
    /** Whether the owner has switched the limiter on since the present value of another program was written. */
    private boolean replaceable;
    /** True from the moment when the owner switches the limiter on until the next value is read. */
    private boolean switchedOn;
    /** When another program last set a new value or removed the limit; null if the owner has switched the limiter on since. */
    private @Nullable Long changedNanos;
    /** Whether the last value was that of another driver which runs. */
    private boolean ofDriver;

    /** @param onRecovered gets the override of a driver that no longer runs: from now on it is this driver's */
    OtherWriters(EventLoop loop, OverrideMark mark, LongSupplier clock, ThinnedLog log, Consumer<OverrideWrite> onRecovered) {
        this.loop = loop;
        this.mark = mark;
        this.clock = clock;
        this.log = log;
        this.onRecovered = onRecovered;
    }

    /** Returns the obstacle to setting a limit: another writer of the override; null without one. */
    @Nullable Condition obstacle() {
        return allowsLimit() ? null : ofDriver ? Condition.LIMITER_YIELDING : Condition.LIMITER_OTHER_PROGRAM;
    }

    boolean allowsLimit() {
        return (foreign == null || replaceable) && (changedNanos == null || clock.getAsLong() - changedNanos >= HANDS_OFF_NANOS);
    }

    /** Returns the limit that another program has set; null without such a limit. */
    @Nullable OtherLimit limit() {
        return replaceable ? null : foreign;
    }

    /** Called when the owner has switched the limiter on: it may replace a value that another program has left. */
    void limiterSwitchedOn() {
        changedNanos = null;
        switchedOn = true;
        replaceable = foreign != null;
    }

    /** Called when ESS has no limit, or this driver's. */
    void noForeignValue() {
        foreign = null;
        replaceable = false;
        switchedOn = false;
    }

    /**
     * Called while a part of Victron's system controls the battery: the value is its own, and so may be the last change, which can be
     * read before the facts that name it.
     */
    void victronControls() {
        noForeignValue();
        changedNanos = null;
    }

    /** Called when another program has removed this driver's limit. */
    void ownLimitRemoved() {
        ofDriver = false;
        changedNanos = clock.getAsLong();
        warn("has removed the discharge limit of ESS");
    }

    /** Accepts a value that this driver has not written. @param value watts; NaN if it is no number */
    void accept(double value) {
        boolean allowed = switchedOn;
        switchedOn = false;
        if (foreign != null && Double.compare(foreign.watts(), value) == 0) {
            replaceable |= allowed;
            return;
        }
        OtherLimit seen = new OtherLimit(value, Instant.now());
        Long changedBefore = changedNanos;
        foreign = seen;
        replaceable = allowed;
        changedNanos = allowed ? changedBefore : (Long) clock.getAsLong();
        mark.findHolder(value, holder -> loop.post(() -> {
            if (foreign != seen) {
                return; // the value has changed since the question
            }
            OverrideWrite left = holder.recovered();
            if ((left != null || holder.isAnotherDriver()) && !replaceable) {
                changedNanos = changedBefore; // no program has changed it
            }
            if (left != null) {
                noForeignValue();
                onRecovered.accept(left);
                return;
            }
            ofDriver = holder.isAnotherDriver();
            if (!ofDriver && !replaceable) {
                warn("has set " + value + " W as the discharge limit of ESS");
            }
        }));
    }

    private void warn(String action) {
        if (log.tryAcquire(clock.getAsLong())) {
            LOG.warn("another program {}: the peak limiter sets none while such a value stays, and for ten minutes after each change;"
                    + " remove the other program, such as a flow, then switch \"Limit the peak\" off and on", action);
        }
    }
}
