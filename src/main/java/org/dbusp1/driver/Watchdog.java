package org.dbusp1.driver;

/**
 * Notices a reader that hangs: 30 ticks of one second in a row without a beat. A late tick means that the machine
 * slept or the process was stopped, and starts the count again.
 */
public final class Watchdog {
    private static final int TICKS = 30;
    private static final long LATE_NANOS = 2_000_000_000L;

    private volatile long beats;
    private long seen;
    private long lastTick;
    private int silent;

    public Watchdog(long nanos) {
        lastTick = nanos;
    }

    /** The reader passed its loop. */
    void beat() {
        beats++;
    }

    /**
     * A second passed; monotonic nanoseconds.
     *
     * @return whether the reader hangs
     */
    boolean tick(long nanos) {
        boolean late = nanos - lastTick > LATE_NANOS;
        lastTick = nanos;
        long now = beats;
        silent = late || now != seen ? 0 : silent + 1;
        seen = now;
        return silent >= TICKS;
    }
}
