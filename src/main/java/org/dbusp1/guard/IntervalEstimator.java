package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Estimates the interval in which messages come: the median of the last gaps between good messages, so that a lost
 * message or a pause does not change it; until these are known, the interval of the meter's dialect. From a proved
 * interval on no longer one is believed, because a line that passes only some messages would keep old values valid.
 */
final class IntervalEstimator {
    private static final int GAPS = 5;
    /** At 115200 baud even the shortest telegram takes longer: a shorter gap is that of messages that were delayed. */
    private static final long SHORTEST_NANOS = 30_000_000L;
    /** Gaps in a row that take this time together prove the longest of them. */
    private static final long PROOF_NANOS = 5_000_000_000L;
    /** A value is valid for five seconds at least: a shorter interval makes no difference. */
    private static final Duration LEAST_PROVED = Duration.ofSeconds(1);
    private final Duration leastProved;
    private final Deque<Long> gaps = new ArrayDeque<>();
    /** The time of the last good message; absent if a message was lost since. */
    private OptionalLong last = OptionalLong.empty();
    private Optional<Duration> proved = Optional.empty();
    /** The gaps in a row that may prove an interval: their number, sum, and longest. */
    private int rowCount;
    private long rowNanos;
    private long rowLongest;

    IntervalEstimator() {
        this(LEAST_PROVED);
    }

    /** @param leastProved the shortest interval that is proved: the meter may always be as slow as this */
    IntervalEstimator(Duration leastProved) {
        this.leastProved = leastProved;
    }

    /** Counts a good message. @param nanos its time of arrival, by the monotonic clock */
    void good(long nanos) {
        long gap = nanos - last.orElse(nanos);
        if (gap >= SHORTEST_NANOS) {
            if (proved.isPresent() && gap > Validity.limitNanos(proved.get())) {
                forgetRow();
            } else {
                gaps.addLast(gap);
                if (gaps.size() > GAPS) {
                    gaps.removeFirst();
                }
                prove(gap);
            }
        }
        last = OptionalLong.of(nanos);
    }

    private Duration median() {
        List<Long> sorted = new ArrayList<>(gaps);
        Collections.sort(sorted);
        return Duration.ofNanos(sorted.get(GAPS / 2));
    }

    private void prove(long gap) {
        rowCount++;
        rowNanos += gap;
        rowLongest = Math.max(rowLongest, gap);
        if (rowCount >= GAPS && rowNanos >= PROOF_NANOS) {
            proved(Duration.ofNanos(rowLongest));
            forgetRow();
        }
    }

    private void forgetRow() {
        rowCount = 0;
        rowNanos = 0;
        rowLongest = 0;
    }

    private void proved(Duration interval) {
        Duration least = interval.compareTo(leastProved) < 0 ? leastProved : interval;
        proved = Optional.of(proved.filter(known -> known.compareTo(least) <= 0).orElse(least));
    }

    /** Takes note that a message after the last good one was damaged or lost: the gap is not the meter's interval. */
    void broken() {
        last = OptionalLong.empty();
        forgetRow();
    }

    /** Returns the interval, as far as it is known. @param promised the dialect's interval */
    Duration interval(Duration promised) {
        Duration measured = gaps.size() < GAPS ? promised : median();
        return proved.isPresent() && proved.get().compareTo(measured) < 0 ? proved.get() : measured;
    }
}
