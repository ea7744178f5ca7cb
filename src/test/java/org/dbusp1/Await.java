package org.dbusp1;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Waits until something is so: looked at often at first, and seldom where it takes long, because most looks are calls over a bus. Beside
 * a program that has ended there is nothing to wait for.
 */
public final class Await {
    /**
     * For how long a test waits. Generous, since tests run on two busy cores; mutation testing sets less, so that a change that
     * stops the service fails an assertion and is no time-out.
     */
    public static final long PATIENCE_MILLIS = Long.getLong("test.patience.millis", 60_000);
    private static final long LONGEST_SLEEP_MILLIS = 50;
    private static final int LAST_LINES = 20;
    private static final Set<Program> PROGRAMS = ConcurrentHashMap.newKeySet();

    /**
     * A program of a test.
     *
     * @param test the thread that waits beside it
     */
    private record Program(Process process, Supplier<String> output, Thread test) {
        boolean hasEnded() {
            return !process.isAlive();
        }

        /** Returns its status, where it has ended, and the last lines that it printed. */
        String state() {
            List<String> lines = output.get().lines().toList();
            String last = String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            return (hasEnded() ? "; the program has ended with status " + process.exitValue() : "; the program runs")
                    + ", and has printed" + (last.isEmpty() ? " nothing" : ":\n" + last);
        }
    }

    private Await() {
    }

    /**
     * From now on this thread waits beside a program: no longer when it has ended, and where it waits in vain it says what the program
     * printed last.
     */
    public static void beside(Process process, Supplier<String> output) {
        PROGRAMS.add(new Program(process, output, Thread.currentThread()));
    }

    /** From now on a program may end while its test waits: the test ends it, or waits for its end. */
    public static void mayEnd(Process process) {
        PROGRAMS.removeIf(program -> program.process().equals(process));
    }

    private static List<Program> besideThisThread() {
        return PROGRAMS.stream().filter(program -> program.test().equals(Thread.currentThread())).toList();
    }

    public static void await(String what, Callable<Boolean> condition) {
        await(what, Duration.ofMillis(PATIENCE_MILLIS), condition);
    }

    /** @param patience for what takes minutes by its nature */
    public static void await(String what, Duration patience, Callable<Boolean> condition) {
        await(() -> what, patience, condition);
    }

    /** @param what asked for when the patience is at its end */
    public static void await(Supplier<String> what, Callable<Boolean> condition) {
        await(what, Duration.ofMillis(PATIENCE_MILLIS), condition);
    }

    private static void await(Supplier<String> what, Duration patience, Callable<Boolean> condition) {
        long began = System.nanoTime();
        List<Program> programs = besideThisThread();
        try {
            // A program that has ended may have done before what is waited for.
            for (boolean ended = false; !condition.call();) {
                long waited = System.nanoTime() - began;
                if (ended || waited > patience.toNanos()) {
                    throw new AssertionError("waited in vain for " + what.get()
                            + programs.stream().map(Program::state).collect(Collectors.joining()));
                }
                ended = programs.stream().anyMatch(Program::hasEnded);
                // A fourth of the time so far.
                Thread.sleep(Math.max(2, Math.min(LONGEST_SLEEP_MILLIS, waited / 4_000_000)));
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
