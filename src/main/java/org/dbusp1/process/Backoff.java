package org.dbusp1.process;

import java.time.Duration;

/**
 * How long to wait before something that failed is tried again: twice as long each time up to a limit, and an hour where a try does
 * not help before somebody changes something, such as a wrong password. Used by one thread at a time.
 */
public final class Backoff {
    /** The wait after a fault that lasts: a server counts each wrong login, and may lock the address out. */
    public static final Duration LASTING = Duration.ofHours(1);

    private final Duration first;
    private final Duration longest;
    private Duration next;

    /**
     * @param first   the wait after the first fault
     * @param longest the longest wait after a fault that may pass by itself
     */
    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** Returns the wait after a fault that may pass by itself. */
    public Duration failed() {
        return failed(false);
    }

    /** Returns the wait after a fault. @param lasts whether it comes again until somebody changes something */
    public Duration failed(boolean lasts) {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return lasts ? LASTING : wait;
    }

    /** It worked: the next fault is a first one. */
    public void worked() {
        next = first;
    }

    /** Returns whether it has not failed since it worked. */
    public boolean isWorking() {
        return next.equals(first);
    }
}
