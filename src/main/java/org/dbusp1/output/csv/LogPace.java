package org.dbusp1.output.csv;

import java.util.Arrays;

/**
 * How often the meter of a log sends: the median of the last five gaps between its telegrams, the shorter one of two,
 * so that a lost telegram does not change it. A gap of minutes is a pause of the log and no pace.
 */
final class LogPace {
    private static final int GAPS = 5;
    private static final long LONGEST = 60;

    private final long[] gaps = new long[GAPS];
    private int known;
    private int next;

    /** The seconds between telegrams after one more gap; 0 while no gap told it. */
    long after(long seconds) {
        if (seconds > 0 && seconds <= LONGEST) {
            gaps[next] = seconds;
            next = (next + 1) % GAPS;
            known = Math.min(known + 1, GAPS);
        }
        if (known == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(gaps, known);
        Arrays.sort(sorted);
        return sorted[(known - 1) / 2];
    }
}
