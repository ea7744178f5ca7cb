package org.dbusp1.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.ess.EssFacts;
import org.dbusp1.feedback.LimiterStatus.OtherLimit;
import org.dbusp1.problem.Condition;
import org.dbusp1.state.OverrideMark;
import org.dbusp1.state.OverrideMark.Held;
import org.dbusp1.state.OverrideMark.Holder;
import org.dbusp1.state.OverrideMark.Noted;
import org.dbusp1.venus.LocalSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most that the inverters may give: an override of ESS that the peak limiter sets for a time; nothing else is written. A value
 * of another program is left alone while it stays, and for ten minutes after each change of it; after the third change within an
 * hour until the owner switches the limiter on again. A value of another driver is left to it while it runs. Used only on the loop.
 */
public final class DischargeLimit {
    private static final Logger LOG = LoggerFactory.getLogger(DischargeLimit.class);
    private static final double NONE = EssFacts.NO_LIMIT;
    private static final long HANDS_OFF_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int OTHERS_WRITES = 3;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final Duration POLL_PERIOD = Duration.ofSeconds(5);
    /** The least time between two limits. */
    private static final long LEAST_NANOS = Duration.ofMillis(500).toNanos();
    /** A write that is not answered in this time is given up, and may be repeated. */
    private static final long UNANSWERED_NANOS = Duration.ofSeconds(10).toNanos();

    /** The steps of a write. */
    private enum Step {
        IDLE,
        /** The mark is written to the disk first. */
        NOTING,
        /** Until the value is read back. */
        WRITING
    }

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

    private final EventLoop loop;
    private final Supplier<Optional<LocalSettings>> bus;
    private final OverrideMark mark;
    private final LongSupplier clock;
    /** In watts; null for no limit. */
    private @Nullable Double requested;
    /** The value as ESS has it; NaN for one that is no number. Null while ESS does not answer. */
    private @Nullable Double present;
    /** The driver's last write, from before it is sent until the override is released; null if nothing is set. */
    private @Nullable Held held;
    private Step step = Step.IDLE;
    private long writtenNanos;
    /** The number of writes, so that the answer to one that was given up is ignored. */
    private int writes;
    /** True while ESS has the limit that was written last. */
    private boolean confirmed;
    /** Why the last write failed; null if it did not. */
    private @Nullable Condition failure;
    /** True from a poll until the next one is due. */
    private boolean polling;
    /** The value of another writer; null while ESS has none. */
    private @Nullable Foreign foreign;
    /** True from the owner's switch until the next value is read: a value of another program is dismissed. */
    private boolean dismisses;
    /** The times of other programs' writes in the last hour. */
    private final Deque<Long> othersWrites = new ArrayDeque<>();
    /** No limit is set before this time, because another program has written. */
    private long handsOffUntil;
    private long loggedNanos;
    /** Runs when the override is released; null unless that is awaited. */
    private @Nullable Runnable released;

    /** Recovers the override of a killed driver. Waits for the disk. */
    DischargeLimit(EventLoop loop, Supplier<Optional<LocalSettings>> bus, OverrideMark mark, LongSupplier clock) {
        this.loop = loop;
        this.bus = bus;
        this.mark = mark;
        this.clock = clock;
        this.held = mark.recover().orElse(null);
        this.writtenNanos = clock.getAsLong() - HOUR_NANOS;
        this.loggedNanos = writtenNanos;
        this.handsOffUntil = clock.getAsLong();
    }

    /** Returns why the requested limit is not set; null if it is. */
    @Nullable Condition obstacle() {
        return writer() == Writer.ANOTHER_DRIVER ? Condition.LIMITER_ANOTHER_DRIVER
                : isOthers() ? Condition.LIMITER_OTHER_PROGRAM : failure;
    }

    /** Returns the limit that another program has set; null if there is none. */
    @Nullable OtherLimit otherLimit() {
        return foreign != null && foreign.writer() == Writer.PROGRAM ? new OtherLimit(foreign.value(), foreign.since()) : null;
    }

    private @Nullable Writer writer() {
        return foreign == null ? null : foreign.writer();
    }

    private boolean isOthers() {
        return writer() == Writer.PROGRAM || othersWrites.size() >= OTHERS_WRITES || clock.getAsLong() - handsOffUntil < 0;
    }

    /** Forgets other programs, and replaces a value that one has left: the owner has switched the limiter on. */
    void dismissOthers() {
        othersWrites.clear();
        handsOffUntil = clock.getAsLong();
        dismisses = true;
        if (foreign != null && foreign.writer() == Writer.PROGRAM) {
            foreign = foreign.by(Writer.DISMISSED);
        }
    }

    /** Limits the inverters' power; writes an unchanged limit too, so that it does not lapse. @param watts null: no limit */
    void request(@Nullable Double watts) {
        requested = watts;
        if (watts != null) {
            limit(watts);
        } else {
            releaseHeld();
        }
    }

    /** Releases the override. @param done runs when it is released, or cannot be released */
    void release(Runnable done) {
        released = done;
        request(null);
    }

    /**
     * Accepts the value as ESS has it.
     *
     * @param value NaN for one that is no number; null while ESS does not answer
     * @param expected whether a part of Victron's system that is in charge may write it now
     */
    void accept(@Nullable Double value, boolean expected) {
        if (step == Step.WRITING && clock.getAsLong() - writtenNanos >= UNANSWERED_NANOS) {
            step = Step.IDLE;
        }
        if (step != Step.IDLE) {
            return; // it may be older than the write
        }
        present = value;
        if (value != null) {
            compare(value, expected);
            dismisses = false;
        } else {
            confirmed = false;
        }
    }

