package org.dbusp1.base.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Why an output cannot work now, if it cannot: its health shows it, and the log says it once, until it changes or ends. Knows too when the
 * output's next attempt is. Used by one thread, but for {@link #text} and {@link #isPresent}.
 */
public final class Fault {
    private final ThinnedLog log;
    private final LongSupplier clock;
    private volatile @Nullable String text;
    /** Monotonic time of the next attempt. */
    private long nextNanos;

    /** @param log method of a logger, such as {@code LOG::warn} */
    public Fault(BiConsumer<String, Object[]> log) {
        this(log, System::nanoTime);
    }

    /** @param clock monotonic time */
    public Fault(BiConsumer<String, Object[]> log, LongSupplier clock) {
        this.log = ThinnedLog.onChange(log);
        this.clock = clock;
        this.nextNanos = clock.getAsLong();
    }

    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    public boolean isPresent() {
        return text != null;
    }

    /** Shows a fault that is logged otherwise. */
    public void show(String fault) {
        text = fault;
    }

    /** Shows a fault, and logs it if it is another one. @param line of the log; faults that differ in numbers only are the same */
    public void show(String fault, String line) {
        text = fault;
        log.logAs(fault.replaceAll("\\d+", ""), line);
    }

    /** Shows no fault for now: if it returns before {@link #end}, it is not logged again. */
    public void hide() {
        text = null;
    }

    /** Called when the output works. @return whether there was a fault */
    public boolean end() {
        boolean was = text != null;
        text = null;
        return log.clear() || was;
    }

    public void tryAgainAfter(Duration wait) {
        nextNanos = clock.getAsLong() + wait.toNanos();
    }

    /** Returns whether the next attempt is due: at first, and when its wait is over. */
    public boolean isAttemptDue() {
        return clock.getAsLong() - nextNanos >= 0;
    }
}
