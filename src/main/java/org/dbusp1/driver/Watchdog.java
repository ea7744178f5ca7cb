package org.dbusp1.driver;

import java.util.function.Supplier;
import org.dbusp1.base.process.ThreadActivity.Sample;

/**
 * Detects a reader that hangs. Seconds in a row without a pass of its loop are a stall; of those in which the reader holds the lock while
 * values are published, which therefore cannot end, a second one is kept. The reader hangs as soon as one of the figures is reached:
 * <pre>
 *                  waited for, without     processor time    seconds,
 *   stall          processor time          used              however little it got
 *   any            30 s                    30 s              -
 *   with the lock   5 s                     5 s              30 s
 * </pre>
 * A reader that gets too little processor time, as at the start of a small device, does not hang.
 */
public final class Watchdog {
    private static final int HANG_SECONDS = 30;
    private static final int LOCKED_HANG_SECONDS = 5;
    /** The time from one tick to the next after which the machine has slept, or the process was stopped. */
    private static final long LATE_NANOS = 2_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    /**
     * Ticks in a row in which the reader did not pass its loop.
     *
     * @param ticks           their number; 0 without a stall
     * @param waiting         the newest of them in a row in which the reader waited without using processor time
     * @param usedBeforeNanos processor time of the reader at the first of them
     */
    private record Stall(int ticks, int waiting, long usedBeforeNanos) {
        static final Stall NONE = new Stall(0, 0, 0);

        Stall next(boolean waits, long usedNanos) {
            return new Stall(ticks + 1, waits ? waiting + 1 : 0, ticks == 0 ? usedNanos : usedBeforeNanos);
        }

        boolean isHang(int seconds, long usedNanos) {
            return waiting >= seconds || ticks > 0 && usedNanos - usedBeforeNanos >= seconds * SECOND_NANOS;
        }
    }

    private volatile long beats;
    private volatile Supplier<Sample> readerActivity = () -> Sample.UNKNOWN;
    private volatile long lastTick;
    /** Monotonic time of the last tick that came late; before the first, a time long enough ago. */
    private volatile long lastLate;
    private long seen;
    private Stall stall = Stall.NONE;
    private Stall locked = Stall.NONE;
    /** Processor time of the reader at the last tick of the stall. */
    private long usedNanos;

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
            stall = Stall.NONE;
            locked = Stall.NONE;
            return false;
        }
        Sample sample = readerActivity.get();
        boolean waits = !sample.runnable() && (stall.ticks == 0 || sample.processorNanos() == usedNanos);
        usedNanos = sample.processorNanos();
        stall = stall.next(waits, usedNanos);
        locked = isLocked ? locked.next(waits, usedNanos) : Stall.NONE;
        return stall.isHang(HANG_SECONDS, usedNanos) || locked.isHang(LOCKED_HANG_SECONDS, usedNanos) || locked.ticks >= HANG_SECONDS;
    }

    /** Returns whether the whole process, not only its reader, was stopped in the last two seconds. Any thread may call it. */
    boolean wasStopped(long nanos) {
        return nanos - lastTick > LATE_NANOS || nanos - lastLate <= LATE_NANOS;
    }
}
