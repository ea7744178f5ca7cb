package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.OverrideMark;
import org.dbusp1.base.state.OverrideMark.NoteResult;
import org.dbusp1.base.state.OverrideMark.OverrideWrite;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.EssFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the most watts that the inverters may give (the discharge limit), an override of ESS that ends by itself if the peak
 * limiter does not renew it. Writes no other value to ESS, and none while {@link OtherWriters} forbid it. Used only on the
 * loop.
 */
final class DischargeLimit {
    private static final Logger LOG = LoggerFactory.getLogger(DischargeLimit.class);
    private static final double NO_LIMIT = EssFacts.NO_LIMIT;
    /** The lowest limit: some firmware ignores a limit of 0. */
    static final double LEAST_WATTS = 1;
    private static final Duration POLL_PERIOD = Duration.ofSeconds(5);
    /** The least time from one write of a limit to the next. */
    private static final Duration LEAST_WRITE_INTERVAL = Duration.ofMillis(500);
    /** The time after which an unanswered write, or a note on a disk, is given up; it may then be repeated. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** Less than the time for which ESS keeps a limit that is not written again. */
    private static final Duration LEAST_LAPSE = Duration.ofMinutes(1);
    /** Writes of limits that may be unanswered: the bus refuses all calls when too many are. */
    private static final int MOST_UNANSWERED_LIMITS = 4;
    private static final int MOST_UNANSWERED_RELEASES = 2 * MOST_UNANSWERED_LIMITS;

    /** The progress of this driver's limit. Writing a limit or its release begins only in FREE, WRITTEN and HELD. */
    private enum State {
        /** No limit of this driver is set. Leads to WRITING. */
        FREE,
        /** A limit is sent to ESS, and not read back yet: ESS may answer with success and ignore it. Leads to WRITTEN. */
        WRITING,
        /**
         * The limit is sent, but ESS still has the value before it, or does not answer. Leads to HELD, to FREE, to WRITING
         * for the next limit, or to RELEASING.
         */
        WRITTEN,
        /**
         * ESS has the limit. Leads to WRITING for the next limit, to RELEASING, to FREE if ESS has another value, to WRITTEN
         * if ESS does not answer.
         */
        HELD,
        /**
         * The release of the limit is sent, and not read back yet. Leads to WRITTEN, and from there at once to FREE if ESS
         * has no limit.
         */
        RELEASING;

        private boolean isUnderWay() {
            return this == WRITING || this == RELEASING;
        }
    }

    /**
     * A limit that is being noted in the {@link OverrideMark}, before it is written to ESS.
     *
     * @param requested the requested limit in watts, which {@code write} differs from where it renews an equal value
     * @param nanos when the note was wanted, by the clock
     */
    private record Note(double requested, OverrideWrite write, long nanos) {
    }

    private final EventLoop loop;
    private final VictronBus bus;
    private final OverrideMark mark;
    private final LongSupplier clock;
    private final ThinnedLog log = ThinnedLog.hourly();
    private final OtherWriters otherWriters;
    private State state;
    /** Null while no limit is being noted. */
    private @Nullable Note note;
    /** The limit that the peak limiter requests, in watts; null if it requests none. */
    private @Nullable Double requested;
    /**
     * The value of the override when it was last read, as {@link EssFacts#override()}. Null while ESS does not answer.
     */
    private @Nullable Double currentValue;
    /** The value that this driver wrote last, and the value before it; null in FREE. */
    private @Nullable OverrideWrite lastWrite;
    private long writtenNanos;
    /** The number of writes, so that the answer to a write that was given up is ignored. */
    private int writes;
    private int unansweredWrites;
    /** Why the last limit was not accepted by ESS, or not sent; null after a limit that succeeded, and when no limit is left. */
    private @Nullable Condition failure;
    /** True from the beginning of a poll until the next poll is due, {@link #POLL_PERIOD} after its answer. */
    private boolean polling;
    /** Runs when the override is released; null unless {@link #release} waits. */
    private @Nullable Runnable onReleased;

    /** Recovers the override that a killed driver has left, to release or replace it. Waits for the disk. */
    DischargeLimit(EventLoop loop, VictronBus bus, OverrideMark mark, LongSupplier clock) {
        this.loop = loop;
        this.bus = bus;
        this.mark = mark;
        this.clock = clock;
        this.otherWriters = new OtherWriters(loop, mark, clock, log, this::recovered);
        this.lastWrite = mark.recover();
        this.state = lastWrite == null ? State.FREE : State.WRITTEN;
        this.writtenNanos = clock.getAsLong() - LEAST_WRITE_INTERVAL.toNanos();
    }

