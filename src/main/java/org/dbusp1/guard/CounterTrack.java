package org.dbusp1.guard;

/**
 * Judges one counter by its past: the last believed value, and a suspicious one that may turn out to be right. A
 * counter never falls, and never rises faster than what it counts can flow. A suspicious value that stays for several
 * messages belongs to a new meter and is believed then; a 0 has to stay longer, because meters print 0 while they
 * start.
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
    private long suspect;
    private double suspectAt;
    private int seen;

    CounterTrack(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** Judges the value of a new message; the time in seconds, of any clock that does not jump. */
    Verdict judge(long value, double at) {
        boolean follows = known && follows(value, at, believed, believedAt);
        if (!known || follows || wrapped(value)) {
            return believe(value, at);
        }
        seen = follows(value, at, suspect, suspectAt) ? seen + 1 : 1;
        suspect = value;
        suspectAt = at;
        if (seen > (value == 0 ? behaviour.confirm0() : behaviour.confirm())) {
            return believe(value, at);
        }
        return value < believed ? Verdict.FALLS : Verdict.JUMPS;
    }

    private boolean follows(long value, double at, long before, double beforeAt) {
        return value >= before && value - before <= behaviour.most(at - beforeAt);
    }

    private boolean wrapped(long value) {
        return believed > behaviour.wraps() / 1000 * 999 && believed < behaviour.wraps()
                && value < behaviour.wraps() / 1000;
    }

    private Verdict believe(long value, double at) {
        known = true;
        believed = value;
        believedAt = at;
        seen = 0;
        return Verdict.BELIEVED;
    }
}
