package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
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
 * Writes the import limit that keeps a demand window to the setting AcInputLimit of ESS, and nothing else. The owner's
 * limit is never exceeded. It comes back when no window needs a limit, when the meter is silent, when the guard is
 * switched off, when the driver ends, and at the next start after the driver was killed: before the setting is changed,
 * the owner's limit is on the disk.
 *
 * <p>A change by anybody else is the owner's new limit. A program that repeatedly writes after the guard is a second
 * guard: then this one stops until it is switched on anew. Used on the loop alone.
 */
final class PeakGuard {
    private static final Logger LOG = LoggerFactory.getLogger(PeakGuard.class);
    private static final double NONE = -1;
    /** Writes of another program after ours, within this time, from which on it is a second guard. */
    private static final int OTHERS_WRITES = 3;
    private static final long OTHERS_NANOS = Duration.ofHours(1).toNanos();
    /** A setting that is not there, and a refusal, are asked about again after this time. */
    private static final Duration AGAIN = Duration.ofMinutes(1);
    /**
     * The time after a change of the setting from which on a power cut does not undo it: localsettings write their file
     * two seconds after a change (localsettings.py, startTimeoutSaveSettings).
     */
    private static final Duration SAVED = Duration.ofSeconds(5);
    /**
     * The writes that are possible at once: also a meter that is lost and found again and again causes fewer than 200
     * in a day. The owner's limit comes back in any case.
     */
    private static final double MOST_WRITES = 60;
    private static final double NANOS = 1e9;

    private final EventLoop loop;
    private final Supplier<Optional<LocalSettings>> bus;
    private final BooleanSupplier on;
    private final HeldLimitFile file;
    private final Duration settling;
    private final LongSupplier clock;
    private final Runnable changed;
    private GuardState state = GuardState.OFF;
    private boolean wasOn;
    private OptionalInt wanted = OptionalInt.empty();
    private boolean usable;
    /** The setting, as localsettings last sent it; absent while it is not known. */
    private Optional<Double> current = Optional.empty();
    private long changedNanos;
    private double own = NONE;
    /** True from before the first write of the guard until the owner's limit is back. */
    private boolean held;
    private double before = NONE;
    private double next = NONE;
    /** True while localsettings owe an answer to a write. */
    private boolean writing;
    /** True while the disk gets the owner's limit; this never keeps the owner's limit from coming back. */
    private boolean saving;
    private boolean unsaved;
    private boolean refused;
    private long failedNanos;
    private long readNanos;
    private final WriteBudget writes = new WriteBudget(MOST_WRITES);
    private boolean writtenSinceOthers;
    private int othersWrites;
    private long othersNanos;
    private long pauseNanos;
    private boolean steppedBack;
    private boolean missing;
    private boolean batteryEmpty;
    /** True from the report of an empty battery until it is no longer empty. */
    private boolean reportedEmpty;
    private Optional<Runnable> released = Optional.empty();

    /**
     * Takes over the limit that a driver held when it was killed. Waits for the disk.
     *
     * @param bus      gives localsettings; empty while they are not on the bus
     * @param on       whether the owner wants the guard
     * @param settling the time without a write of the guard after a change by anybody else
     * @param clock    nanoseconds, as {@link System#nanoTime} has them
     * @param changed  runs when the state has changed
     */
    PeakGuard(EventLoop loop, Supplier<Optional<LocalSettings>> bus, BooleanSupplier on, HeldLimitFile file,
            Duration settling, LongSupplier clock, Runnable changed) {
        this.loop = loop;
        this.bus = bus;
        this.on = on;
        this.file = file;
        this.settling = settling;
        this.clock = clock;
        this.failedNanos = clock.getAsLong();
        this.readNanos = failedNanos;
        this.changedNanos = failedNanos;
        this.pauseNanos = failedNanos;
        this.changed = changed;
        file.takeOver().ifPresent(kept -> {
            held = true;
            own = kept.own();
            before = kept.before();
            next = kept.next();
        });
    }

    /** Returns the state of the guard, for the owner. */
    GuardState state() {
        return state;
    }

    /**
     * Takes the limit that the running window needs.
     *
     * @param limit        in A for each phase; absent if none is needed
     * @param usable       whether ESS regulates by this meter
     * @param batteryEmpty whether ESS limits no peak, because the battery is at its minimum state of charge
     */
    void wants(OptionalInt limit, boolean usable, boolean batteryEmpty) {
        wanted = limit;
        this.usable = usable;
        this.batteryEmpty = batteryEmpty;
        if (needsSetting() && isTime(readNanos)) {
            read();
        }
        step();
    }

    /** The meter is silent. */
    void offline() {
        wanted = OptionalInt.empty();
        step();
    }

    /** The owner has switched the guard on or off, or localsettings came to the bus or left it. */
    void surroundingsChanged() {
        if (bus.get().isEmpty()) {
            current = Optional.empty();
            writing = false;
        } else if (needsSetting()) {
            read();
        }
        step();
    }

    /** Gives the owner's limit back. @param done runs when it is back, or cannot be given back */
    void release(Runnable done) {
        released = Optional.of(done);
        step();
    }

    /** A guard that is off, and holds no limit, asks for nothing. */
    private boolean needsSetting() {
        return current.isEmpty() && (held || on.getAsBoolean());
    }

    private void read() {
        readNanos = clock.getAsLong();
        bus.get().ifPresent(link -> link.read(LocalSettings.NAME, LocalSettings.AC_INPUT_LIMIT, value -> {
            if (value.orElse("") instanceof Number number) {
                found(number.doubleValue());
            } else if (wasOn && !missing) {
                missing = true;
                LOG.warn("localsettings do not give the import limit of ESS, {}: without it the driver cannot limit the"
                        + " peak", LocalSettings.AC_INPUT_LIMIT);
            }
            step();
        }));
    }

