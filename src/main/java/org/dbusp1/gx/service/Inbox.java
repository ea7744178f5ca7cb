package org.dbusp1.gx.service;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Hands snapshots to the loop of the bus; null in place of a snapshot ends the validity of the last one. The thread
 * that puts a snapshot does not wait.
 */
final class Inbox {
    /** With more updates the newest replaces the oldest. */
    private static final int MOST_WAITING = 16;

    /** @param snapshot null for the end of validity @param nanos when it was put, by the clock */
    record Update(@Nullable Snapshot snapshot, long nanos) {
    }

    private final LongSupplier clock;
    private final BlockingDeque<Update> waiting = new LinkedBlockingDeque<>(MOST_WAITING);
    /** System.nanoTime() of the first update that waits; 0 for none. */
    private final AtomicLong waitingSince = new AtomicLong();

    /** @param clock in nanoseconds */
    Inbox(LongSupplier clock) {
        this.clock = clock;
    }

    /** Any thread may call. @return nanoseconds for which the first waiting update has waited; 0 if no update waited */
    long put(@Nullable Snapshot newest) {
        Update update = new Update(newest, clock.getAsLong());
        while (!waiting.offerLast(update)) {
            waiting.pollFirst();
        }
        long now = System.nanoTime() | 1; // never 0, which means that no update waits
        long first = waitingSince.compareAndExchange(0, now);
        return first == 0 ? 0 : now - first;
    }

    /** Passes on the waiting updates, the oldest first. Called on the loop. */
    void drain(Consumer<Update> receiver) {
        waitingSince.set(0);
        for (Update next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            receiver.accept(next);
        }
    }
}
