package org.dbusp1.metering;

/**
 * The rule for two readings of one counter. A counter that fell, or rose by more than a house can use, is wrong, was reset or belongs to
 * another meter: the difference is no energy. Meter numbers are not used, because meters of several countries send none.
 */
public final class CounterRule {
    /** 1 MW, more than the connection of a house carries. */
    public static final long MOST_WATTS = 1_000_000;
    /** A counter that arrives once an hour shows the value at the full hour if the counter arrives within this time after the hour. */
    public static final int LATE_SECONDS = 120;
    /** No meter of a house counts more than 1,000 kWh, m3 or GJ an hour. */
    public static final long MOST_AN_HOUR = 1_000;
    private static final double HOUR_SECONDS = 3_600;

    /** What has a counter, and by how many kWh, m3 or GJ it may rise at once. */
    public enum Counted {
        /** The electricity meter: some report unevenly. */
        METER(1),
        /** An M-Bus device: one report may cover the hour before. */
        DEVICE(MOST_AN_HOUR);

        private final long atOnce;

        Counted(long atOnce) {
            this.atOnce = atOnce;
        }
    }

    private CounterRule() {
    }

    /**
     * Returns whether a counter may show one value after another one.
     *
     * @param one     1 kWh, m3 or GJ in the unit of the values
     * @param seconds between the two readings; a negative time, after a clock was set back, counts as 0
     */
    public static boolean mayFollow(Counted counted, long before, long now, long one, double seconds) {
        return mayFollow(before, now, counted.atOnce * one, (double) MOST_AN_HOUR * one, seconds);
    }

    /**
     * Returns whether a counter may show one value after another one, by what its messages say of it.
     *
     * @param atOnce  the most that it rises at once, in the unit of the values
     * @param anHour  the most that it rises in each hour
     */
    public static boolean mayFollow(long before, long now, double atOnce, double anHour, double seconds) {
        return now >= before && now - before <= atOnce + anHour * Math.max(0, seconds) / HOUR_SECONDS;
    }
}
