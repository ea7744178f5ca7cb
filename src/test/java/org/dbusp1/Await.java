package org.dbusp1;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits until something is so: looked at often at first, and seldom where it takes long, because most looks are calls over a bus. */
public final class Await {
    /**
     * For how long a test waits. Generous, since tests run on two busy cores; mutation testing sets less, so that a change that
     * stops the service fails an assertion and is no time-out.
     */
    public static final long PATIENCE_MILLIS = Long.getLong("test.patience.millis", 60_000);
    private static final long LONGEST_SLEEP_MILLIS = 50;

    private Await() {
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
        try {
            while (!condition.call()) {
                long waited = System.nanoTime() - began;
                if (waited > patience.toNanos()) {
                    throw new AssertionError("waited in vain for " + what.get());
                }
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
