package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Arrays;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/**
 * How often a meter sends messages with a power, which decides how long its values are valid: for three intervals, at least 5 s. Times
 * are monotonic nanoseconds.
 * <pre>
 * gap       time between two good messages; none begins or ends with one that was damaged, refused or another meter's
 * proved    the longest of five gaps, if it is at most a fifth longer than what was proved before, at first than what an earlier run has
 *           proved or such meters have; or of twelve gaps that are equal within a fifth, at most a minute, if no message between them
 *           was damaged, refused or another meter's: a line that damages all but one of eight has equal gaps too
 * interval  the median of five gaps, at most what is proved; before a proof what an earlier run has proved, else the shortest gap, if
 *           such meters have it, else their usual interval
 * </pre>
 * So a line that loses messages does not make old values valid for longer. The owner's interval is the least.
 */
final class Interval {
    private static final int FEW = 5;
    private static final int MANY = 12;
    private static final double EQUAL_FACTOR = 1.2;
    /** No meter with a useful power is known that sends less often. */
    private static final long SLOWEST_NANOS = 60_000_000_000L;
    /** Messages that come together are one message here: a bridge sends some twice, or has stored them. */
    private static final long TOGETHER_NANOS = 400_000_000L;
    private static final long LEAST_LIMIT_NANOS = 5_000_000_000L;
    private static final int VALID_INTERVALS = 3;

    private final @Nullable Duration owners;
    /** Null: the dialect's interval is the meter's. */
    private final @Nullable StateStore store;
    private final boolean isFromLog;
    /** The last gaps, the newest first. */
    private final long[] gaps = new long[MANY];
    private int count;
    /** How many of the last gaps are in a row. */
    private int inRow;
    /** The last good message; null before the first, and after one that was damaged, refused or another meter's. */
    private @Nullable Long last;
    private long shortest = Long.MAX_VALUE;
    /** Null before the first message of a meter. */
    private @Nullable Long nanos;
    /** The longest interval that the last gaps have proved; null: none. */
    private @Nullable Long proved;
    /** What is remembered; null: nothing. */
    private @Nullable Long known;
    /** Null before the meter's first believed message with a key. */
    private @Nullable MeterKey key;

    Interval(@Nullable Duration owners, @Nullable StateStore store, boolean isFromLog) {
        this.owners = owners;
        this.store = store;
        this.isFromLog = isFromLog;
    }

    /** Notes the key of a believed message: from then on is known what earlier runs have proved of its meter. */
    void noteKey(MeterKey now) {
        if (store != null && !now.equals(key)) {
            key = now;
            nanos = null;
        }
    }

    /** Notes the dialect. @return whether the interval is known, so that the first message makes values valid */
    boolean begin(Dialect dialect) {
        if (nanos == null) {
            known = isFromLog || owners != null ? null : store == null ? Long.valueOf(dialect.interval().toNanos()) : recall(dialect);
            nanos = known != null ? known : (owners != null ? owners : dialect.interval()).toNanos();
        }
        return known != null || isFromLog || owners != null;
    }

    /** Returns how often a meter of a dialect sends, as far as is known. */
    Duration of(Dialect dialect) {
        begin(dialect);
        return now();
    }

    /** Counts a good message. */
    void good(Dialect dialect, long now) {
        begin(dialect);
        if (last != null && now - last < TOGETHER_NANOS) {
            return;
        }
        if (last != null) {
            System.arraycopy(gaps, 0, gaps, 1, MANY - 1);
            gaps[0] = now - last;
            count = Math.min(count + 1, MANY);
            inRow = Math.min(inRow + 1, MANY);
            shortest = Math.min(shortest, gaps[0]);
            learn(dialect);
        }
        last = now;
    }

    private void learn(Dialect dialect) {
        long usual = dialect.interval().toNanos();
        // Of a binary meter only the rare lists are slower than its interval.
        long slowest = dialect.sendsPartialLists() && !isFromLog ? usual : dialect.slowestInterval().toNanos();
        long bound = proved != null ? proved : Math.max(slowest, known == null ? 0 : known);
        if (count >= FEW && longest(FEW) <= EQUAL_FACTOR * bound) {
            prove(dialect, Math.min(bound, longest(FEW)));
        } else if (inRow == MANY && longest(MANY) <= EQUAL_FACTOR * Arrays.stream(gaps).min().orElse(0)
                && longest(MANY) <= VALID_INTERVALS * SLOWEST_NANOS) {
            prove(dialect, Math.min(longest(MANY), Math.max(bound, SLOWEST_NANOS)));
        }
        if (proved != null) {
            nanos = Math.min(proved, count >= FEW ? median() : now().toNanos());
        } else if (known == null && owners == null) {
            nanos = Math.max(usual, Math.min(slowest, shortest));
        }
    }

    private long longest(int newest) {
        return Arrays.stream(gaps).limit(newest).max().orElse(0);
    }

    private long median() {
        return Arrays.stream(gaps).limit(FEW).sorted().skip(FEW / 2).findFirst().orElse(0);
    }

    private void prove(Dialect dialect, long interval) {
        proved = interval;
        if (store != null && key != null && (known == null || Math.abs(interval - known) * 5 > known)) {
            known = interval;
            store.remember(key.text(), interval / 1_000_000 + " " + dialect);
        }
    }

    private @Nullable Long recall(Dialect dialect) {
        return store == null || key == null ? null : store.recall(key.text(), fact -> {
            String[] words = fact.split(" ", -1);
            long millis = Long.parseLong(words[0]);
            if (words.length != 2 || millis <= 0) {
                throw new IllegalArgumentException(fact);
            }
            return words[1].equals(dialect.toString())
                    ? Long.valueOf(Math.min(millis * 1_000_000, Math.max(dialect.interval().toNanos(), SLOWEST_NANOS))) : null;
        }).orElse(null);
    }

    /** Called when a message was damaged, refused or another meter's. */
    void breakGap() {
        last = null;
        inRow = 0;
    }

    void forgetMeter() {
        breakGap();
        count = 0;
        nanos = null;
        proved = null;
        known = null;
        shortest = Long.MAX_VALUE;
    }

    Duration now() {
        Duration learned = Duration.ofNanos(nanos == null ? 0 : nanos);
        return owners != null && owners.compareTo(learned) > 0 ? owners : learned;
    }

    /** Returns for how long a message is valid. */
    Duration validFor() {
        return Duration.ofNanos(limitNanos(now().toNanos()));
    }

    static long limitNanos(long interval) {
        return Math.max(LEAST_LIMIT_NANOS, VALID_INTERVALS * interval);
    }
}
