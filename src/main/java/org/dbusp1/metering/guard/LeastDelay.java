package org.dbusp1.metering.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the delay of a network, which is arrival less the meter's clock: the least one. A message that is much later is old.
 * The belief follows a delay that falls at once, and a slow clock by its drift. It rises only by a jump that then stands for a minute: a
 * clock was set, or the connection became slower. A delay that creeps is that of a line that falls behind, which stays old until its delay
 * is again what is believed. Because jumps could creep too, the second one waits until an hour is over, and each next one twice as long,
 * up to a day, while the delay has not fallen back. A clock that was seen to go back was set: it waits only for the minute.
 */
final class LeastDelay {
    enum Age {
        LIVE,
        /** Live, and the first after the belief rose. */
        LIVE_FROM_NOW_ON,
        OLD,
        /** Old, as all for more than a minute. */
        BEHIND
    }

    /** A bridge on Wi-Fi delays telegrams by up to this time again and again. */
    static final double LATE_SECONDS = 5;
    /** By how much the least delay of half a minute may be above that of the half before, and stands. */
    private static final double STANDS_SECONDS = 1;
    /** The share of the time by which the level rises: what creeps by more than a thirtieth does not stand. */
    private static final double CREEP_SHARE = 0.02;
    /** The share of the time by which a meter's clock may be slower than the machine's. */
    private static final double DRIFT_SHARE = 0.001;
    /** After this time the belief follows a drift: sooner, one that is faster than allowed would take the belief with it. */
    private static final double DRIFT_SECONDS = 1_200;
    private static final double NANOS = 1e9;
    private static final long HALF_NANOS = Belief.LASTING_NANOS / 2;
    private static final int MESSAGES_OF_HALF = 2;
    private static final long FIRST_WAIT_NANOS = Duration.ofHours(1).toNanos();
    private static final long LONGEST_WAIT_NANOS = Duration.ofDays(1).toNanos();

    /** Messages in a row that are later than what is believed. */
    private static final class Doubt {
        /** The least delay just before. */
        private final double from;
        private final long sinceNanos;
        /** Whether the clock went back from the message before: it was set, and no line does that. */
        private final boolean isOfClock;
        private long clock;
        private long lastNanos;
        /** The least delay of the first half of a minute, and of all after it. */
        private double first = Double.POSITIVE_INFINITY;
        private double later = Double.POSITIVE_INFINITY;
        private int messagesOfFirst;
        private int messagesOfLater;

        Doubt(double from, long sinceNanos, boolean isOfClock) {
            this.from = from;
            this.sinceNanos = sinceNanos;
            this.isOfClock = isOfClock;
        }

        void accept(long clock, double seconds, long nanos) {
            this.clock = clock;
            lastNanos = nanos;
            if (messagesOfFirst < MESSAGES_OF_HALF || nanos - sinceNanos < HALF_NANOS) {
                first = Math.min(first, seconds);
                messagesOfFirst++;
            } else {
                later = Math.min(later, seconds);
                messagesOfLater++;
            }
        }

        boolean isYoung(long nanos) {
            return nanos - sinceNanos < Belief.LASTING_NANOS || messagesOfLater < MESSAGES_OF_HALF;
        }

        /** Returns whether the delay has jumped, and stood for a minute. */
        boolean stands(long nanos, double allowed) {
            return !isYoung(nanos) && later <= first + STANDS_SECONDS
                    && later >= first - LATE_SECONDS && first - from >= allowed / 2;
        }

        /** Returns whether a message cannot be of the same delay: its clock went back, or the line makes up for its delay. */
        boolean isLeft(long clock, double seconds) {
            return clock < this.clock || seconds < least() - LATE_SECONDS;
        }

        /**
         * Returns whether it was only of some messages at once, before a clock that has stood, or another jump. The rise while a clock
         * stands is not the line's, and no doubt that goes on with it would ever stand.
         */
        boolean isShort(double seconds, double stood) {
            double jump = stood > STANDS_SECONDS ? STANDS_SECONDS : LATE_SECONDS;
            return (lastNanos - sinceNanos) / NANOS < LATE_SECONDS && Math.abs(seconds - first) > jump;
        }

        double least() {
            return Math.min(first, later);
        }
    }

