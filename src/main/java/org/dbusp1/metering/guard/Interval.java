package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.SlowestMeter;
import org.jspecify.annotations.Nullable;

/**
 * How often a meter sends messages with a power: its values are valid for three intervals, at least 5 s.
 * <pre>
 *                       five gaps no longer than such meters have, or equal gaps
 *   not proved:  ------------------------------------------------------->  proved:
 *   the shortest gap, if such meters have it,                              the median of five gaps,
 *   else their usual interval                                              at most what is proved
 *                <-------------------------------------------------------  | five gaps, none a fifth longer: as long as the longest
 *                       a start, another meter                             | equal gaps: as long as they are, at most a minute
 * </pre>
 * Equal gaps are twelve, or at least six over three minutes, that differ by a fifth at most, and between which no message was damaged,
 * refused or another meter's. A meter that is slower than such meters are is shown at its first message after a start, absent when that is
 * three usual intervals old, and there for good when its gaps are proved: of 60 s after six minutes. The owner's interval is the least,
 * from the first message on; times are monotonic nanoseconds.
 */
final class Interval {
    private static final int FEW = 5;
    private static final int SEVERAL = 6;
    private static final int MANY = 12;
    /** For how long several gaps show what else takes many. */
    private static final long LONG_NANOS = 180_000_000_000L;
    private static final double EQUAL_FACTOR = 1.2;
    private static final long SLOWEST_NANOS = SlowestMeter.INTERVAL.toNanos();
    /** Messages that come together are one message here: a bridge sends some twice, or has stored them. */
    private static final long TOGETHER_NANOS = 400_000_000L;
    private static final long LEAST_LIMIT_NANOS = 5_000_000_000L;
    private static final int VALID_INTERVALS = 3;
    /** In the place of gaps between which a message was damaged, refused or another meter's, and before the first gap. */
    private static final long BROKEN = 0;

    private final @Nullable Duration owners;
    private final Origin origin;
    /** The last gaps, the newest first. No two are broken in a row, so that once five were whole, at least five are. */
    private final long[] gaps = new long[MANY];
    /** The last good message; null before the first, and after one that breaks a gap. */
    private @Nullable Long last;
    /** Null before the first message of a meter. */
    private @Nullable Long nanos;
    /** The longest interval that the last gaps have proved; null: none. */
    private @Nullable Long proved;

    Interval(@Nullable Duration owners, Origin origin) {
        this.owners = owners;
        this.origin = origin;
    }

    /** Begins with the usual interval of a meter of a dialect. @return how often it sends, as far as is known */
    Duration begin(Dialect dialect) {
        if (nanos == null) {
            nanos = (owners != null ? owners : dialect.interval()).toNanos();
        }
        return now();
    }

    void good(Dialect dialect, long now) {
        begin(dialect);
        if (last != null && now - last < TOGETHER_NANOS) {
            return;
        }
        if (last != null) {
            add(now - last);
            learn(dialect);
        }
        last = now;
    }

    private void add(long gap) {
        System.arraycopy(gaps, 0, gaps, 1, MANY - 1);
        gaps[0] = gap;
    }

    private void learn(Dialect dialect) {
        long usual = dialect.interval().toNanos();
        // Of a binary meter only the rare lists are slower than its interval.
        long slowest = dialect.sendsPartialLists() && !origin.isLog() ? usual : dialect.slowestInterval().toNanos();
        long bound = proved != null ? proved : slowest;
        long[] few = whole().limit(FEW).sorted().toArray();
        if (few.length == FEW && few[FEW - 1] <= EQUAL_FACTOR * bound) {
            proved = Math.min(bound, few[FEW - 1]);
        } else {
            LongSummaryStatistics newest = newest();
            boolean areEqual = newest.getMax() <= EQUAL_FACTOR * newest.getMin() && newest.getMax() <= VALID_INTERVALS * SLOWEST_NANOS;
            proved = areEqual ? Long.valueOf(Math.min(newest.getMax(), Math.max(bound, SLOWEST_NANOS))) : proved;
        }
        if (proved != null) {
            nanos = Math.min(proved, few[FEW / 2]);
        } else if (owners == null) {
            nanos = Math.max(usual, Math.min(slowest, whole().min().orElse(usual)));
        }
    }

    /** Returns several of the newest gaps, or as many as take long; the least is 0 if not all of them are whole. */
    private LongSummaryStatistics newest() {
        int newest = SEVERAL;
        while (newest < MANY && Arrays.stream(gaps).limit(newest).sum() < LONG_NANOS) {
            newest++;
        }
        return Arrays.stream(gaps).limit(newest).summaryStatistics();
    }

    private LongStream whole() {
        return Arrays.stream(gaps).filter(gap -> gap != BROKEN);
    }

    void breakGap() {
        last = null;
        if (gaps[0] != BROKEN) {
            add(BROKEN);
        }
    }

    void forgetMeter() {
        last = null;
        Arrays.fill(gaps, BROKEN);
        nanos = null;
        proved = null;
    }

    Duration now() {
        Duration learned = Duration.ofNanos(nanos == null ? 0 : nanos);
        return owners != null && owners.compareTo(learned) > 0 ? owners : learned;
    }

    /** Returns the gap before the last good message; null without one. */
    @Nullable Duration lastGap() {
        return gaps[0] == BROKEN ? null : Duration.ofNanos(gaps[0]);
    }

    Duration validFor() {
        return Duration.ofNanos(limitNanos(now().toNanos()));
    }

    static long limitNanos(long interval) {
        return Math.max(LEAST_LIMIT_NANOS, VALID_INTERVALS * interval);
    }
}
