package org.dbusp1.simulator;

/** The mean voltages of the last full ten minutes, as grid operators judge them (EN 50160). */
final class MeanVoltages {
    private static final int PERIOD = 600;

    private final long[] sums = new long[3];
    private final int[] last = new int[3];
    private int seconds;
    private boolean full;

    void see(long second, int[] millivolts) {
        seconds++;
        for (int phase = 0; phase < 3; phase++) {
            sums[phase] += millivolts[phase];
        }
        boolean ends = second % PERIOD == 0;
        if (ends || !full) {
            for (int phase = 0; phase < 3; phase++) {
                last[phase] = (int) (sums[phase] / seconds);
            }
        }
        if (ends) {
            full = true;
            seconds = 0;
            java.util.Arrays.fill(sums, 0);
        }
    }

    /** Returns the mean of a phase; in the first ten minutes the mean so far. */
    int millivolts(int phase) {
        return last[phase];
    }
}
