package org.dbusp1.line.source;

import java.util.concurrent.CountDownLatch;

/** A clock that only waiting moves. */
public final class FakeClock implements Pacer.Clock {
    private long nanos = 5_000_000_000L;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void await(CountDownLatch end, long wait) {
        nanos += end.getCount() > 0 ? wait : 0;
    }

    /** Something else took its time. */
    public void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    public long millis() {
        return nanos / 1_000_000 - 5_000;
    }
}
