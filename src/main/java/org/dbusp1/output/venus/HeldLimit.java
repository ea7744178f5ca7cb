package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.demand.WriteBudget;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.state.HeldLimitFile;
import org.dbusp1.state.HeldLimitFile.Held;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A limit of ESS that the guard of the peak replaces for a time. Before it is changed, the owner's is in a file; the
 * file is cleared when the owner's limit is back for good. So the owner's limit comes back when the guard wants none,
 * when the driver ends, and at the next start after it was killed.
 *
 * <p>A change by anybody else is the owner's new limit. A program that repeatedly writes after the guard is a second
 * guard: then this one stops until it is switched on anew. Used on the loop alone.
 */
final class HeldLimit {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLimit.class);
    static final double NONE = -1;
    /** Writes of another program after ours, within this time, from which on it is a second guard. */
    private static final int OTHERS_WRITES = 3;
    private static final long OTHERS_NANOS = Duration.ofHours(1).toNanos();
    /** A program writes within this time after us; an owner at a screen does so by chance alone. */
    private static final long PROGRAM_NANOS = Duration.ofSeconds(20).toNanos();
    /** A refusal, and a file that cannot be written, are tried again after this time. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /**
     * What distinguishes the limits.
     *
     * @param name     the limit, for people
     * @param shared   whether the owner has a limit of his own, which is not exceeded; otherwise any other value is that of
     *                 another program, which is left alone
     * @param settling the time without a write after a change by anybody else
     * @param saved    the time after a change from which on a power cut does not undo it
     * @param writes   the writes that are possible at once
     */
    record Kind(String name, String service, String path, boolean shared, Duration settling, Duration saved, double writes) {
    }

    private final Kind kind;
    private final EventLoop loop;
    private final Supplier<Optional<LocalSettings>> bus;
    private final HeldLimitFile file;
    private final LongSupplier clock;
    private final WriteBudget writes;
    private OptionalDouble wanted = OptionalDouble.empty();
    /** The limit is written again although it has not changed, so that it does not lapse. */
    private boolean again;
    /** The limit as its service last had it; absent while it is not known. */
    private OptionalDouble current = OptionalDouble.empty();
    private long changedNanos;
    private double own = NONE;
    private double next = NONE;
    /** What the file has: from before the first write of the guard until the owner's limit is back for good. */
    private Optional<Held> saved;
    /** The program that has the limit now, as it was started. */
    private String program = "?";
    /** True while the service owes an answer to a write. */
    private boolean writing;
    private boolean looking;
    /** True while the disk gets the owner's limit; this never keeps the owner's limit from coming back. */
    private boolean saving;
    /** Why the limit could not be set when that was tried last. */
    private Optional<GuardState> failure = Optional.empty();
    private long failedNanos;
    private long writtenNanos;
    private final Deque<Long> othersWrites = new ArrayDeque<>();
    private long pauseNanos;
    private Optional<Runnable> released = Optional.empty();

    /** Takes over the limit that a driver held when it was killed. Waits for the disk. */
    HeldLimit(Kind kind, EventLoop loop, Supplier<Optional<LocalSettings>> bus, HeldLimitFile file, LongSupplier clock) {
        this.kind = kind;
        this.loop = loop;
        this.bus = bus;
        this.file = file;
        this.clock = clock;
        this.writes = new WriteBudget(kind.writes());
        this.pauseNanos = clock.getAsLong();
        this.saved = file.takeOver();
        saved.ifPresent(kept -> {
            own = kept.own();
            next = kept.next();
        });
    }

    /** Returns whether the service owes an answer to a write: what it answers until then is old. */
    boolean isWriting() {
        return writing;
    }

    boolean isHeld() {
        return saved.isPresent();
    }

    /** Returns why the guard cannot set the limit that it wants; absent if it can. */
    Optional<GuardState> obstacle() {
        if (failure.isPresent()) {
            return failure;
        } else if (isStopped() || !kind.shared() && own != NONE) {
            return Optional.of(GuardState.OTHER_PROGRAM);
        } else if (current.isEmpty()) {
            return Optional.of(GuardState.IMPOSSIBLE);
        }
        double target = target();
        return target != own && target != current.getAsDouble() && !mayWrite() ? Optional.of(GuardState.NO_WRITES_LEFT) : Optional.empty();
    }

    private boolean isStopped() {
        return othersWrites.size() >= OTHERS_WRITES;
    }

    private boolean mayWrite() {
        return writes.left(clock.getAsLong() / 1e9) >= 2;
    }

    /** Another program is no longer a reason to stop: the owner has switched the guard on. */
    void restart() {
        othersWrites.clear();
    }

    /** Sets what the guard wants, and writes it, where nothing keeps it, also if it has not changed; absent: the owner's limit. */
    void want(OptionalDouble limit) {
        wanted = limit;
        again = !kind.shared() && limit.isPresent();
        step();
    }

    /** Gives the owner's limit back. @param done runs when it is back, or cannot be given back */
    void release(Runnable done) {
        released = Optional.of(done);
        step();
    }

    /** The service has left the bus. */
    void lost() {
        current = OptionalDouble.empty();
        writing = false;
        step();
    }

    /** Reads the limit, and which program has it, where they are not known. */
    void look() {
        if (current.isEmpty() && !looking) {
            bus.get().ifPresent(link -> {
                looking = true;
                link.identity(kind.service(), name -> link.read(kind.service(), kind.path(), value -> {
                    looking = false;
                    program = name;
                    seen(number(value), false);
                }));
            });
        }
    }

    private static OptionalDouble number(Optional<Object> value) {
        return value.orElse("") instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    /** Takes a change of the limit. @param value another type than a number: it was removed */
    void changed(Object value) {
        if (current.isPresent()) {
            seen(number(Optional.of(value)), false);
        }
    }

    /**
     * Takes the limit as its service has it.
     *
     * @param value    absent: the service has no such limit
     * @param expected whether others may write it now, because they are in charge
     */
    void seen(OptionalDouble value, boolean expected) {
        if (writing && (value.isEmpty() || value.equals(current))) {
            return;
        }
        boolean known = current.isPresent();
        boolean changed = !value.equals(current);
        current = value;
        if (value.isEmpty()) {
            return;
        }
        double limit = value.getAsDouble();
        if (!known && saved.filter(kept -> kept.isBack(program)).isPresent()) {
            clear(); // it was given back and saved, so whatever it is now was set since
        }
        if (changed) {
            changed();
            if (saved.isEmpty() || !kind.shared() && limit == NONE) {
                own = limit;
            } else if (known ? limit != next : !saved.get().explains(limit)) {
                others(limit, expected);
            }
        } else if (!kind.shared() && own != NONE && !expected && clock.getAsLong() - pauseNanos >= 0) {
            others(limit, false);
        }
        step();
    }

    private void changed() {
        changedNanos = clock.getAsLong();
        loop.after(kind.saved(), this::step);
    }

    private void others(double value, boolean expected) {
        long now = clock.getAsLong();
        own = value;
        if (expected) {
            return;
        }
        if (now - pauseNanos >= 0 && (!kind.shared() || now - writtenNanos < PROGRAM_NANOS) && !isStopped()) {
            othersWrites.add(now);
            othersWrites.removeIf(earlier -> now - earlier > OTHERS_NANOS);
        }
        pauseNanos = now + kind.settling().toNanos();
        if (isStopped()) {
            LOG.warn("another program sets {} too: the guard of the peak stops; remove the other program, such as a flow, then"
                    + " switch \"Limit the peak\" off and on", kind.name());
        } else {
            LOG.info("somebody set {} to {}: it is the owner's from now on", kind.name(), value);
        }
        loop.after(kind.settling(), this::step);
    }

    /** Does the next thing that brings the limit to its value; the end of each makes it run again. */
    void step() {
        boolean refused = failure.equals(Optional.of(GuardState.IMPOSSIBLE));
        if (current.isPresent() && bus.get().isPresent() && !writing) {
            double target = target();
            if (target != current.getAsDouble() || again && target != own) {
                boolean tries = failure.isEmpty() || clock.getAsLong() - failedNanos >= AGAIN.toNanos();
                if (target == own ? tries || !refused : tries && mayWrite()) {
                    change(target);
                }
            } else if (target == own) {
                saved.ifPresent(this::settle);
            }
        }
        if (released.isPresent() && !writing && !saving && (saved.isEmpty() || bus.get().isEmpty() || current.isEmpty() || refused
                || current.getAsDouble() == own && saved.get().isGivenBack())) {
            Runnable done = released.get();
            released = Optional.of(() -> { });
            done.run();
        }
    }

    /** Clears the file when the owner's limit is back for good; a driver that ends before notes that it is back. */
    private void settle(Held kept) {
        if (clock.getAsLong() - changedNanos >= kind.saved().toNanos()) {
            clear();
        } else if (released.isPresent() && !kept.isGivenBack()) {
            saved = Optional.of(kept.givenBack(program));
            file.write(saved.get(), done -> { });
        }
    }

    private void clear() {
        saved = Optional.empty();
        file.clear();
    }

    private double target() {
        boolean acts = wanted.isPresent() && !isStopped() && released.isEmpty() && clock.getAsLong() - pauseNanos >= 0;
        if (!acts || own >= 0 && (!kind.shared() || own <= wanted.getAsDouble())) {
            return own;
        }
        return wanted.getAsDouble();
    }

    /** Writes the owner's limit at once, for which no disk is needed; another when the file has the owner's. */
    private void change(double target) {
        Held holding = new Held(own, current.orElseThrow(), target);
        if (target == own || saved.equals(Optional.of(holding))) {
            write(target);
        } else if (!saving) {
            saving = true;
            file.write(holding, onDisk -> loop.post(() -> kept(holding, onDisk)));
        }
    }

    private void kept(Held holding, Optional<Held> onDisk) {
        saving = false;
        if (onDisk.isPresent()) {
            saved = onDisk;
            failure = Optional.empty();
            if (!onDisk.get().equals(holding) && current.isPresent()) { // of a driver that was killed meanwhile
                own = onDisk.get().explains(current.getAsDouble()) ? onDisk.get().own() : current.getAsDouble();
            }
        } else {
            boolean another = file.heldByAnother();
            failed(another ? GuardState.IMPOSSIBLE : GuardState.CANNOT_KEEP,
                    another ? "is held by another driver that limits a peak" : "cannot be kept on the disk");
        }
        step();
    }

    private void write(double value) {
        writing = true;
        again = false;
        writes.write();
        next = value;
        writtenNanos = clock.getAsLong();
        bus.get().orElseThrow().set(kind.service(), kind.path(), value, answer -> {
            writing = false;
            if (answer.filter(Integer.valueOf(0)::equals).isPresent()) {
                failure = Optional.empty();
                current = OptionalDouble.of(value);
                changed();
            } else if (bus.get().isPresent()) {
                failed(GuardState.IMPOSSIBLE, "was not accepted");
            }
            step();
        });
    }

    private void failed(GuardState state, String why) {
        if (!failure.equals(Optional.of(state))) {
            LOG.warn("{} {}: the driver tries again each minute", kind.name(), why);
        }
        failure = Optional.of(state);
        failedNanos = clock.getAsLong();
        loop.after(AGAIN, this::step);
    }
}
