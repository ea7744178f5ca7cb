package org.dbusp1.base.process;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Logs a message less often than what it is about happens. Use one object for each message, or by {@link #logHourly} for
 * several, but not one for each client. Thread safe; no lock is held while a message is logged.
 *
 * <pre>{@code
 * private final ThinnedLog slow = ThinnedLog.counted();
 * slow.countAndLog(suffix -> LOG.info("raw port: {} does not read fast enough and is disconnected{}", address, suffix));
 * private final ThinnedLog waiting = ThinnedLog.onChange(LOG::warn);
 * waiting.log("the meter {} is on another port", number);
 * waiting.clear();
 * }</pre>
 */
public final class ThinnedLog {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final int MOST_OF_HOUR = 8;
    private static final String MORE_OF_HOUR = "more such warnings are left out for up to an hour";
    /** Most kinds of messages before {@link #clear}: texts from outside must not fill log and memory. */
    private static final int MOST_KINDS = 16;
    private static final int MOST_CALLS = 12;
    private static final String ONLY_KIND = "";

    private enum Rule {
        HOURLY, COUNTED, ON_CHANGE;

        boolean isDue(long times) {
            return times == 1 || this == COUNTED && Long.toString(times).matches("10*");
        }
    }

    private static final class Kind {
        long times;
        long firstNanos;
    }

    private final Rule rule;
    private final BiConsumer<String, Object[]> log;
    private final Map<String, Kind> kinds = new HashMap<>();

    private ThinnedLog(Rule rule, BiConsumer<String, Object[]> log) {
        this.rule = rule;
        this.log = log;
    }

    /** Permits a message, or another action, at most once an hour: see {@link #tryAcquire}. */
    public static ThinnedLog hourly() {
        return new ThinnedLog(Rule.HOURLY, (pattern, values) -> { });
    }

    /** Logs each message at most once an hour: {@link #logHourly}. @param log method of a logger, such as {@code LOG::warn} */
    public static ThinnedLog hourly(BiConsumer<String, Object[]> log) {
        return new ThinnedLog(Rule.HOURLY, log);
    }

    /** Logs an event that others can cause at any rate, at the first time, the tenth, the hundredth and so on: {@link #countAndLog}. */
    public static ThinnedLog counted() {
        return new ThinnedLog(Rule.COUNTED, (pattern, values) -> { });
    }

    /**
     * Logs what is wrong when it changes: a message that comes with each telegram is logged once, until what it says is over. Messages are
     * compared without the numbers and names in them.
     *
     * @param log method of a logger, such as {@code LOG::warn}
     */
    public static ThinnedLog onChange(BiConsumer<String, Object[]> log) {
        return new ThinnedLog(Rule.ON_CHANGE, log);
    }

    /** Returns whether the action is due now. @param nanos monotonic time */
    public boolean tryAcquire(long nanos) {
        return count(ONLY_KIND, nanos) > 0;
    }

    /** Counts an event. @param line logs the message; receives the end of the message: empty, or {@code "; 10 times so far"} */
    public void countAndLog(Consumer<String> line) {
        long times = count(ONLY_KIND, System.nanoTime());
        if (times > 0) {
            line.accept(times == 1 ? "" : "; " + times + " times so far");
        }
    }

    /** Eight different messages an hour, then one that says that others are left out. @param nanos monotonic time */
    public void logHourly(String message, long nanos) {
        String due = hasRoom(message, nanos) ? message : MORE_OF_HOUR;
        if (count(due, nanos) > 0) {
            log.accept(due, new Object[0]);
        }
    }

    private synchronized boolean hasRoom(String message, long nanos) {
        return kinds.containsKey(message)
                || kinds.values().stream().filter(known -> nanos - known.firstNanos < HOUR_NANOS).count() < MOST_OF_HOUR;
    }

    /** @param pattern the message, with {@code {}} in place of each number and name */
    public void log(String pattern, Object... values) {
        if (count(pattern, System.nanoTime()) > 0) {
            log.accept(pattern, values);
        }
    }

    public void logAs(String kind, String message) {
        if (count(kind, System.nanoTime()) > 0) {
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

    /** Returns how often a kind of message has come; 0 if it is not to be logged this time. */
    private synchronized long count(String kind, long nanos) {
        if (rule == Rule.HOURLY) {
            kinds.values().removeIf(known -> nanos - known.firstNanos >= HOUR_NANOS);
        }
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind)) {
            return 0;
        }
        Kind known = kinds.computeIfAbsent(kind, text -> new Kind());
        known.firstNanos = known.times == 0 ? nanos : known.firstNanos;
        known.times++;
        return rule.isDue(known.times) ? known.times : 0;
    }

    /** Called when nothing is wrong any longer. @return whether something was logged since the last call */
    public synchronized boolean clear() {
        boolean was = !kinds.isEmpty();
        kinds.clear();
        return was;
    }

    /** Called with the messages of all that is wrong now: any other one is over. */
    public synchronized void retain(Set<String> messages) {
        kinds.keySet().retainAll(messages);
    }
}
