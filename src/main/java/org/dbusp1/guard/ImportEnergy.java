package org.dbusp1.guard;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Energy drawn over time, in the counters' last decimal (0.1 mWh). The import counter tells it; between counters that
 * a meter sends seldom (Norway: once an hour) the power of each message fills in. What such a counter shows of that
 * estimate's error belongs to the past and is left out, so that no window gets another's.
 */
final class ImportEnergy {
    /** Messages further apart than this leave a hole that power cannot fill; a counter after it still can. */
    static final long HOLE_SECONDS = 60;

    /**
     * Energy by a second of the meter's clock.
     *
     * @param run points of different runs have nothing to do with each other: counter or clock went back between them
     */
    record Point(long second, long energy, int run) {
    }

    private int run;
    private boolean known;
    private long second;
    private long energy;
    private boolean hole;
    private boolean counted;
    private long counterSecond;
    private long counterShown;
    private long countedByThen;

    /** A message said something at this second; empty while nothing tells what was drawn by then. */
    Optional<Point> at(long now, Values values) {
        if (known && now < second) {
            forget();
        }
        OptionalLong watts = power(values);
        hole |= known && (now - second > HOLE_SECONDS || watts.isEmpty());
        if (known && !hole) {
            energy += energy(watts.getAsLong(), now - second);
        }
        second = now;
        if (values.has(Quantity.ENERGY_IMPORT)) {
            count(values.scaled(Quantity.ENERGY_IMPORT));
        }
        return known && !hole ? Optional.of(new Point(second, energy, run)) : Optional.empty();
    }

    private void count(long shown) {
        if (counted && shown < counterShown) {
            forget();
        }
        if (counted && (hole || second - counterSecond <= HOLE_SECONDS)) {
            energy = countedByThen + shown - counterShown;
        }
        known = true;
        hole = false;
        counted = true;
        counterSecond = second;
        counterShown = shown;
        countedByThen = energy;
    }

    private void forget() {
        run++;
        known = false;
        hole = false;
        counted = false;
    }

    /** The import at this moment, in whole watts. */
    static OptionalLong power(Values values) {
        if (values.has(Quantity.POWER_IMPORT)) {
            return OptionalLong.of(Math.round(values.number(Quantity.POWER_IMPORT)));
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
