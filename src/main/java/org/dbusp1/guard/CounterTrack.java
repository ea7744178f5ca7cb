package org.dbusp1.guard;

/**
 * Judges one counter by its past: the last believed value, and a suspicious one that may turn out to be right. A
 * counter never falls, and never rises faster than what it counts can flow. A suspicious value that stays for several
 * messages belongs to a new meter and is believed then; a 0 has to stay longer, because meters print 0 while they
 * start. One that is no longer possible because of the last believed value alone has to stay for two messages: that
 * value may have been the wrong one.
 */
final class CounterTrack {
    /** The judgement of a value. */
    enum Verdict { BELIEVED, FALLS, JUMPS }

    /**
     * How a kind of counter behaves.
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

    private final Behaviour behaviour;
    private boolean known;
    private long believed;
    private double believedAt;
    /** The value that the believed one followed. */
    private boolean earlierKnown;
    private long earlier;
    private double earlierAt;
    private long suspect;
    private double suspectAt;
    private int seen;

    CounterTrack(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** Judges the value of a new message; the time in seconds, of any clock that does not jump. */
    Verdict judge(long value, double at) {
        if (believes(value, at)) {
            return believe(value, at);
        }
        seen = times(value, at);
        suspect = value;
        suspectAt = at;
        return value < believed ? Verdict.FALLS : Verdict.JUMPS;
    }

    /** Whether the value of a new message would be believed; changes nothing. */
    boolean believes(long value, double at) {
        return !known || follows(value, at, believed, believedAt) || wrapped(value)
                || times(value, at) > needed(value, at);
    }

    /** For how many messages a suspicious value has stayed with this one. */
    private int times(long value, double at) {
        return follows(value, at, suspect, suspectAt) ? seen + 1 : 1;
    }

    private int needed(long value, double at) {
        if (earlierKnown && follows(value, at, earlier, earlierAt)) {
            return 1;
        }
        return value == 0 ? behaviour.confirm0() : behaviour.confirm();
    }

    private boolean follows(long value, double at, long before, double beforeAt) {
        return value >= before && value - before <= behaviour.most(at - beforeAt);
    }

    private boolean wrapped(long value) {
        return believed > behaviour.wraps() / 1000 * 999 && believed < behaviour.wraps()
                && value < behaviour.wraps() / 1000;
    }

    private Verdict believe(long value, double at) {
        earlierKnown = known && follows(value, at, believed, believedAt);
        earlier = believed;
        earlierAt = believedAt;
        known = true;
        believed = value;
        believedAt = at;
        seen = 0;
        return Verdict.BELIEVED;
    }
}