    private void recovered(OverrideWrite write) {
        lastWrite = write;
        state = State.WRITTEN;
    }

    /** Returns why the requested limit is not set; null if nothing is known to prevent it. */
    @Nullable Condition obstacle() {
        Condition other = otherWriters.obstacle();
        return other == null ? failure : other;
    }

    /** Returns the limit that another program has set; null without such a limit. */
    @Nullable OtherLimit otherLimit() {
        return otherWriters.limit();
    }

    /** Returns whether ESS has a limit of this driver, or may have it. */
    boolean isSet() {
        return lastWrite != null;
    }

    /** Called when the owner has switched the limiter on: it may replace the value that another program has left. */
    void limiterSwitchedOn() {
        otherWriters.limiterSwitchedOn();
    }

    /**
     * Limits the inverters' power. An unchanged limit is written again, so that it does not lapse in ESS.
     *
     * @param watts the most that the inverters may give; null: no limit
     */
    void request(@Nullable Double watts) {
        requested = watts;
        if (watts != null) {
            writeLimit(watts);
        } else {
            releaseHeld();
        }
    }

    /** Releases the override. @param done runs when the override is released, or cannot be released */
    void release(Runnable done) {
        onReleased = done;
        request(null);
    }

    /**
     * Accepts the value of the override that was read from ESS.
     *
     * @param value as {@link EssFacts#override()}; null while ESS does not answer
     * @param victronControls whether a part of Victron's system now controls the battery, and may write the override itself
     */
    void accept(@Nullable Double value, boolean victronControls) {
        if (state.isUnderWay() && hasPassed(ANSWER_TIMEOUT, writtenNanos)) {
            state = State.WRITTEN;
        }
        if (state.isUnderWay()) {
            return; // the value may have been read before the write
        }
        currentValue = value;
        if (value != null) {
            compareWithOwn(value, victronControls);
        } else if (state == State.HELD) {
            state = State.WRITTEN;
        }
    }

    private boolean hasPassed(Duration time, long sinceNanos) {
        return clock.getAsLong() - sinceNanos >= time.toNanos();
    }

    private void compareWithOwn(double value, boolean victronControls) {
        OverrideWrite written = lastWrite;
        if (victronControls) {
            otherWriters.victronControls();
        }
        if (value == NO_LIMIT || value == EssFacts.NOT_VALID) {
            // No program has removed the limit if ESS has just started, with no valid value, or has dropped what was not renewed.
            boolean removed = value == NO_LIMIT && state == State.HELD && requested != null && !victronControls
                    && !hasPassed(LEAST_LAPSE, writtenNanos);
            forget();
            failure = requested == null ? null : failure; // nothing is left of a release that failed
            otherWriters.noForeignValue();
            if (removed) {
                otherWriters.ownLimitRemoved();
            }
        } else if (written != null && written.after() == value) {
            state = State.HELD;
            otherWriters.noForeignValue();
        } else if (written != null && state == State.WRITTEN && written.before() == value) {
            // ESS has not accepted the limit yet. In HELD it had: then another program has written the value before it back.
            otherWriters.noForeignValue();
            if (failure == null && requested != null && log.tryAcquire(clock.getAsLong())) {
                LOG.warn("the discharge limit of ESS is still {} W, not {} W: ESS has not taken the last one", value, written.after());
            }
        } else {
            forget();
            if (!victronControls) {
                otherWriters.accept(value);
            }
        }
    }

    private void forget() {
        if (lastWrite != null) {
            // The mark no longer has what was being noted.
            note = null;
            mark.clear();
            lastWrite = null;
        }
        state = State.FREE;
    }

    private void writeLimit(double watts) {
        if (note != null && hasPassed(ANSWER_TIMEOUT, note.nanos())) {
            giveUp(note);
        }
        Double before = currentValue;
        if (note != null || state.isUnderWay() || before == null || unansweredWrites >= MOST_UNANSWERED_LIMITS
                || !otherWriters.allowsLimit() || !hasPassed(LEAST_WRITE_INTERVAL, writtenNanos)) {
            return;
        }
        // Another value than the present one: ESS may ignore a write of an equal value, which then would not renew the limit.
        double value = before != watts ? watts : watts > LEAST_WATTS ? watts - 1 : watts + 1;
        Note next = new Note(watts, new OverrideWrite(before == EssFacts.NOT_VALID ? NO_LIMIT : before, value), clock.getAsLong());
        note = next;
        mark.write(next.write(), result -> loop.post(() -> noted(next, result)));
    }

