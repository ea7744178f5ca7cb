package org.dbusp1.output.history;

import java.util.Optional;

/**
 * Adds up what the counters moved from reading to reading. A counter that fell, and another meter, begin anew: energy
 * is never negative, and never the difference of two meters.
 */
final class EnergyFold {
    private final Cells energy = new Cells(Counter.values().length);
    private Optional<Point> last;

    /** @param anchor the reading before the first; without one nothing is known of the time before */
    EnergyFold(Optional<Point> anchor) {
        this.last = anchor;
    }

    /** The next reading in time. A counter that it does not give keeps the reading it had. */
    void add(Point point) {
        boolean same = last.isPresent() && last.get().device() == point.device();
        Cells before = same ? last.get().readings() : new Cells(Counter.values().length);
        Cells readings = before.copy();
        for (int counter = 0; counter < readings.size(); counter++) {
            if (point.readings().has(counter)) {
                long now = point.readings().get(counter);
                if (before.has(counter) && now >= before.get(counter)) {
                    energy.add(counter, now - before.get(counter));
                }
                readings.set(counter, now);
            }
        }
        last = Optional.of(new Point(point.ts(), point.device(), readings));
    }

    /** By counter; absent where fewer than two readings are known. */
    Cells energy() {
        return energy;
    }

    /** The last reading, with what earlier ones gave and it did not. */
    Optional<Point> last() {
        return last;
    }
}
