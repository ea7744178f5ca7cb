package org.dbusp1.simulator;

/** Grid faults that the meter counted before the simulation began; no fault happens while the simulation runs. */
record GridEvents(PrintedClock clock, long start, Chance chance) {
    private static final int LONG_FAILURES = 2;

    int failures() {
        return LONG_FAILURES + (int) chance.between(0, 14, "short failures", 0);
    }

    int longFailures() {
        return LONG_FAILURES;
    }

    int sags(int phase) {
        return (int) chance.between(0, 9, "sags", phase);
    }

    int swells(int phase) {
        return (int) chance.between(0, 2, "swells", phase);
    }

    /** Returns the log of failures: {@code (2)(0-0:96.7.19)(end)(seconds)(end)(seconds)}, oldest first. */
    String log() {
        StringBuilder text = new StringBuilder("(" + LONG_FAILURES + ")(0-0:96.7.19)");
        long end = start - 86_400L * 900;
        for (int i = 0; i < LONG_FAILURES; i++) {
            end += chance.between(86_400L * 30, 86_400L * 400, "failure", i);
            text.append('(').append(clock.stamp(end)).append(")(")
                    .append(Mask.parse("0000000000").print(chance.between(190, 9_800, "failure lasts", i)))
                    .append("*s)");
        }
        return text.toString();
    }
}