    /** Takes the setting as it is at the start, or when localsettings came back. */
    private void found(double value) {
        changedTo(value);
        if (!held) {
            own = value;
        } else if (value != before && value != next && value != own) {
            ownerSet(value);
        }
    }

    private void ownerSet(double value) {
        own = value;
        LOG.info("somebody set the import limit of ESS to {}: it is the owner's limit from now on", amperes(value));
    }

    /** Takes a change of the setting. @param value another type than a number: the setting was removed */
    void settingChanged(Object value) {
        if (!(value instanceof Number number)) {
            current = Optional.empty();
        } else if (current.isPresent() && current.get() != number.doubleValue()) {
            changedTo(number.doubleValue());
            if (!held) {
                own = number.doubleValue();
            } else if (number.doubleValue() != next) {
                others(number.doubleValue());
            }
        }
        step();
    }

    private void changedTo(double value) {
        current = Optional.of(value);
        changedNanos = clock.getAsLong();
        loop.after(SAVED, this::step);
    }

    private void others(double value) {
        long now = clock.getAsLong();
        own = value;
        pauseNanos = now + settling.toNanos();
        if (writtenSinceOthers) {
            writtenSinceOthers = false;
            othersWrites = now - othersNanos > OTHERS_NANOS ? 1 : othersWrites + 1;
            othersNanos = othersWrites == 1 ? now : othersNanos;
            if (othersWrites == OTHERS_WRITES) {
                steppedBack = true;
                LOG.warn("another program sets the import limit of ESS too: the guard of the peak stops; remove the"
                        + " other program, such as a flow, then switch \"Limit the peak\" off and on");
            } else {
                ownerSet(value);
            }
        }
        loop.after(settling, this::step);
    }

    /** Does the next thing that brings the setting to its value; the end of each makes it run again. */
    private void step() {
        boolean wants = on.getAsBoolean();
        if (wants && !wasOn) {
            steppedBack = false;
            othersWrites = 0;
        }
        wasOn = wants;
        if (current.isPresent() && bus.get().isPresent() && !writing) {
            double target = acts() ? target() : own;
            if (target != current.get()) {
                change(target);
            } else if (held && !acts()
                    && (released.isPresent() || clock.getAsLong() - changedNanos >= SAVED.toNanos())) {
                held = false;
                file.clear();
            }
        }
        show(wants);
        if (released.isPresent() && !writing && (!held || bus.get().isEmpty() || current.isEmpty() || refused)) {
            Runnable done = released.get();
            released = Optional.of(() -> { });
            done.run();
        }
    }

    private boolean acts() {
        return wasOn && usable && !steppedBack && released.isEmpty();
    }

    private double target() {
        return wanted.isEmpty() || own >= 0 && own <= wanted.getAsInt() ? own : wanted.getAsInt();
    }

    private void change(double target) {
        long now = clock.getAsLong();
        if (target == own) {
            write(target); // the owner's limit needs no disk
        } else if (!saving && now - pauseNanos >= 0 && writes.left(now / NANOS) >= 2
                && (!unsaved || isTime(failedNanos))) {
            saving = true;
            Held holding = new Held(own, current.orElseThrow(), target);
            file.write(holding, onDisk -> loop.post(() -> kept(holding, onDisk)));
        }
    }

    private void kept(Held holding, boolean onDisk) {
        saving = false;
        if (onDisk) {
            held = true;
            if (!writing && current.equals(Optional.of(holding.before())) && own == holding.own() && acts()
                    && target() == holding.next()) {
                write(holding.next());
            }
        } else if (!unsaved) {
            LOG.warn("the owner's import limit cannot be kept on the disk, or another driver limits a peak: this driver"
                    + " does not set the import limit of ESS");
        }
        unsaved = !onDisk;
        failedNanos = clock.getAsLong();
        step();
    }

    private void write(double value) {
        if (refused && !isTime(failedNanos)) {
            return;
        }
        writing = true;
        writes.write();
        before = current.orElseThrow();
        next = value;
        writtenSinceOthers = true;
        bus.get().orElseThrow().set(LocalSettings.NAME, LocalSettings.AC_INPUT_LIMIT, value, answer -> {
            writing = false;
            if (answer.filter(Integer.valueOf(0)::equals).isPresent()) {
                refused = false;
                changedTo(value);
            } else if (bus.get().isPresent()) {
                if (!refused) {
                    LOG.warn("localsettings did not accept the import limit {}; the driver tries again each minute",
                            amperes(value));
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

    private static String amperes(double limit) {
        return limit < 0 ? "none" : limit + " A";
    }

    private void show(boolean wants) {
        boolean limits = wanted.isPresent();
        GuardState now = !wants ? GuardState.OFF : steppedBack ? GuardState.OTHER_PROGRAM
                : current.isEmpty() || !usable || unsaved || refused ? GuardState.IMPOSSIBLE
                : limits && batteryEmpty ? GuardState.BATTERY_EMPTY : limits ? GuardState.LIMITING : GuardState.READY;
        if (now != state) {
            state = now;
            changed.run();
        }
        if (state == GuardState.BATTERY_EMPTY && !reportedEmpty) {
            LOG.warn("the battery is below its minimum state of charge, so ESS does not limit the peak; set Peak shaving to Always if it"
                    + " shall");
        }
        reportedEmpty = batteryEmpty && (reportedEmpty || state == GuardState.BATTERY_EMPTY);
    }
}
