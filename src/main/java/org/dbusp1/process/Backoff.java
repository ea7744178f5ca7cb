package org.dbusp1.process;

import java.time.Duration;

/**
 * How long to wait before a retry: twice as long after each failure up to a limit, and an hour if only a change by the owner
 * helps, such as of a wrong password. Used by one thread at a time.
 */
public final class Backoff {
    /** The wait after a lasting fault: a server counts each wrong login, and may lock the address out. */
    public static final Duration LASTING = Duration.ofHours(1);

    private final Duration first;
    private final Duration longest;
    private Duration next;

    /** @param longest the longest wait after a fault that may pass by itself */
    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** Returns the wait after a fault that may pass by itself. */
    public Duration failed() {
        return failed(false);
    }

    /** Returns the wait after a fault. @param lasts whether only a change by the owner ends it */
    public Duration failed(boolean lasts) {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return lasts ? LASTING : wait;
    }

    /** The next fault is again a first one. */
    public void worked() {
        next = first;
    }

    public boolean isWorking() {
        return next.equals(first);
    }
}
