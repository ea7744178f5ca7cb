package org.dbusp1.guard;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.guard.Rule.Reason;

/**
 * The past of one counter: the last believed value, and a suspicious one that may prove to be correct. A counter never
 * falls, and never rises faster than energy or gas can flow.
 */
final class CounterTrack {
    /**
     * The behaviour of a kind of counter.
     *
     * @param perHour   its greatest increase in an hour, scaled
     * @param slack     its greatest additional increase, scaled: steps of the counter, uneven reporting
     * @param wraps     the value at which it rolls over to 0, scaled
     * @param confirm   number of messages with a suspicious value after which it belongs to a new meter
     * @param confirm0  the same for a 0, which meters print while they start
     */
    record Behaviour(long perHour, long slack, long wraps, int confirm, int confirm0) {
        private double most(double seconds) {
            return slack + perHour * Math.max(0, seconds) / 3600;
        }
    }

    /** A value and its time of arrival, in seconds. */
    private record Point(long value, double at) {
    }

    private final Behaviour behaviour;
    private Optional<Point> believed = Optional.empty();
    /** The value before the believed one. */
    private Optional<Point> earlier = Optional.empty();
    private Optional<Point> suspect = Optional.empty();
    /** The number of messages with the suspicious value. */
    private int seen;

    CounterTrack(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /**
     * Accepts the value of a new message.
     *
     * @param at time in seconds, of any clock that does not jump
     * @return why the value is not believed; absent if it is
     */
    Optional<Reason> accept(long value, double at) {
        Point now = new Point(value, at);
        if (believes(now)) {
            earlier = believed.isPresent() && follows(now, believed.get()) ? believed : Optional.empty();
            believed = Optional.of(now);
            seen = 0;
            return Optional.empty();
        }
        seen = times(now);
        suspect = Optional.of(now);
        return Optional.of(value < believed.get().value ? Reason.FALLS : Reason.JUMPS);
    }

    /**
     * Returns the value before the last believed one, if a new message proves the last one wrong because it can only
     * follow the value before.
     */
    OptionalLong refutes(long value, double at) {
        Point now = new Point(value, at);
        boolean refuted = believed.isPresent() && !follows(now, believed.get()) && !wrapped(value, believed.get().value)
                && earlier.filter(before -> follows(now, before)).isPresent() && believes(now);
        return refuted ? OptionalLong.of(earlier.orElseThrow().value) : OptionalLong.empty();
    }

    /** Returns whether the value of a new message would be believed; changes nothing. */
    boolean believes(long value, double at) {
        return believes(new Point(value, at));
    }

    private boolean believes(Point now) {
        return believed.isEmpty() || follows(now, believed.get()) || wrapped(now.value, believed.get().value) || times(now) > needed(now);
    }

    /** Returns the number of messages with the suspicious value, including this one. */
    private int times(Point now) {
        return suspect.filter(before -> follows(now, before)).isPresent() ? seen + 1 : 1;
    }

    private int needed(Point now) {
        if (earlier.filter(before -> follows(now, before)).isPresent()) {
            // It is impossible only after the last believed value, which may have been wrong.
            return 1;
        }
        return now.value == 0 ? behaviour.confirm0() : behaviour.confirm();
    }

    private boolean follows(Point now, Point before) {
        return now.value >= before.value && now.value - before.value <= behaviour.most(now.at - before.at);
    }

    private boolean wrapped(long value, long before) {
        return before > behaviour.wraps() / 1000 * 999 && before < behaviour.wraps() && value < behaviour.wraps() / 1000;
    }
}
