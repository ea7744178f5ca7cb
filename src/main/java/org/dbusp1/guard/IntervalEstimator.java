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
 * Estimates the interval in which messages come: the median of the last five gaps between good messages, so that a lost
 * message or a pause does not change it; until five gaps are known, the interval of the meter's dialect. Messages that
 * come faster than a line can carry them were delayed on the way, and their gaps do not count; nor does a gap in which
 * a message was lost or damaged.
 *
 * <p>An interval is proved by five gaps in a row that take five seconds: it is the longest of them. From then on no
 * longer interval is believed, because a line that passes only some messages would keep old values valid. Messages that
 * were delayed and come in a burst prove nothing: the gap after the burst is again one of the meter's.
 */
final class IntervalEstimator {
    private static final int GAPS = 5;
    /** The shortest possible gap: at 115200 baud even the shortest telegram takes longer. */
    private static final long SHORTEST_NANOS = 30_000_000L;
    private static final long PROOF_NANOS = 5_000_000_000L;
    /** A value is valid for five seconds at least: a shorter interval makes no difference. */
    private static final Duration LEAST_PROVED = Duration.ofSeconds(1);
    private final Duration leastProved;
    private final Deque<Long> gaps = new ArrayDeque<>();
    /** The time of the last good message; absent if a message was lost since. */
    private OptionalLong last = OptionalLong.empty();
    private Optional<Duration> proved = Optional.empty();
    /** The gaps in a row that may prove an interval; the time that they take limits their number. */
    private final List<Long> row = new ArrayList<>();

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
            if (proved.isPresent() && gap > Freshness.limitNanos(proved.get())) {
                row.clear();
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
        return Duration.ofNanos(gaps.stream().sorted().toList().get(GAPS / 2));
    }

    private void prove(long gap) {
        row.add(gap);
        if (row.size() >= GAPS && row.stream().mapToLong(Long::longValue).sum() >= PROOF_NANOS) {
            proved(Duration.ofNanos(Collections.max(row)));
            row.clear();
        }
    }

    private void proved(Duration interval) {
        Duration least = interval.compareTo(leastProved) < 0 ? leastProved : interval;
        proved = Optional.of(proved.filter(known -> known.compareTo(least) <= 0).orElse(least));
    }

    /** Takes note that a message after the last good one was damaged or lost: the gap is not the meter's interval. */
    void broken() {
        last = OptionalLong.empty();
        row.clear();
    }

    /** Returns the interval, as far as it is known. @param promised the dialect's interval */
    Duration interval(Duration promised) {
        Duration measured = gaps.size() < GAPS ? promised : median();
        return proved.isPresent() && proved.get().compareTo(measured) < 0 ? proved.get() : measured;
    }
}
