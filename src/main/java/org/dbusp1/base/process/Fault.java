package org.dbusp1.base.process;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Why an output cannot work now, if it cannot: its health shows it, and the log says it once, until it changes or ends. Used by one
 * thread, but for {@link #text} and {@link #isPresent}.
 */
public final class Fault {
    private final ThinnedLog log;
    private volatile @Nullable String text;

    /** @param log method of a logger, such as {@code LOG::warn} */
    public Fault(BiConsumer<String, Object[]> log) {
        this.log = ThinnedLog.onChange(log);
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
}