    private void compare(double value, boolean expected) {
        Held written = held;
        boolean none = value == NONE;
        boolean ours = written != null && written.next() == value;
        // Before a write is confirmed: a program may write the same value back later.
        boolean stays = !ours && !confirmed && written != null && written.before() == value;
        boolean removed = none && confirmed && requested != null;
        confirmed = ours && !none;
        if (none || ours || stays) {
            foreign = null;
        }
        if (written != null && stays && !none && failure == null && requested != null && isLogDue()) {
            LOG.warn("the discharge limit of ESS is still {} W, not {} W: ESS has not taken the last one", value, written.next());
        }
        if (none) {
            forget();
            if (removed && !expected) {
                countOthersWrite();
                warnOfOther("removes the discharge limit of ESS");
            }
        } else if (!ours && !stays) {
            forget();
            acceptForeign(value, expected);
        }
    }

    private void acceptForeign(double value, boolean expected) {
        Foreign before = foreign;
        Foreign seen = before != null && before.has(value) ? before : new Foreign(value, Instant.now(), Writer.UNKNOWN);
        foreign = seen;
        boolean dismissed = dismisses;
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
            held = left;
        } else if (now.writer() == Writer.UNKNOWN) {
            foreign = now.by(dismissed ? Writer.DISMISSED : Writer.PROGRAM);
            if (!dismissed) {
                countOthersWrite();
                handsOffUntil = clock.getAsLong() + HANDS_OFF_NANOS;
                warnOfOther("has set " + now.value() + " W as the discharge limit of ESS");
            }
        } else {
            // The other driver has ended, and another program has the value since.
            foreign = now.by(Writer.PROGRAM);
        }
    }

    private void countOthersWrite() {
        long now = clock.getAsLong();
        if (now - handsOffUntil >= 0) {
            othersWrites.addLast(now);
            othersWrites.removeIf(earlier -> now - earlier > HOUR_NANOS);
        }
    }

    private void warnOfOther(String action) {
        if (isLogDue()) {
            LOG.warn("another program {}: the peak limiter leaves it alone while it stays and for ten minutes, and stops at the third"
                    + " time in an hour; remove the other program, such as a flow, then switch \"Limit the peak\" off and on", action);
        }
    }

    /** Returns whether a fault may be logged: once an hour. */
    private boolean isLogDue() {
        long now = clock.getAsLong();
        boolean due = now - loggedNanos >= HOUR_NANOS;
        loggedNanos = due ? now : loggedNanos;
        return due;
    }

    private void forget() {
        if (held != null) {
            mark.clear();
            held = null;
        }
    }

    private void limit(double watts) {
        Double before = present;
        boolean others = foreign != null && foreign.writer() != Writer.DISMISSED;
        if (step != Step.IDLE || before == null || others || isOthers() || clock.getAsLong() - writtenNanos < LEAST_NANOS) {
            return;
        }
        step = Step.NOTING;
        // A watt more if it is unchanged: a service may ignore a write of an equal value, which then would not renew it.
        Held next = new Held(before, before == watts ? watts + 1 : watts);
        mark.note(next, noted -> loop.post(() -> {
            if (noted == Noted.DONE) {
                set(next);
            } else {
                writeFailed(noted == Noted.ANOTHER_DRIVER ? Condition.LIMITER_ANOTHER_DRIVER : Condition.LIMITER_IMPOSSIBLE, next.next());
                answered(next.next(), present);
            }
        }));
    }

    private void releaseHeld() {
        if (held != null && present != null && step == Step.IDLE) {
            set(new Held(present, NONE)); // at once: no disk is waited for
        }
        settle();
    }

    /** Writes a value, and reads it back: ESS may accept it and do nothing. */
    private void set(Held next) {
        step = Step.WRITING;
        held = next;
        foreign = null;
        writtenNanos = clock.getAsLong();
        confirmed = false;
        int write = ++writes;
        bus.get().ifPresent(link -> link.set(EssFacts.HUB4, EssFacts.OVERRIDE, next.next(), answer -> EssFacts.readOverride(link, read -> {
            if (write == writes) {
                boolean accepted = answer.filter(Integer.valueOf(0)::equals).isPresent();
                writeFailed(accepted ? null : Condition.LIMITER_IMPOSSIBLE, next.next());
                answered(next.next(), read);
            }
        })));
    }

    /** @param cause null if the write did not fail */
    private void writeFailed(@Nullable Condition cause, double value) {
        if (cause == Condition.LIMITER_IMPOSSIBLE && failure != cause) {
            LOG.warn("the discharge limit of ESS cannot be set to {} W: it is refused, or its mark cannot be written; the driver tries"
                    + " again", value);
        }
        failure = cause;
    }

    private void answered(double value, @Nullable Double read) {
        step = Step.IDLE;
        accept(read, false);
        if (requested == null && value != NONE) {
            releaseHeld();
        } else {
            settle();
        }
    }

    /** Polls what is not released yet; ends a release that is done, or not possible. */
    private void settle() {
        if (held != null && requested == null && step == Step.IDLE && !polling) {
            bus.get().ifPresent(this::poll);
        }
        Runnable done = released;
        if (done != null && step == Step.IDLE && (held == null || present == null || failure != null)) {
            released = null;
            done.run();
        }
    }

    private void poll(LocalSettings link) {
        polling = true;
        EssFacts.readOverride(link, value -> {
            accept(value, false);
            if (requested == null) {
                releaseHeld();
            }
            loop.after(POLL_PERIOD, () -> {
                polling = false;
                settle();
            });
        });
    }
}
