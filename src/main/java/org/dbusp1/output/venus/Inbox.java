package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.dbusp1.meter.Snapshot;

/** Hands snapshots to the loop of the bus; an empty one ends the validity of the last. Who puts one does not wait. */
final class Inbox {
    /** Then the newest replaces the oldest. */
    private static final int MOST_WAITING = 16;

    private final BlockingDeque<Optional<Snapshot>> waiting = new LinkedBlockingDeque<>(MOST_WAITING);
    /** System.nanoTime() of the first that waits; 0 for none. */
    private final AtomicLong since = new AtomicLong();

    /** Puts a snapshot. Any thread may call. @return for how many nanoseconds one has waited */
    long put(Optional<Snapshot> newest) {
        while (!waiting.offerLast(newest)) {
            waiting.pollFirst();
        }
        long now = System.nanoTime() | 1;
        long first = since.compareAndExchange(0, now);
        return first == 0 ? 0 : now - first;
    }

    /** Passes on what waits, the oldest first. Called on the loop. */
    void drain(Consumer<Optional<Snapshot>> then) {
        since.set(0);
        for (Optional<Snapshot> next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            then.accept(next);
        }
    }
}
