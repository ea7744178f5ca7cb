package org.dbusp1.driver;

/**
 * Notices a reader that hangs: 30 ticks of one second in a row without a beat, or 5 when it holds the chain's lock all
 * the time, so that nothing can take back what is published. A late tick means that the machine slept or the process
 * was stopped, and starts the count again.
 */
public final class Watchdog {
    private static final int TICKS = 30;
    private static final int LOCKED_TICKS = 5;
    private static final long LATE_NANOS = 2_000_000_000L;

    private volatile long beats;
    private long seen;
    private long lastTick;
    private int silent;
    private int locked;

    public Watchdog(long nanos) {
        lastTick = nanos;
    }

    /** The reader passed its loop. */
    void beat() {
        beats++;
    }

    /**
     * A second passed.
     *
     * @param nanos monotonic
     * @param held  whether the reader holds the chain's lock
     * @return whether the reader hangs
     */
    boolean tick(long nanos, boolean held) {
        boolean late = nanos - lastTick > LATE_NANOS;
        lastTick = nanos;
        long now = beats;
        boolean alive = late || now != seen;
        seen = now;
        silent = alive ? 0 : silent + 1;
        locked = alive || !held ? 0 : locked + 1;
        return silent >= TICKS || locked >= LOCKED_TICKS;
    }
}
