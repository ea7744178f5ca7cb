package org.dbusp1.driver;

import java.util.function.Supplier;
import org.dbusp1.base.process.ThreadActivity.Sample;

/**
 * Detects a reader that hangs: in 30 s without a pass of its loop it used no processor time, or it used 30 s of processor
 * time without a pass. A reader that gets too little processor time, as at the start of a small device, does not hang. While
 * values are published that cannot end, because the reader holds the lock, 5 s are enough; and after 30 s the reader
 * hangs however little processor time it gets.
 */
public final class Watchdog {
    /** Seconds of a hang. */
    private static final int HANG_TICKS = 30;
    /** Seconds of a hang while values are published that cannot end, because the reader holds the lock. */
    private static final int LOCKED_TICKS = 5;
    /** The time from one tick to the next after which the machine has slept, or the process was stopped. */
    private static final long LATE_NANOS = 2_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private volatile long beats;
    private volatile Supplier<Sample> readerActivity = () -> Sample.UNKNOWN;
    private volatile long lastTick;
    /** Monotonic time of the last tick that came late; before the first, a time long enough ago. */
    private volatile long lastLate;
    private long seen;
    /** Ticks in a row in which the reader did not pass its loop. */
    private int silent;
    /** The newest ticks in a row in which the reader waited without using processor time. */
    private int waiting;
    /** The newest ticks in a row in which the reader held the publisher's lock. */
    private int lockedTicks;
    /** Processor time of the reader, in nanoseconds, at the first silent tick. */
    private long usedAtFirst;
    /** Processor time of the reader, in nanoseconds, at the first silent tick with the lock. */
    private long usedAtLock;
    /** Processor time of the reader, in nanoseconds, at the last tick. */
    private long used;

    public Watchdog(long nanos) {
        lastTick = nanos;
        lastLate = nanos - 2 * LATE_NANOS;
    }

    /** @param activity returns the activity of the reader's thread; never waits */
    void watch(Supplier<Sample> activity) {
        readerActivity = activity;
    }

    /** Called in each pass of the reader's loop, and while a message of a log is not due or an output has no room. */
    void beat() {
        beats++;
    }

    /**
     * Counts a second.
     *
     * @param nanos     time by the monotonic clock
     * @param isLocked whether values are published that cannot end, because the reader holds the lock
     * @return whether the reader hangs
     */
    boolean tick(long nanos, boolean isLocked) {
        boolean late = nanos - lastTick > LATE_NANOS;
        lastTick = nanos;
        lastLate = late ? nanos : lastLate;
        long now = beats;
        boolean passed = now != seen;
        seen = now;
        if (late || passed) {
            silent = 0;
            waiting = 0;
            lockedTicks = 0;
            return false;
        }
        Sample sample = readerActivity.get();
        if (silent++ == 0) {
            usedAtFirst = sample.processorNanos();
            used = usedAtFirst;
        }
        waiting = sample.runnable() || sample.processorNanos() != used ? 0 : waiting + 1;
        used = sample.processorNanos();
        lockedTicks = isLocked ? lockedTicks + 1 : 0;
        usedAtLock = lockedTicks > 1 ? usedAtLock : used;
        boolean hangs = waiting >= HANG_TICKS || used - usedAtFirst >= HANG_TICKS * SECOND_NANOS;
        // With the lock the published values cannot end: a reader without progress then hangs, however little processor
        // time it gets.
        boolean hangsWithLock = lockedTicks >= HANG_TICKS || Math.min(waiting, lockedTicks) >= LOCKED_TICKS
                || used - usedAtLock >= LOCKED_TICKS * SECOND_NANOS;
        return hangs || hangsWithLock;
    }

    /** Returns whether the whole process, not only its reader, was stopped in the last two seconds. Any thread may call it. */
    boolean wasStopped(long nanos) {
        return nanos - lastTick > LATE_NANOS || nanos - lastLate <= LATE_NANOS;
    }
}
