package org.dbusp1.output;

import java.time.Duration;
import java.util.function.Supplier;
import org.dbusp1.base.process.ExitStatus.ExitRequest;

/** Makes queues of outputs that look often for what is due, and have room for all that a test sends. */
public final class QuickQueue {
    /** No test's output may end the process. */
    public static final ExitRequest NO_EXIT = (status, line) -> {
        throw new AssertionError(line);
    };

    private QuickQueue() {
    }

    public static QueuedOutput of(String name, Supplier<Output> make) {
        return new QueuedOutput(name, make, NO_EXIT, Integer.MAX_VALUE,
                new QueuedOutput.Times(Duration.ofMillis(10), Duration.ofMinutes(1), QueuedOutput.Times.USUAL.hang(),
                System::nanoTime));
    }
}
