package org.dbusp1.base.process;

import java.time.Duration;

/**
 * Calculates the wait before a retry: twice as long after each failure up to a limit, and an hour if only the owner can end
 * the fault, such as a wrong password. A server that accepted the login before may refuse it while it starts: after a login
 * that hour is waited only from the eleventh refusal in a row. Used by one thread at a time.
 */
public final class Backoff {
    /** The wait after a lasting fault: a server counts each wrong login, and may lock the address out. */
    public static final Duration LASTING_WAIT = Duration.ofHours(1);

    private static final int REFUSALS = 11;

    private final Duration first;
    private final Duration longest;
    private Duration next;
    private Duration last = Duration.ZERO;
    private boolean loginAccepted;
    /** Lasting faults: refused logins. */
    private final ConsecutiveCount refusals = new ConsecutiveCount(REFUSALS);

    /** @param longest the longest wait after a fault that may pass by itself */
    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    public Duration failed() {
        return failed(false);
    }

    /** Returns the wait after a fault. @param lasts whether only a change by the owner ends the fault */
    public Duration failed(boolean lasts) {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        boolean isRefusedStill = refusals.accept(lasts);
        last = !lasts ? wait : loginAccepted && !isRefusedStill ? longest : LASTING_WAIT;
        return last;
    }

    /** Returns the wait after the last fault; zero before a fault, and after success. */
    public Duration last() {
        return last;
    }

    /** Called when the server has accepted the login: a later refusal may pass by itself. */
    public void loginAccepted() {
        loginAccepted = true;
        refusals.reset();
    }

    /** Called after success: the wait after the next fault is the first again. */
    public void worked() {
        loginAccepted();
        next = first;
        last = Duration.ZERO;
    }

    public boolean isWorking() {
        return next.equals(first);
    }
}