    /** Writes a limit that the mark has, unless it is no longer requested or allowed: the disk may have hung. */
    private void noted(Note next, NoteResult result) {
        if (note != next) {
            return; // the end of the limit has ended the note
        }
        note = null;
        Double watts = requested;
        if (result == NoteResult.FAILED) {
            giveUp(next);
        } else if (result == NoteResult.NOTED && watts != null && watts == next.requested() && currentValue != null && !state.isUnderWay()
                && otherWriters.allowsLimit()) {
            write(next.write());
        } else {
            clearUnusedMark();
            request(watts);
        }
    }

    /** Gives up a limit that the disk does not take, and releases the one in ESS, which can neither be renewed nor raised. */
    private void giveUp(Note unwritten) {
        fail(unwritten.write().after());
        releaseHeld();
    }

    private void clearUnusedMark() {
        if (lastWrite == null) {
            mark.clear();
        }
    }

    /** Releases a limit at once: what is being noted on a disk is no longer written to ESS. */
    private void releaseHeld() {
        if (note != null) {
            note = null;
            clearUnusedMark();
        }
        if (lastWrite != null && currentValue != null && state != State.RELEASING && unansweredWrites < MOST_UNANSWERED_RELEASES) {
            write(new OverrideWrite(state == State.WRITING ? lastWrite.after() : currentValue, NO_LIMIT));
        }
        continueRelease();
    }

    private void write(OverrideWrite next) {
        state = next.after() == NO_LIMIT ? State.RELEASING : State.WRITING;
        lastWrite = next;
        otherWriters.noForeignValue();
        writtenNanos = clock.getAsLong();
        int write = ++writes;
        unansweredWrites++;
        loop.after(ANSWER_TIMEOUT, () -> giveUp(write));
        bus.client().ifPresent(link -> link.setReservedValue(EssFacts.HUB4, EssFacts.OVERRIDE, next.after(), answer -> {
            unansweredWrites--;
            readBack(link, write, next.after(), answer);
        }));
    }

    private void readBack(BusItemClient link, int write, double written, @Nullable Object answer) {
        EssFacts.readOverride(link, read -> {
            if (write == writes && state.isUnderWay()) {
                state = State.WRITTEN;
                if (!Integer.valueOf(0).equals(answer)) {
                    fail(written);
                } else if (written != NO_LIMIT || requested == null) {
                    failure = null; // the release of a limit that is still requested is no success of it
                }
                writeAnswered(written, read);
            }
        });
    }

    /** Gives up a write that is not answered: a limit or its release may then be written again. */
    private void giveUp(int write) {
        if (write == writes && state.isUnderWay()) {
            state = State.WRITTEN;
            continueRelease();
        }
    }

    private void fail(double value) {
        if (failure == null) {
            LOG.warn("the discharge limit of ESS cannot be set to {} W: it is refused, or its mark cannot be written; the driver tries"
                    + " again", value);
        }
        failure = Condition.LIMITER_IMPOSSIBLE;
    }

    private void writeAnswered(double value, @Nullable Double read) {
        accept(read, false);
        if (requested == null && value != NO_LIMIT) {
            releaseHeld();
        } else {
            continueRelease();
        }
    }

    /**
     * Continues a release: polls an override that is not released yet, and reports the end of a release that is done or
     * impossible.
     */
    private void continueRelease() {
        if (lastWrite != null && requested == null && !state.isUnderWay() && !polling) {
            bus.client().ifPresent(this::poll);
        }
        Runnable done = onReleased;
        if (done != null && !state.isUnderWay() && (state == State.FREE || currentValue == null || failure != null)) {
            onReleased = null;
            done.run();
        }
    }

    private void poll(BusItemClient link) {
        polling = true;
        EssFacts.readOverride(link, value -> {
            accept(value, false);
            if (requested == null) {
                releaseHeld();
            }
            loop.after(POLL_PERIOD, () -> {
                polling = false;
                continueRelease();
            });
        });
    }
}
