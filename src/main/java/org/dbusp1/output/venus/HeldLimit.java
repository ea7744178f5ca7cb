package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.demand.WriteBudget;
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
    private static final double NANOS = 1e9;

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
    /** True from before the first write of the guard until the owner's limit is back for good. */
    private boolean held;
    private double before = NONE;
    private double next = NONE;
    /** The program that took the owner's limit back; empty while it has not. */
    private String by = "";
    /** The program that has the limit now. */
    private String program = "?";
    /** True while the service owes an answer to a write. */
    private boolean writing;
    /** True while the disk gets the owner's limit; this never keeps the owner's limit from coming back. */
    private boolean saving;
    private boolean unsaved;
    private boolean refused;
    private long failedNanos;
    private int turns;
    private boolean writtenSinceOthers;
    private long writtenNanos;
    private int othersWrites;
    private long othersNanos;
    private long pauseNanos;
    private boolean stopped;
    private Optional<Runnable> released = Optional.empty();

    /** Takes over the limit that a driver held when it was killed. Waits for the disk. */
    HeldLimit(Kind kind, EventLoop loop, Supplier<Optional<LocalSettings>> bus, HeldLimitFile file, LongSupplier clock) {
        this.kind = kind;
        this.loop = loop;
        this.bus = bus;
        this.file = file;
        this.clock = clock;
        this.writes = new WriteBudget(kind.writes());
        this.failedNanos = clock.getAsLong();
        this.changedNanos = failedNanos;
        this.pauseNanos = failedNanos;
        file.takeOver().ifPresent(this::takeOver);
        this.unsaved = !file.isWritable();
    }

    private void takeOver(Held kept) {
        held = true;
        own = kept.own();
        before = kept.before();
        next = kept.next();
        by = kept.by();
    }

    /** Returns a number that changes when a write begins and when it ends: what was read before is old then. */
    int turns() {
        return turns;
    }

    /** Returns whether a value is neither the guard's nor none, nor known already. */
    boolean isForeign(OptionalDouble value) {
        return value.isPresent() && value.getAsDouble() != NONE && value.getAsDouble() != next && !value.equals(current);
    }

    boolean isHeld() {
        return held;
    }

    boolean isKnown() {
        return current.isPresent();
    }

    /** Returns whether another program has the limit now, or had it too often. */
    boolean isOthers() {
        return stopped || !kind.shared() && own != NONE;
    }

    /** Returns whether the owner's limit could not be given back after a kill, so that the guard does not act. */
    boolean isUnsafe() {
        return unsaved && !file.heldByAnother();
    }

    boolean isPossible() {
        return current.isPresent() && !refused && !file.heldByAnother();
    }

    /** Another program is no longer a reason to stop: the owner has switched the guard on. */
    void restart() {
        stopped = false;
        othersWrites = 0;
    }

    /** Sets what the guard wants; absent: the owner's limit. @param now whether it is written also if it has not changed */
    void want(OptionalDouble limit, boolean now) {
        wanted = limit;
        again = now && limit.isPresent();
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

    /**
     * Takes the limit as its service has it.
     *
     * @param value    absent: the service has no such limit
     * @param program  the service, as the bus names it until it ends
     * @param expected whether others may write it now, because they are in charge
     */
    void seen(OptionalDouble value, String program, boolean expected) {
        if (value.isEmpty() || writing && value.getAsDouble() == before) {
            current = writing ? current : value;
            return;
        }
        double limit = value.getAsDouble();
        boolean known = current.isPresent();
        boolean isBack = !known && held && !by.isEmpty() && by.equals(program);
        this.program = program;
        if (isBack) {
            // It was given back and saved, so whatever it is now was set since.
            held = false;
            file.clear();
        }
        if (!known || limit != current.getAsDouble()) {
            changedTo(limit);
            if (!held || !kind.shared() && limit == NONE) {
                own = limit;
            } else if (known ? limit != next : !new Held(own, before, next, "").explains(limit)) {
                others(limit, expected);
            }
        } else if (isOthers() && !expected && clock.getAsLong() - pauseNanos >= 0) {
            others(limit, false);
        }
        by = "";
        step();
    }

    private void changedTo(double value) {
        current = OptionalDouble.of(value);
        changedNanos = clock.getAsLong();
        loop.after(kind.saved(), this::step);
    }

    private void others(double value, boolean expected) {
        long now = clock.getAsLong();
        own = value;
        if (expected) {
            return;
        }
        boolean isProgram = kind.shared() ? writtenSinceOthers && now - writtenNanos < PROGRAM_NANOS : now - pauseNanos >= 0;
        pauseNanos = now + kind.settling().toNanos();
        if (isProgram) {
            othersWrites = now - othersNanos > OTHERS_NANOS ? 1 : othersWrites + 1;
            othersNanos = othersWrites == 1 ? now : othersNanos;
            stopped |= othersWrites >= OTHERS_WRITES;
        }
        writtenSinceOthers = false;
        if (stopped) {
            LOG.warn("another program sets {} too: the guard of the peak stops; remove the other program, such as a flow, then"
                    + " switch \"Limit the peak\" off and on", kind.name());
        } else {
            LOG.info("somebody set {} to {}: it is the owner's from now on", kind.name(), value);
        }
        loop.after(kind.settling(), this::step);
    }

    /** Does the next thing that brings the limit to its value; the end of each makes it run again. */
    void step() {
        if (current.isPresent() && bus.get().isPresent() && !writing) {
            double target = target();
            if (target != current.getAsDouble() || again && target != own) {
                change(target);
            } else if (held && target == own) {
                settle();
            }
        }
        if (released.isPresent() && !writing && !saving && (!held || bus.get().isEmpty() || current.isEmpty() || refused
                || current.getAsDouble() == own && !by.isEmpty())) {
            Runnable done = released.get();
            released = Optional.of(() -> { });
            done.run();
        }
    }

    /** Clears the file when the owner's limit is back for good; a driver that ends before notes who has it. */
    private void settle() {
        if (clock.getAsLong() - changedNanos >= kind.saved().toNanos()) {
            held = false;
            file.clear();
        } else if (released.isPresent() && by.isEmpty()) {
            by = program;
            file.write(new Held(own, before, next, by), done -> { });
        }
    }

    private double target() {
        boolean acts = wanted.isPresent() && !stopped && released.isEmpty() && clock.getAsLong() - pauseNanos >= 0;
        if (!acts || own >= 0 && (!kind.shared() || own <= wanted.getAsDouble())) {
            return own;
        }
        return wanted.getAsDouble();
    }

    private void change(double target) {
        if (target == own) {
            write(target); // the owner's limit needs no disk
        } else if (!saving && writes.left(clock.getAsLong() / NANOS) >= 2 && (!unsaved || isTime(failedNanos))) {
            saving = true;
            Held holding = new Held(own, current.orElseThrow(), target, "");
            file.write(holding, onDisk -> loop.post(() -> kept(holding, onDisk)));
        }
    }

    private void kept(Held holding, Optional<Held> onDisk) {
        saving = false;
        if (onDisk.isPresent() && !onDisk.get().equals(holding)) {
            Held killed = onDisk.get();
            if (!killed.by().equals(program)) {
                takeOver(killed); // of a driver that was killed while this one ran
                by = "";
            }
            if (current.isPresent() && !killed.explains(current.getAsDouble())) {
                own = current.getAsDouble();
            }
        } else if (onDisk.isPresent()) {
            held = true;
            if (!writing && current.equals(OptionalDouble.of(holding.before())) && own == holding.own() && target() == holding.next()) {
                write(holding.next());
            }
        } else if (!unsaved) {
            LOG.warn("{} cannot be kept on the disk, or another driver limits a peak: this driver does not set it", kind.name());
        }
        unsaved = onDisk.isEmpty();
        failedNanos = clock.getAsLong();
        step();
    }

    private void write(double value) {
        if (refused && !isTime(failedNanos)) {
            return;
        }
        writing = true;
        turns++;
        again = false;
        writes.write();
        before = current.orElseThrow();
        next = value;
        writtenSinceOthers = true;
        writtenNanos = clock.getAsLong();
        bus.get().orElseThrow().set(kind.service(), kind.path(), value, answer -> {
            writing = false;
            turns++;
            if (answer.filter(Integer.valueOf(0)::equals).isPresent()) {
                refused = false;
                changedTo(value);
            } else if (bus.get().isPresent()) {
                if (!refused) {
                    LOG.warn("{} was not accepted: {}; the driver tries again each minute", kind.name(), value);
                }
                refused = true;
                failedNanos = clock.getAsLong();
                loop.after(AGAIN, this::step);
            }
            step();
        });
    }

    private boolean isTime(long lastNanos) {
        return clock.getAsLong() - lastNanos >= AGAIN.toNanos();
    }
}
