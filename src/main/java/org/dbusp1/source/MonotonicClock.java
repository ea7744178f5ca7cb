package org.dbusp1.source;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The monotonic clock, and waiting by it. Tests bring their own, so that an hour of play takes no time. */
interface MonotonicClock {
    MonotonicClock SYSTEM = new MonotonicClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void await(CountDownLatch end, long nanos) throws InterruptedException {
            end.await(nanos, TimeUnit.NANOSECONDS);
        }
    };

    long nanos();

    /** Waits so long, or until the latch opens. */
    void await(CountDownLatch end, long nanos) throws InterruptedException;
}
