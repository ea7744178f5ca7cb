package org.dbusp1.frame;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the faults of this program that the bytes of one line cause, without the bytes; each place once. Used by one thread. */
public final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final int MOST_LOGGED = 8;
    /** The most stack frames logged of a fault. */
    private static final int MOST_CALLS = 12;

    private final Consumer<String> log;
    private final Set<String> places = new HashSet<>();

    public FaultLog() {
        this(LOG::error);
    }

    /** @param log receives each line */
    public FaultLog(Consumer<String> log) {
        this.log = log;
    }

    /** @param effect the consequence for the owner, without bytes of the line */
    public void report(RuntimeException fault, String effect) {
        List<String> calls = Arrays.stream(fault.getStackTrace()).limit(MOST_CALLS).map(call -> "\n\tat " + call).toList();
        String name = fault.getClass().getName();
        if (places.size() < MOST_LOGGED && places.add(name + calls.stream().findFirst())) {
            // Owners share their logs, so neither the bytes nor the exception's message, which may quote them, is logged.
            log.accept("a fault of this program: " + effect + ". Please report this: " + name + String.join("", calls));
        }
    }
}
