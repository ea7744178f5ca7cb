package org.dbusp1.guard;

import java.util.Optional;

/**
 * Judges one counter by its past: the last believed value, and a suspicious one that may turn out to be right. A
 * counter never falls, and never rises faster than what it counts can flow. A suspicious value that stays for several
 * messages belongs to a new meter and is believed then; a 0 has to stay longer, because meters print 0 while they
 * start. One that is no longer possible because of the last believed value alone has to stay for two messages: that
 * value may have been the wrong one.
 */
final class CounterTrack {
    /**
     * The behaviour of a kind of counter.
     *
     * @param perHour   the most it can grow in an hour, scaled
     * @param slack     what it may grow in addition, scaled: steps of the counter, uneven reporting
     * @param wraps     where it rolls over to 0, scaled
     * @param confirm   how many messages a suspicious value has to stay
     * @param confirm0  the same for a 0
     */
    record Behaviour(long perHour, long slack, long wraps, int confirm, int confirm0) {
        private double most(double seconds) {
            return slack + perHour * Math.max(0, seconds) / 3600;
        }
    }

    /** A value and when it came, in seconds. */
    private record Point(long value, double at) {
    }

    private final Behaviour behaviour;
    private Optional<Point> believed = Optional.empty();
    /** The value that the believed one followed. */
    private Optional<Point> earlier = Optional.empty();
    private Optional<Point> suspect = Optional.empty();
    /** The number of messages that the suspicious value has stayed. */
    private int seen;

    CounterTrack(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /**
     * Judges the value of a new message.
     *
     * @param at in seconds, of any clock that does not jump
     * @return why it is not believed; absent where it is
     */
    Optional<ImplausibilityReason> judge(long value, double at) {
        Point now = new Point(value, at);
        if (believes(now)) {
            earlier = believed.isPresent() && follows(now, believed.get()) ? believed : Optional.empty();
            believed = Optional.of(now);
            seen = 0;
            return Optional.empty();
        }
        seen = times(now);
        suspect = Optional.of(now);
        return Optional.of(value < believed.get().value ? ImplausibilityReason.FALLS : ImplausibilityReason.JUMPS);
    }

    /** Returns whether the value of a new message would be believed; changes nothing. */
    boolean believes(long value, double at) {
        return believes(new Point(value, at));
    }

    private boolean believes(Point now) {
        return believed.isEmpty() || follows(now, believed.get()) || wrapped(now.value, believed.get().value)
                || times(now) > needed(now);
    }

    /** Returns for how many messages a suspicious value has stayed with this one. */
    private int times(Point now) {
        return suspect.filter(before -> follows(now, before)).isPresent() ? seen + 1 : 1;
    }

    private int needed(Point now) {
        if (earlier.filter(before -> follows(now, before)).isPresent()) {
            return 1;
        }
        return now.value == 0 ? behaviour.confirm0() : behaviour.confirm();
    }

    private boolean follows(Point now, Point before) {
        return now.value >= before.value && now.value - before.value <= behaviour.most(now.at - before.at);
    }

    private boolean wrapped(long value, long before) {
        return before > behaviour.wraps() / 1000 * 999 && before < behaviour.wraps()
                && value < behaviour.wraps() / 1000;
    }
}
