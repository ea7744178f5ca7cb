package org.dbusp1.output.history;

import java.util.Arrays;
import java.util.Optional;
import org.dbusp1.energy.CounterRule;

/**
 * Adds up what the counters moved from reading to reading. A counter that fell, one that jumped, and another meter
 * begin anew: energy is never negative, and never the difference of two meters. Minutes of a clock that was wrong add
 * nothing where true ones follow them: a counter that rises again above all that it showed goes on there, and one that
 * falls to what it showed before goes on from there. As the last ones of a period they still count.
 */
final class EnergyFold {
    private static final int SIZE = Counter.values().length;
    /** A reading is of any second of its minute. */
    private static final int MINUTE = 60;

    private final RowValues energy = new RowValues(SIZE);
    /** What each counter showed where it began anew, and its energy until then. */
    private final RowValues first;
    private final RowValues atFirst = new RowValues(SIZE);
    /** The highest that each counter showed, and its energy until then. */
    private final RowValues highest;
    private final RowValues atHighest = new RowValues(SIZE);
    /** When each counter was read last. */
    private final long[] seconds = new long[SIZE];
    private Optional<CounterPoint> last;

    /** @param anchor the reading before the first; without one nothing is known of the time before */
    EnergyFold(Optional<CounterPoint> anchor) {
        this.last = anchor;
        anchor.ifPresent(point -> Arrays.fill(seconds, point.ts()));
        this.first = anchor.map(CounterPoint::readings).orElseGet(() -> new RowValues(SIZE)).copy();
        this.highest = first.copy();
    }

    /** The next reading in time. A counter that it does not give keeps the reading it had. */
    void add(CounterPoint point) {
        boolean same = last.isPresent() && last.get().device() == point.device();
        RowValues readings = same ? last.get().readings().copy() : new RowValues(SIZE);
        for (int counter = 0; counter < SIZE; counter++) {
            if (point.readings().has(counter)) {
                long now = point.readings().get(counter);
                boolean follows = readings.has(counter) && !CounterRule.WATT_HOURS.jumps(readings.get(counter), now,
                        point.ts() - seconds[counter] + MINUTE);
                add(counter, now, follows);
                readings.set(counter, now);
                seconds[counter] = point.ts();
            }
        }
        last = Optional.of(new CounterPoint(point.ts(), point.device(), readings));
    }

    private void add(int counter, long now, boolean follows) {
        boolean rises = follows && now >= highest.get(counter);
        if (rises) {
            energy.set(counter, atHighest.find(counter).orElse(0) + now - highest.get(counter));
        } else if (follows && now >= first.get(counter)) {
            energy.set(counter, atFirst.find(counter).orElse(0) + now - first.get(counter));
        } else {
            first.set(counter, now);
            atFirst.set(counter, energy.find(counter));
        }
        if (rises || !follows) {
            highest.set(counter, now);
            atHighest.set(counter, energy.find(counter));
        }
    }

    /** By counter; absent where fewer than two readings are known. */
    RowValues energy() {
        return energy;
    }

    /** The last reading, with what earlier ones gave and it did not. */
    Optional<CounterPoint> last() {
        return last;
    }
}
