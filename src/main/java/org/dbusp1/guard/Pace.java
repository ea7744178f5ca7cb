package org.dbusp1.guard;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often a meter sends: the median of the last five gaps between good messages, so that a lost telegram or a pause
 * does not change it. Until five gaps are known, the interval that the meter's dialect promises. Messages that come
 * faster than a line can carry them were delayed on the way, and their gaps do not count; nor does a gap in which
 * something that the meter sent did not arrive.
 */
final class Pace {
    private static final int GAPS = 5;
    /** At 115200 baud even the shortest telegram takes longer. */
    private static final long SHORTEST_NANOS = 30_000_000L;

    private final long[] gaps = new long[GAPS];
    private int next;
    private int known;
    private long last;
    private boolean started;

    /** A good message arrived; monotonic nanoseconds. */
    void good(long nanos) {
        if (started && nanos - last >= SHORTEST_NANOS) {
            gaps[next] = nanos - last;
            next = (next + 1) % GAPS;
            known = Math.min(known + 1, GAPS);
        }
        started = true;
        last = nanos;
    }

    /** Something that came after the last good message was damaged, or was not heard: the gap is not the meter's. */
    void broken() {
        started = false;
    }

    /** @param promised the dialect's interval */
    Duration interval(Duration promised) {
        if (known < GAPS) {
            return promised;
        }
        long[] sorted = gaps.clone();
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[GAPS / 2]);
    }
}