    /** The last believed message's clock, in seconds since 1970; null before the first. */
    private @Nullable Long clock;
    /** Arrival of the last message. */
    private long nanos;
    private double least;
    /** The delay of the last believed message above it. */
    private double late;
    /** The least delay of the last minutes: it rises slowly. */
    private double level;
    /** For how long messages have been live, without doubts, since the belief last followed a drift, and their least delay. */
    private double liveSeconds;
    private double leastOfLive = Double.POSITIVE_INFINITY;
    private @Nullable Doubt doubt;
    /** Since when no message was live. */
    private long oldSinceNanos;
    /** What was believed before the belief rose; null after the delay has fallen back to it. */
    private @Nullable Double before;
    /** What it last rose to: it may rise to that again. */
    private double risen = Double.NEGATIVE_INFINITY;
    private long waitNanos;
    /** When the belief may rise again. */
    private long notBeforeNanos;

    boolean isClock(long shown) {
        return clock != null && clock == shown;
    }

    long lateNanos() {
        return Math.round(late * NANOS);
    }

    /** @param shown the meter's clock @param allowed by how much a live message may be later than the least, in seconds */
    Age accept(long shown, long arrived, double allowed) {
        double seconds = arrived / NANOS - shown;
        Long last = clock;
        boolean isFirst = last == null;
        double passed = isFirst ? 0 : (arrived - nanos) / NANOS;
        double levelBefore = level;
        level = isFirst ? seconds : Math.min(seconds, level + CREEP_SHARE * passed);
        nanos = arrived;
        if (last == null || shown >= last && seconds <= least + allowed) {
            least = isFirst ? seconds : least;
            notBeforeNanos = isFirst ? arrived : notBeforeNanos;
            believe(shown, seconds, doubt == null ? passed : 0);
            return Age.LIVE;
        }
        if (doubt != null && shown == doubt.clock) {
            // A clock that stands says nothing of the delay; a line that has not stalled sends no second for a minute.
            if (arrived - doubt.lastNanos < Belief.LASTING_NANOS || passed > allowed) {
                return old(doubt, arrived);
            }
            believe(shown, least, 0);
            return Age.LIVE_FROM_NOW_ON;
        }
        Doubt now = doubted(last, shown, seconds, passed, allowed, levelBefore);
        doubt = now;
        now.accept(shown, seconds, arrived);
        boolean waits = !now.isOfClock && Math.abs(now.least() - risen) > LATE_SECONDS;
        if (!now.stands(arrived, allowed) || waits && arrived < notBeforeNanos || seconds > now.least() + allowed) {
            return old(now, arrived);
        }
        if (waits) {
            waitNanos = before == null ? FIRST_WAIT_NANOS : Math.min(2 * waitNanos, LONGEST_WAIT_NANOS);
            notBeforeNanos = arrived + waitNanos;
            before = before == null ? Double.valueOf(least) : before;
            risen = now.least();
        }
        least = now.least();
        level = least;
        leastOfLive = seconds;
        liveSeconds = 0;
        believe(shown, seconds, 0);
        return Age.LIVE_FROM_NOW_ON;
    }

    /** A delay that jumps with each message begins a doubt again and again: then two minutes say that the line falls behind. */
    private Age old(Doubt now, long arrived) {
        return now.isYoung(arrived) && arrived - oldSinceNanos < 2 * Belief.LASTING_NANOS ? Age.OLD : Age.BEHIND;
    }

    private void believe(long shown, double seconds, double passed) {
        clock = shown;
        doubt = null;
        liveSeconds += passed;
        leastOfLive = Math.min(leastOfLive, seconds);
        if (liveSeconds >= DRIFT_SECONDS) {
            least = Math.min(leastOfLive, least + DRIFT_SHARE * liveSeconds);
            liveSeconds = 0;
            leastOfLive = seconds;
        }
        least = Math.min(least, seconds);
        late = seconds - least;
        before = before != null && seconds <= before + STANDS_SECONDS ? null : before;
    }

    /** Returns the doubt that a message goes on with, or begins. @param passed seconds since any message, also of a clock that stands */
    private Doubt doubted(long last, long shown, double seconds, double passed, double allowed, double levelBefore) {
        Doubt now = doubt;
        if (now == null) {
            oldSinceNanos = nanos;
            return new Doubt(levelBefore, nanos, shown < last);
        }
        boolean mayBegin = now.isYoung(nanos) || now.stands(nanos, allowed);
        double stood = (nanos - now.lastNanos) / NANOS - passed;
        return mayBegin && now.isLeft(shown, seconds) || now.isShort(seconds, stood) ? new Doubt(now.from, nanos, shown < now.clock) : now;
    }
}
