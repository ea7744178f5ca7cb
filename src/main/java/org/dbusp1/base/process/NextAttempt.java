package org.dbusp1.base.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When something is to be tried next: at first at once, then when the wait is over. Used by one thread at a time. */
public final class NextAttempt {
    private final LongSupplier clock;
    private long dueNanos;

    public NextAttempt() {
        this(System::nanoTime);
    }

    /** @param clock monotonic time */
    public NextAttempt(LongSupplier clock) {
        this.clock = clock;
        this.dueNanos = clock.getAsLong();
    }

    /** @param wait from now on, such as that of a {@link Backoff} */
    public void after(Duration wait) {
        dueNanos = clock.getAsLong() + wait.toNanos();
    }

    public boolean isDue() {
        return clock.getAsLong() - dueNanos >= 0;
    }
}
