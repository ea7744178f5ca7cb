package org.dbusp1.output.history;

import java.util.Optional;

/**
 * The energy of one hour from the readings in it and the one before. A difference belongs to the hour of the later
 * reading. Meters that give their counters once an hour do so some seconds after the hour: such a reading ends the
 * hour before.
 */
final class HourFold {
    static final int HOUR = 3_600;
    /** A reading so soon after the hour may still be meant for its end. */
    static final int LATE_SECONDS = 120;
    private static final int RARE_FROM_SECONDS = 600;
    private static final int RARE_TO_SECONDS = 5_400;
    /** Without a reading for longer nobody knows on which side of the hour the energy was drawn. */
    private static final int HOLE_SECONDS = 300;

    private final long start;
    private final EnergyFold fold;
    private boolean taken;
    private boolean gap;

    HourFold(long start, Optional<CounterPoint> anchor) {
        this.start = start;
        this.fold = new EnergyFold(anchor);
    }

    /** Start of the hour that a moment lies in. */
    static long hour(long ts) {
        return Math.floorDiv(ts, HOUR) * HOUR;
    }

    /** The next reading in time; those of earlier and later hours are passed over. */
    void add(CounterPoint point) {
        Optional<CounterPoint> before = fold.last();
        if (before.isPresent() && point.ts() <= before.get().ts()) {
            return;
        }
        long seconds = before.isPresent() ? point.ts() - before.get().ts() : 0;
        long hour = hour(point.ts());
        boolean late = before.isPresent() && before.get().ts() < hour && point.ts() - hour < LATE_SECONDS
                && seconds >= RARE_FROM_SECONDS && seconds <= RARE_TO_SECONDS;
        if ((late ? hour - HOUR : hour) != start) {
            return;
        }
        gap |= before.isPresent() && before.get().ts() < start && seconds > HOLE_SECONDS;
        taken = true;
        fold.add(point);
    }

    /** Whether any reading was of this hour. */
    boolean taken() {
        return taken;
    }

    /** Whether energy of earlier hours is in it. */
    boolean gap() {
        return gap;
    }

    RowValues energy() {
        return fold.energy();
    }

    /** What the counters showed at its end. */
    Optional<CounterPoint> end() {
        return fold.last();
    }
}
