package org.dbusp1.source;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The monotonic clock, and waiting by it. Tests bring their own, so that an hour of play takes no time. */
public interface MonotonicClock {
    MonotonicClock SYSTEM = new MonotonicClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void await(CountDownLatch end, long nanos) {
            try {
                end.await(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    };

    long nanos();

    /** Waits so long, or until the latch opens or this thread is interrupted. */
    void await(CountDownLatch end, long nanos);
}
