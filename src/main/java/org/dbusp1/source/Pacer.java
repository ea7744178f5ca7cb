package org.dbusp1.source;

import java.util.concurrent.CountDownLatch;

/**
 * Waits until the bytes of a recorded moment are due. Bytes that are late by more than two seconds (the machine slept,
 * the reader was stopped) shift all later bytes, so that these do not come in a burst: a meter does not catch up
 * either.
 *
 * <p>One thread waits; {@link #stop} may come from another.
 */
public final class Pacer {
    private static final long LATE_NANOS = 2_000_000_000L;

    private final Speed speed;
    private final MonotonicClock ticks;
    private long start;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    public Pacer(Speed speed, MonotonicClock ticks) {
        this.speed = speed;
        this.ticks = ticks;
    }

    /** Starts to count time. */
    public void start() {
        start = ticks.nanos();
        stopped = new CountDownLatch(1);
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Returns whether bytes wait for their moment; false at the highest speed. */
    public boolean isPaced() {
        return !speed.equals(Speed.MAX);
    }

    /** Waits for the moment, so many milliseconds after the start at normal speed; returns whether it has come. */
    public boolean due(long playMillis, int timeoutMillis) {
        if (!isPaced()) {
            return true;
        }
        long due = start + (long) (playMillis * 1e6 / speed.factor());
        long wait = due - ticks.nanos();
        if (wait < -LATE_NANOS) {
            start -= wait;
        }
        if (wait > 0) {
            rest(Math.min(wait, timeoutMillis * 1_000_000L));
        }
        return due - ticks.nanos() <= 0;
    }

    /** Waits for a time, or until {@link #stop}. */
    public void rest(long nanos) {
        ticks.await(stopped, nanos);
    }

    /** Ends the waiting. */
    public void stop() {
        stopped.countDown();
    }
}
