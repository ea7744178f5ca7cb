package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How often a meter sends messages, or lists of one kind, by the gaps between its good messages. Times are monotonic nanoseconds.
 * <pre>
 * gap       time between two good messages; no gap begins or ends with a message that was damaged or lost
 * usual     the interval that the dialect promises
 * known     the interval that an earlier run proved, at most a minute; else the owner's
 * slowest   the longest interval that five gaps prove: the dialect's slowest, of live lists its usual; or what an earlier run
 *           proved, if it is longer
 * proved    the longest of five gaps in a row or more, of five seconds together, but at most what was proved before, else the
 *           slowest, if no gap is more than a fifth longer; or the longest of twelve gaps in a row that are equal within a fifth, at
 *           most a minute
 * interval  the median of five gaps, at most what is proved, else the slowest; until five gaps: what is known, else the usual
 * limit     three intervals, at least five seconds: the time for which a message is valid
 * </pre>
 * What is proved bounds the interval: a line that drops messages would keep old values valid.
 */
final class Pace {
    private static final int FEW_GAPS = 5;
    private static final int EQUAL_GAPS = 12;
    /** Meters that promise an interval send a little later now and then. */
    private static final double EQUAL_FACTOR = 1.2;
    /** Gaps that differ by more than this factor belong to a burst of delayed messages. */
    private static final int BURST_FACTOR = 16;
    /** At 115200 baud even the shortest telegram takes longer: a shorter gap is between delayed messages. */
    private static final long SHORTEST_NANOS = 30_000_000L;
    private static final long PROOF_NANOS = 5_000_000_000L;
    /** No meter with a useful power is known that sends less often than once a minute. */
    static final Duration SLOWEST_EQUAL = Duration.ofMinutes(1);
    private static final long LEAST_LIMIT_NANOS = 5_000_000_000L;
    private static final int INTERVALS = 3;

    /** The last gaps, the newest first. */
    private final long[] gaps = new long[EQUAL_GAPS];
    private int count;
    /** Number of gaps since a message was damaged or lost, at most that of the last gaps. */
    private int inRow;
    /** The time of the last good message; null before the first, and if a message was damaged or lost since. */
    private @Nullable Long last;
    private @Nullable Duration proved;

    /** Counts a good message. */
    void good(long nanos) {
        if (last != null && nanos - last >= SHORTEST_NANOS) {
            System.arraycopy(gaps, 0, gaps, 1, EQUAL_GAPS - 1);
            gaps[0] = nanos - last;
            count = Math.min(count + 1, EQUAL_GAPS);
            inRow = Math.min(inRow + 1, EQUAL_GAPS);
        }
        last = nanos;
    }

    /** Counts a good message that a bridge stored: no gap ends with it. */
    void stored(long nanos) {
        last = nanos;
    }

    /** Counts a damaged or lost message. */
    void breakGap() {
        last = null;
        inRow = 0;
    }

    /** Notes what the last gaps prove. */
    void prove(Duration slowest) {
        long bound = (proved == null ? slowest : proved).toNanos();
        long sum = 0;
        long longest = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < inRow; i++) {
            sum += gaps[i];
            longest = Math.max(longest, gaps[i]);
            shortest = Math.min(shortest, gaps[i]);
            boolean isUsual = i + 1 >= FEW_GAPS && longest <= EQUAL_FACTOR * bound && longest <= BURST_FACTOR * shortest;
            boolean isEqual = i + 1 == EQUAL_GAPS && longest <= limitNanos(SLOWEST_EQUAL) && longest <= EQUAL_FACTOR * shortest;
            if (sum >= PROOF_NANOS && (isUsual || isEqual)) {
                proved = Duration.ofNanos(Math.min(longest, isUsual ? bound : Math.max(bound, SLOWEST_EQUAL.toNanos())));
                return;
            }
        }
    }

    @Nullable Duration proved() {
        return proved;
    }

    Duration interval(Duration usual, Duration slowest, @Nullable Duration known) {
        Duration bound = proved == null ? slowest : proved;
        Duration measured = measured(usual, known);
        return measured.compareTo(bound) < 0 ? measured : bound;
    }

    private Duration measured(Duration usual, @Nullable Duration known) {
        long[] newest = Arrays.copyOf(gaps, Math.min(count, FEW_GAPS));
        Arrays.sort(newest);
        if (count >= FEW_GAPS) {
            return Duration.ofNanos(newest[FEW_GAPS / 2]);
        }
        if (known != null) {
            return known;
        }
        return count == 0 || newest[0] < usual.toNanos() ? usual : Duration.ofNanos(newest[0]);
    }

    static long limitNanos(Duration interval) {
        return Math.max(LEAST_LIMIT_NANOS, INTERVALS * interval.toNanos());
    }
}
