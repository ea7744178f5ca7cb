package org.dbusp1.demand;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Energy drawn over time, in the counters' last decimal (0.1 mWh). The import counter tells it; between counters that
 * a meter sends seldom (Norway: once an hour) the power of each message fills in. What such a counter shows of that
 * estimate's error belongs to the past and is left out, so that no window gets another's.
 */
final class ImportEnergy {
    /** Messages further apart than this leave a gap that power cannot fill; a counter after it still can. */
    static final long HOLE_SECONDS = 60;

    /**
     * Energy by a second of the meter's clock.
     *
     * @param run points of different runs have nothing to do with each other: another meter came between them, or the
     *            clock went back
     */
    record Point(long second, long energy, int run) {
    }

    /** A reading of the import counter, and how far the energy of points is ahead of it. */
    record Counter(long second, long shown, long ahead, int run) {
        /** Whether the same meter may show this at a later second. */
        boolean isFollowedBy(long later, long laterSecond) {
            return CounterRule.EXACT_ENERGY.follows(shown, later, laterSecond - second);
        }
    }

    private int run;
    private boolean known;
    private long second;
    private long energy;
    private boolean hole;
    private Optional<Counter> counter = Optional.empty();

    /**
     * A message gave something; empty while nothing tells what was drawn by then.
     *
     * @param shown the second that the clock shows
     * @param fresh whether the import counter is this message's own, not that of an earlier list
     */
    Optional<Point> at(long shown, Values values, boolean fresh) {
        boolean setBack = known && shown < second;
        if (setBack && second - shown > HOLE_SECONDS) {
            forget();
        }
        // A clock that was set back by few seconds stands until it has caught up.
        long now = known && setBack ? second : shown;
        OptionalLong watts = power(values);
        hole |= known && (now - second > HOLE_SECONDS || watts.isEmpty());
        if (known && !hole) {
            energy += energy(watts.getAsLong(), now - second);
        }
        second = now;
        if (fresh && values.has(Quantity.ENERGY_IMPORT)) {
            count(values.scaled(Quantity.ENERGY_IMPORT));
        }
        return known && !hole ? Optional.of(new Point(second, energy, run)) : Optional.empty();
    }

    private void count(long shown) {
        if (counter.isPresent() && !counter.get().isFollowedBy(shown, second)) {
            forget();
        }
        if (counter.isEmpty()) {
            energy = shown;
        } else if (hole || second - counter.get().second() <= HOLE_SECONDS) {
            energy = shown + counter.get().ahead();
        }
        known = true;
        hole = false;
        counter = Optional.of(new Counter(second, shown, energy - shown, run));
    }

    /** What was measured before belongs to another counter or clock. */
    void forget() {
        run++;
        known = false;
        hole = false;
        counter = Optional.empty();
    }

    /** The last reading of the counter; absent before the first of a run. */
    Optional<Counter> counter() {
        return counter;
    }

    /** The import at this moment, in whole watts. Some German meters print what is fed in as an import below zero. */
    static OptionalLong power(Values values) {
        if (values.has(Quantity.POWER_IMPORT)) {
            return OptionalLong.of(Math.max(0, Math.round(values.number(Quantity.POWER_IMPORT))));
        }
        return values.has(Quantity.POWER_NET)
                ? OptionalLong.of(Math.max(0, Math.round(values.number(Quantity.POWER_NET))))
                : OptionalLong.empty();
    }

    /** Energy of a power over a time. */
    static long energy(long watts, long seconds) {
        return watts * seconds * 100 / 36;
    }

    /** Mean power of an energy over a time. */
    static long watts(long energy, long seconds) {
        return Math.floorDiv(energy * 36 + 50 * seconds, 100 * seconds);
    }
}
