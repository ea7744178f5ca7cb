package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the interval of messages as the median of the last gaps between good messages. Once an interval is proved,
 * longer intervals are ignored: a line that drops messages would keep old values valid. Only twelve equal gaps prove that
 * the meter itself is slower. Times are monotonic nanoseconds.
 */
final class IntervalEstimator {
    /** Number of gaps for the median, and fewest gaps that prove an interval. */
    private static final int GAPS = 5;
    /** Number of equal gaps that prove a longer interval than before, or than the dialect's. */
    private static final int EQUAL_GAPS = 12;
    /** Gaps are equal if the longest is at most this many times the shortest. */
    private static final double EQUAL_FACTOR = 1.2;
    /** Gaps that differ by more than this factor belong to a burst of delayed messages. */
    private static final int BURST_FACTOR = 16;
    /** At 115200 baud even the shortest telegram takes longer: a shorter gap is between delayed messages. */
    private static final long SHORTEST_NANOS = 30_000_000L;
    /** Gaps in a row that last this long together prove the longest of them. */
    private static final long PROOF_NANOS = 5_000_000_000L;
    /** Values are valid for at least five seconds, so that a shorter interval makes no difference. */
    private static final Duration LEAST_PROVED = Duration.ofSeconds(1);
    private static final double NANOS_A_SECOND = 1e9;

    /**
     * A gap between two messages.
     *
     * @param afterLoss whether this is the first gap of all, or the first after a message was damaged or lost
     * @param endsWithPower false if the message after the gap is a list without a power
     */
    private record Gap(long nanos, boolean afterLoss, boolean endsWithPower) {
    }

    private final Deque<Gap> gaps = new ArrayDeque<>();
    /** The time of the last good message; null if a message was lost since. */
    private @Nullable Long last;
    /** Whether a message was damaged or lost since the last gap. */
    private boolean telegramLost = true;
    /** The proved interval; null before the first. */
    private @Nullable Duration proved;
    /** The longest of the last twelve equal gaps; null before twelve equal gaps. */
    private @Nullable Duration equalGapsInterval;

    /** Counts a good message with a power, without regard to the meter's clock. */
    void good(long nanos) {
        good(nanos, null, true);
    }

    /**
     * Counts a good message.
     *
     * @param nanos time of arrival, monotonic
     * @param clockMovedSeconds seconds since the previous message, by the meter's clock; null if unknown, as from a serial port or a log
     * @param power false if the message is a list without a power, which proves no slower interval of the power
     */
    void good(long nanos, @Nullable Double clockMovedSeconds, boolean power) {
        long gap = last == null ? 0 : nanos - last;
        // The clocks of stored messages move faster than the messages arrive.
        boolean stored = clockMovedSeconds != null && clockMovedSeconds > 2 * gap / NANOS_A_SECOND + 1;
        if (gap >= SHORTEST_NANOS && !stored) {
            gaps.addLast(new Gap(gap, telegramLost, power));
            telegramLost = false;
            if (gaps.size() > EQUAL_GAPS) {
                gaps.removeFirst();
            }
            prove();
        }
        last = nanos;
    }

    private void prove() {
        long count = 0;
        long sum = 0;
        long longest = 0;
        long shortest = Long.MAX_VALUE;
        for (Iterator<Gap> back = gaps.descendingIterator(); back.hasNext(); ) {
            Gap gap = back.next();
            if (isLong(gap)) {
                break;
            }
            count++;
            sum += gap.nanos;
            longest = Math.max(longest, gap.nanos);
            shortest = Math.min(shortest, gap.nanos);
            if (count >= GAPS && sum >= PROOF_NANOS && shortest >= longest / BURST_FACTOR) {
                Duration least = atLeast(longest);
                proved = proved != null && proved.compareTo(least) <= 0 ? proved : least;
            }
            if (gap.afterLoss || count >= GAPS && sum >= PROOF_NANOS) {
                break;
            }
        }
        Gap longestOfEqual = longestOfEqualGaps();
        if (longestOfEqual != null) {
            equalGapsInterval = atLeast(longestOfEqual.nanos);
            proved = isLong(longestOfEqual) ? equalGapsInterval : proved;
        }
    }

    /** Returns the longest of twelve gaps that are equal, with a power each and without a loss between them; else null. */
    private @Nullable Gap longestOfEqualGaps() {
        if (gaps.size() < EQUAL_GAPS) {
            return null;
        }
        Gap longest = gaps.getFirst();
        long shortest = longest.nanos;
        for (Gap gap : gaps) {
            if (!gap.endsWithPower || gap.afterLoss && gap != gaps.getFirst()) {
                return null;
            }
            longest = gap.nanos > longest.nanos ? gap : longest;
            shortest = Math.min(shortest, gap.nanos);
        }
        return longest.nanos <= EQUAL_FACTOR * shortest ? longest : null;
    }

    /** Returns whether values would have become invalid during a gap. */
    private boolean isLong(Gap gap) {
        return proved != null && gap.nanos > Validity.limitNanos(proved);
    }

    private static Duration atLeast(long nanos) {
        Duration interval = Duration.ofNanos(nanos);
        return interval.compareTo(LEAST_PROVED) < 0 ? LEAST_PROVED : interval;
    }

    /** Called when a message after the last good message was damaged or lost: the gap is not the meter's interval. */
    void telegramLost() {
        last = null;
        telegramLost = true;
    }

    /** Returns the proved interval: the shortest, or a longer interval that twelve equal gaps proved later; null before the first. */
    @Nullable Duration proved() {
        return proved;
    }

    /** Returns the interval that twelve equal gaps proved, even if it is longer than the dialect's; null before the first. */
    @Nullable Duration provedByEqualGaps() {
        return equalGapsInterval;
    }

    /** Returns the interval. @param known interval of an earlier run or of the dialect, used until five gaps are known */
    Duration interval(Duration known) {
        Duration measured = gaps.size() < GAPS ? known : Duration.ofNanos(medianOfNewest());
        return proved != null && proved.compareTo(measured) < 0 ? proved : measured;
    }

    private long medianOfNewest() {
        long[] newest = new long[GAPS];
        Iterator<Gap> back = gaps.descendingIterator();
        for (int i = 0; i < GAPS; i++) {
            newest[i] = back.next().nanos;
        }
        Arrays.sort(newest);
        return newest[GAPS / 2];
    }

    /** Returns the shortest of the last gaps; null before the first gap. */
    @Nullable Duration shortest() {
        return gaps.stream().map(Gap::nanos).min(Long::compare).map(Duration::ofNanos).orElse(null);
    }
}
