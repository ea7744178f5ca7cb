package org.dbusp1.demand;

import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Up to where windows were seen whole or counted as missing, so that each counts once. Where the clock goes back over
 * more than a day, the end from before is kept: a clock that is right again goes on there. Used by one thread.
 */
final class WindowEnds {
    /** Of many ends those far ahead stay: the others are of a clock that was wrong itself. */
    private static final int KEPT_AHEAD = 4;

    private OptionalLong until;
    private final NavigableSet<Long> ahead;

    /**
     * @param until absent where no window was seen yet
     * @param ahead ends from before the clock went back
     */
    WindowEnds(OptionalLong until, SortedSet<Long> ahead) {
        this.until = until;
        this.ahead = new TreeSet<>(ahead);
    }

    /** Where the last window ended that was seen whole or counted as missing; absent before the first. */
    OptionalLong until() {
        return until;
    }

    /** The same from before the clock went back, as far as it lies ahead of the clock. */
    SortedSet<Long> ahead() {
        return new TreeSet<>(ahead);
    }

    /** The windows up to this second were seen whole or counted as missing. */
    void reach(long second) {
        until = OptionalLong.of(Math.max(second, until.orElse(second)));
    }

    /** A window begins at this second by the clock. */
    void begin(long start) {
        if (until.isPresent() && start < until.getAsLong() - ClockDoubt.DAY_SECONDS) {
            goBack(start);
        }
        // An end that lies ahead of the clock, as that of a clock that was ahead, hides no gap before it.
        while (!ahead.isEmpty() && ahead.first() <= start) {
            reach(ahead.pollFirst());
        }
    }

    private void goBack(long start) {
        if (ahead.size() == KEPT_AHEAD) {
            ahead.pollFirst();
        }
        ahead.add(until.getAsLong());
        until = OptionalLong.of(start);
    }
}
