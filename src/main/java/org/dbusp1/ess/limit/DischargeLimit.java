package org.dbusp1.ess.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.ess.EssFacts;
import org.dbusp1.feedback.LimiterStatus.LimiterState;
import org.dbusp1.state.OverrideMark.Held;
import org.dbusp1.state.OverrideMark;
import org.dbusp1.venus.LocalSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most that the inverters may give: an override of ESS that the peak limiter sets for a time; nothing else is written. Any
 * other value is another program's and is left alone: for ten minutes, and after the third within an hour until the owner
 * switches the limiter on again. Used only on the loop.
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
    /** True from a decision to write until the value is read back. */
    private boolean writing;
    private long writtenNanos;
    /** True while ESS has the limit that was written last. */
    private boolean confirmed;
    /** True if the last write was refused, or could not be noted. */
    private boolean refused;
    /** True from a poll until the next one is due. */
    private boolean polling;
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
    @Nullable LimiterState obstacle() {
        return isOthers() ? LimiterState.OTHER_PROGRAM : refused ? LimiterState.IMPOSSIBLE : null;
    }

    private boolean isOthers() {
        return othersWrites.size() >= OTHERS_WRITES || clock.getAsLong() - handsOffUntil < 0;
    }

    /** Forgets other programs: the owner has switched the limiter on. */
    void restart() {
        othersWrites.clear();
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
        if (writing) {
            return; // it may be older than the write
        }
        present = value;
        if (value != null) {
            compare(value, expected);
        } else {
            confirmed = false;
        }
    }

    private void compare(double value, boolean expected) {
        long now = clock.getAsLong();
        boolean none = value == NONE;
        Held written = held;
        boolean ours = written != null && written.next() == value;
        boolean stays = !ours && written != null && written.before() == value;
        boolean others = !ours && !stays && !none;
        boolean removed = none && confirmed && requested != null;
        confirmed = ours && !none;
        if (written != null && stays && !removed && !refused && requested != null && isLogDue(now)) {
            LOG.warn("the discharge limit of ESS is still {} W, not {} W: ESS has not taken the last one", value, written.next());
        }
        if (none || others) {
            forget();
        }
        if (expected || !others && !removed) {
            return;
        }
        if (now - handsOffUntil >= 0) {
            othersWrites.addLast(now);
            othersWrites.removeIf(earlier -> now - earlier > HOUR_NANOS);
        }
        if (others) {
            handsOffUntil = now + HANDS_OFF_NANOS;
        }
        if (isLogDue(now)) {
            LOG.warn("another program {} the discharge limit of ESS: the peak limiter leaves it alone, and stops at the third time in an"
                    + " hour; remove the other program, such as a flow, then switch \"Limit the peak\" off and on",
                    others ? "has set " + value + " W as" : "removes");
        }
    }

    /** Returns whether a fault may be logged: once an hour. */
    private boolean isLogDue(long now) {
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
        if (writing || before == null || isOthers() || clock.getAsLong() - writtenNanos < LEAST_NANOS) {
            return;
        }
        writing = true;
        // A watt more if it is unchanged: a service may ignore a write of an equal value, which then would not renew it.
        Held next = new Held(before, before == watts ? watts + 1 : watts);
        mark.note(next, noted -> loop.post(() -> {
            if (noted) {
                set(next);
            } else {
                answered(false, next.next(), present);
            }
        }));
    }

    private void releaseHeld() {
        if (held != null && present != null && !writing) {
            writing = true;
            set(new Held(present, NONE)); // at once: no disk is waited for
        }
        settle();
    }

    /** Writes a value, and reads it back: ESS may accept it and do nothing. */
    private void set(Held next) {
        held = next;
        writtenNanos = clock.getAsLong();
        confirmed = false;
        bus.get().ifPresent(link -> link.set(EssFacts.HUB4, EssFacts.OVERRIDE, next.next(), answer ->
                EssFacts.readOverride(link, read -> answered(answer.filter(Integer.valueOf(0)::equals).isPresent(), next.next(), read))));
    }

    private void answered(boolean accepted, double value, @Nullable Double read) {
        if (!accepted && !refused) {
            LOG.warn("the discharge limit of ESS cannot be set to {} W: it is refused, or another driver limits a peak, or its mark cannot"
                    + " be written; the driver tries again", value);
        }
        refused = !accepted;
        writing = false;
        accept(read, false);
        if (requested == null && value != NONE) {
            releaseHeld();
        } else {
            settle();
        }
    }

    /** Polls what is not released yet; ends a release that is done, or not possible. */
    private void settle() {
        if (held != null && requested == null && !writing && !polling) {
            bus.get().ifPresent(this::poll);
        }
        Runnable done = released;
        if (done != null && !writing && (held == null || present == null || refused)) {
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
