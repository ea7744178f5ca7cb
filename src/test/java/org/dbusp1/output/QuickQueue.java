package org.dbusp1.output;

import java.time.Duration;
import java.util.function.Supplier;

/** Makes queues of outputs that look often for what is due, and whose caller waits for room. */
public final class QuickQueue {
    private QuickQueue() {
    }

    public static QueuedOutput of(String name, Supplier<Output> make) {
        return new QueuedOutput(name, make, 64, Duration.ofMinutes(1), Duration.ofMillis(10));
    }
}
