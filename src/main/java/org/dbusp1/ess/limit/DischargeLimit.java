package org.dbusp1.ess.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.ess.EssFacts;
import org.dbusp1.meter.ImportLimit.LimiterState;
import org.dbusp1.state.OverrideMark;
import org.dbusp1.state.OverrideMark.Held;
import org.dbusp1.venus.LocalSettings;
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
    private static final Duration HANDS_OFF = Duration.ofMinutes(10);
    private static final int OTHERS_WRITES = 3;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    /** ESS forgets an override after minutes: one that disappears sooner was removed by another program. */
    private static final long LAPSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final Duration POLL_PERIOD = Duration.ofSeconds(5);
    private static final long SHORTEST_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventLoop loop;
    private final Supplier<Optional<LocalSettings>> bus;
    private final OverrideMark mark;
    private final LongSupplier clock;
    private OptionalDouble wanted = OptionalDouble.empty();
    /** True while the unchanged value is due to be written, so that it does not lapse. */
    private boolean renewalDue;
    /** The value as ESS has it; NaN for an invalid one. Absent while ESS does not answer. */
    private OptionalDouble seen = OptionalDouble.empty();
    /** What the driver has set, from before its first write until it is released; absent if nothing is set. */
    private Optional<Held> held;
    /** True from a decision to write until ESS has answered. */
    private boolean writing;
    private boolean polling;
    /** True once ESS had the value that was written last. */
    private boolean confirmed;
    private OptionalDouble stuckAt = OptionalDouble.empty();
    private boolean refused;
    private long refusedNanos;
    private long writtenNanos;
    private final Deque<Long> othersWrites = new ArrayDeque<>();
    private boolean isOthers;
    private long handsOffUntil;
    private long loggedNanos;
    private Optional<Runnable> released = Optional.empty();

    /** Takes over what a killed driver has set. Waits for the disk. */
    DischargeLimit(EventLoop loop, Supplier<Optional<LocalSettings>> bus, OverrideMark mark, LongSupplier clock) {
        this.loop = loop;
        this.bus = bus;
        this.mark = mark;
        this.clock = clock;
        this.held = mark.takeOver();
        this.writtenNanos = clock.getAsLong() - HOUR_NANOS;
        this.loggedNanos = writtenNanos;
        this.handsOffUntil = clock.getAsLong();
    }

    /** Returns why the wanted value cannot be set; absent if it can. */
    Optional<LimiterState> obstacle() {
        if (isOthers || isStopped()) {
            return Optional.of(LimiterState.OTHER_PROGRAM);
        }
        return seen.isEmpty() || refused ? Optional.of(LimiterState.IMPOSSIBLE) : Optional.empty();
    }

    private boolean isStopped() {
        return othersWrites.size() >= OTHERS_WRITES;
    }

    /** Returns whether ESS owes an answer to a write: earlier answers are old. */
    boolean isWriting() {
        return writing;
    }

    /** Forgets other programs: the owner has switched the limiter on. */
    void restart() {
        othersWrites.clear();
    }

    /** Sets the value that the inverters give at most, written also if unchanged; absent: no limit. */
    void want(OptionalDouble watts) {
        wanted = watts;
        renewalDue = watts.isPresent();
        step();
    }

    /** Releases the override. @param done runs when it is released, or cannot be released */
    void release(Runnable done) {
        released = Optional.of(done);
        step();
    }

    /** Polls the value during a release. */
    void poll() {
        if (!polling && held.isPresent() && wanted.isEmpty()) {
            polling = true;
            read();
            loop.after(POLL_PERIOD, () -> {
                polling = false;
                poll();
            });
        }
    }

    private void read() {
        bus.get().ifPresent(link -> EssFacts.readOverride(link, value -> {
            if (!writing) {
                seen(value, false);
            }
        }));
    }

    /**
     * Accepts the value as ESS has it.
     *
     * @param value NaN for an invalid one; absent while ESS does not answer
     * @param expected whether a part of Victron's system that is in charge may write it now
     */
    void seen(OptionalDouble value, boolean expected) {
        seen = value;
        if (value.isPresent()) {
            judge(value.getAsDouble(), expected);
        }
        step();
    }

    private void judge(double value, boolean expected) {
        long now = clock.getAsLong();
        boolean none = value == NONE;
        boolean ours = held.filter(known -> known.next() == value).isPresent();
        boolean stuck = !ours && !confirmed && held.filter(known -> known.before() == value).isPresent();
        isOthers = !ours && !none && !stuck;
        if (stuck && wanted.isPresent() && !stuckAt.equals(seen)) {
            LOG.warn("the discharge limit of ESS is still {} W, not {} W: ESS has not taken the last one", value, held.get().next());
        }
        stuckAt = stuck ? seen : OptionalDouble.empty();
        boolean removed = none && confirmed && wanted.isPresent() && now - writtenNanos < LAPSE_NANOS;
        confirmed = ours;
        if (isOthers || none) {
            forget();
        }
        if (expected || !isOthers && !removed) {
            return;
        }
        if (now - handsOffUntil >= 0 || removed) {
            othersWrites.addLast(now);
            othersWrites.removeIf(earlier -> now - earlier > HOUR_NANOS);
        }
        if (isOthers) {
            handsOffUntil = now + HANDS_OFF.toNanos();
            loop.after(HANDS_OFF, this::step);
        }
        if (now - loggedNanos >= HOUR_NANOS) {
            loggedNanos = now;
            LOG.warn("another program {} the discharge limit of ESS: the peak limiter leaves it alone, and stops at the third time in an"
                    + " hour; remove the other program, such as a flow, then switch \"Limit the peak\" off and on",
                    isOthers ? "has set " + value + " W as" : "removes");
        }
    }

    private void forget() {
        held.ifPresent(any -> mark.clear());
        held = Optional.empty();
    }

    /** Does the next step towards the wanted value, and runs again at its end. */
    private void step() {
        if (!writing && seen.isPresent() && bus.get().isPresent() && (!refused || clock.getAsLong() - refusedNanos >= RETRY.toNanos())) {
            target().ifPresent(this::write);
        }
        poll();
        boolean stays = seen.isEmpty() || bus.get().isEmpty() || refused;
        if (released.isPresent() && !writing && (held.isEmpty() || stays)) {
            Runnable done = released.get();
            released = Optional.of(() -> { });
            done.run();
        }
    }

    private OptionalDouble target() {
        double present = seen.getAsDouble();
        if (isOthers) {
            return OptionalDouble.empty();
        }
        boolean acts = wanted.isPresent() && released.isEmpty() && !isStopped() && clock.getAsLong() - handsOffUntil >= 0;
        if (!acts) {
            return held.isPresent() ? OptionalDouble.of(NONE) : OptionalDouble.empty();
        }
        double watts = wanted.getAsDouble();
        if (present != watts && present != watts + 1) {
            return wanted;
        }
        // A watt more or less: a service may ignore a write of an equal value, which then would not renew it.
        return renewalDue ? OptionalDouble.of(present == watts ? watts + 1 : watts) : OptionalDouble.empty();
    }

    private void write(double value) {
        long early = writtenNanos + SHORTEST_NANOS - clock.getAsLong();
        if (value != NONE && early > 0) {
            loop.after(Duration.ofNanos(early), this::step);
            return;
        }
        writing = true;
        if (value == NONE) {
            set(value); // at once: no disk is waited for
            return;
        }
        Held next = new Held(seen.getAsDouble(), value);
        mark.note(next, noted -> loop.post(() -> {
            if (noted && released.isEmpty()) {
                held = Optional.of(next);
                set(value);
            } else {
                answered(released.isPresent(), value);
            }
        }));
    }

    private void set(double value) {
        Optional<LocalSettings> link = bus.get();
        if (link.isEmpty()) {
            answered(false, value);
            return;
        }
        writtenNanos = clock.getAsLong();
        renewalDue = false;
        confirmed = false;
        link.get().set(EssFacts.HUB4, EssFacts.OVERRIDE, value, answer -> {
            boolean accepted = answer.filter(Integer.valueOf(0)::equals).isPresent();
            if (accepted) {
                seen = OptionalDouble.of(value);
            }
            if (accepted && value == NONE) {
                forget();
            }
            answered(accepted, value);
            if (accepted && value != NONE) {
                read();
            }
        });
    }

    private void answered(boolean accepted, double value) {
        writing = false;
        if (!accepted && !refused) {
            LOG.warn("the discharge limit of ESS cannot be set to {} W: it is refused, or another driver limits a peak, or its mark cannot"
                    + " be written; the driver tries again each minute", value);
        }
        refused = !accepted;
        if (refused) {
            refusedNanos = clock.getAsLong();
            loop.after(RETRY, this::step);
        }
        step();
    }
}
