package org.dbusp1.driver;

import java.util.concurrent.TimeUnit;

/**
 * Finds whether bytes arrive as meters send them, readable or not: in bursts with pauses between, each as long after the one before.
 * Used by one thread at a time.
 */
final class BurstDetector {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Meters send every 1 to 10 s; their period varies by a fifth at most. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(12);
    private static final int EQUAL_PERIODS = 3;

    /** When bytes were last received, monotonic. */
    private long lastNanos;
    private long burstNanos;
    private long period;
    /** How many periods in a row, up to the last one, are equal within a fifth. */
    private int equalPeriods;

    /** Accepts the arrival of bytes. @param nanos monotonic */
    void received(long nanos) {
        if (nanos - lastNanos >= PAUSE_NANOS) {
            long latest = nanos - burstNanos;
            boolean isMeters = latest >= SHORTEST_NANOS && latest <= LONGEST_NANOS;
            equalPeriods = !isMeters ? 0 : 5 * Math.abs(latest - period) <= period ? equalPeriods + 1 : 1;
            period = latest;
            burstNanos = nanos;
        }
        lastNanos = nanos;
    }

    boolean isRegular() {
        return equalPeriods >= EQUAL_PERIODS;
    }
}
