package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Attempts at what is absent, by a clock of the test: a second passes each time that somebody looks at it, and none otherwise. */
public final class Attempts {
    /** Somebody looks at the clock after an attempt has failed, and before the next one. */
    private static final long LOOKS = 3;

    private final AtomicLong now = new AtomicLong();
    private final List<Long> times = new CopyOnWriteArrayList<>();

    /** Looks at the clock. */
    public long nanos() {
        return TimeUnit.SECONDS.toNanos(now.incrementAndGet());
    }

    /** Counts an attempt. */
    public void add() {
        times.add(now.get());
    }

    public int count() {
        return times.size();
    }

    /** Expects that each wait was twice as long as the one before, up to the longest. */
    public void expectWaits(long firstSeconds, long longestSeconds) {
        long expected = firstSeconds;
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).as("seconds before attempt %d of %s", i + 1, times)
                    .isBetween(expected, expected + LOOKS);
            expected = Math.min(2 * expected, longestSeconds);
        }
        assertThat(expected).as("the last wait is the longest").isEqualTo(longestSeconds);
    }
}
