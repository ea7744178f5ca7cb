package org.dbusp1.base.process;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Logs what is wrong when it changes: a message that comes with each telegram is logged once, until what it says is over.
 * Messages are compared without the numbers and names in them. Thread safe.
 *
 * <pre>{@code
 * private final LogOnChange waiting = new LogOnChange(LOG::warn);
 * waiting.log("the meter {} is on another port", number);
 * waiting.clear();
 * }</pre>
 */
public final class LogOnChange {
    /** Most messages logged before {@link #clear}: texts from outside must not fill log and memory. */
    private static final int MOST_KINDS = 16;
    /** The most stack frames logged of a fault. */
    private static final int MOST_CALLS = 12;

    private final BiConsumer<String, Object[]> log;
    private final Set<String> logged = new HashSet<>();

    /** @param log method of a logger, such as {@code LOG::warn} */
    public LogOnChange(BiConsumer<String, Object[]> log) {
        this.log = log;
    }

    /** @param pattern the message, with {@code {}} in place of each number and name */
    public void log(String pattern, Object... values) {
        if (isNew(pattern)) {
            log.accept(pattern, values);
        }
    }

    /** @param kind the message without what may differ each time */
    public void logAs(String kind, String message) {
        if (isNew(kind)) {
            log.accept(message, new Object[0]);
        }
    }

    /**
     * Logs a fault of this program that bytes of a meter's line caused, once for each place.
     *
     * @param effect the consequence for the owner, without bytes of the line
     */
    public void logFault(RuntimeException fault, String effect) {
        List<String> calls = Arrays.stream(fault.getStackTrace()).limit(MOST_CALLS).map(call -> "\n\tat " + call).toList();
        String name = fault.getClass().getName();
        // Owners share their logs, so neither the bytes nor the exception's message, which may quote them, is logged.
        logAs(name + calls.stream().findFirst(),
                "a fault of this program: " + effect + ". Please report this: " + name + String.join("", calls));
    }

    private synchronized boolean isNew(String kind) {
        return logged.size() < MOST_KINDS && logged.add(kind);
    }

    /** Called when nothing is wrong any longer. @return whether something was logged since the last call */
    public synchronized boolean clear() {
        boolean was = !logged.isEmpty();
        logged.clear();
        return was;
    }

    /** Called with the messages of all that is wrong now: any other one is over. */
    public synchronized void retain(Set<String> messages) {
        logged.retainAll(messages);
    }
}
