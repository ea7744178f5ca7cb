package org.dbusp1.metering.guard;

import org.dbusp1.metering.guard.Rule.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The past of one counter: the last believed value, and a suspicious value that may prove to be right. A counter never
 * falls, and never rises faster than energy or gas can flow. Values are scaled: whole numbers of the last decimal.
 */
final class CounterTrack {
    /**
     * The behaviour of a kind of counter.
     *
     * @param perHour   greatest increase in an hour, scaled
     * @param slack     greatest additional increase at once, scaled: steps of the counter, uneven reporting
     * @param rollover     value at which the counter rolls over to 0, scaled
     * @param suspectLimit number of suspicious messages in a row that are not believed; the value of the next is believed,
     *                  because it is a new meter's
     * @param zeroLimit the same for a value of 0, which meters print while they start
     */
    record Behaviour(long perHour, long slack, long rollover, int suspectLimit, int zeroLimit) {
        private double greatestIncrease(double seconds) {
            return slack + perHour * Math.max(0, seconds) / 3600;
        }
    }

    /** @param at time in seconds: of the arrival, or of the M-Bus device's reading */
    private record Point(long value, double at) {
    }

    private final Behaviour behaviour;
    /** The last believed value; null before the first. */
    private @Nullable Point believed;
    /** The believed value before {@link #believed}; null before the second, and if {@link #believed} cannot follow it. */
    private @Nullable Point earlier;
    /** The last suspicious value; null before the first. */
    private @Nullable Point suspect;
    /** Number of messages in a row with suspicious values, each of which can follow the previous value; 0 after a believed value. */
    private int suspectsInARow;

    CounterTrack(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /**
     * Accepts the value of a new message.
     *
     * @param at time in seconds, of any clock that does not jump
     * @return why the value is not believed; null if the value is believed
     */
    @Nullable Reason accept(long value, double at) {
        Point now = new Point(value, at);
        if (believed == null || believes(now)) {
            earlier = follows(now, believed) ? believed : null;
            believed = now;
            suspectsInARow = 0;
            return null;
        }
        suspectsInARow = suspectsIncluding(now);
        suspect = now;
        return value < believed.value ? Reason.FALLS : Reason.JUMPS;
    }

    /**
     * Returns the value before the last believed value, if a new value proves the last believed value wrong: the new value can
     * only follow the value before. Else null.
     */
    @Nullable Long valueBeforeRetracted(long value, double at) {
        Point now = new Point(value, at);
        boolean retracts = believed != null && !follows(now, believed) && !wrapped(value, believed.value)
                && follows(now, earlier) && believes(now);
        return retracts && earlier != null ? earlier.value : null;
    }

    /** Returns whether the value of a new message would be believed; changes nothing. */
    boolean believes(long value, double at) {
        return believes(new Point(value, at));
    }

    private boolean believes(Point now) {
        return believed == null || follows(now, believed) || wrapped(now.value, believed.value)
                || suspectsIncluding(now) > suspectsToRefuse(now);
    }

    /** Returns the number of messages with a suspicious value in a row, including the new message. */
    private int suspectsIncluding(Point now) {
        return follows(now, suspect) ? suspectsInARow + 1 : 1;
    }

    private int suspectsToRefuse(Point now) {
        if (follows(now, earlier)) {
            // The value is impossible only after the last believed value, which may have been wrong.
            return 1;
        }
        return now.value == 0 ? behaviour.zeroLimit() : behaviour.suspectLimit();
    }

    private boolean follows(Point now, @Nullable Point before) {
        return before != null && now.value >= before.value && now.value - before.value <= behaviour.greatestIncrease(now.at - before.at);
    }

    private boolean wrapped(long value, long before) {
        return before > behaviour.rollover() / 1000 * 999 && before < behaviour.rollover() && value < behaviour.rollover() / 1000;
    }
}
