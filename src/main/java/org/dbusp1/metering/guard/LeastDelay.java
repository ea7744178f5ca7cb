package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the delay of a line, which is arrival less the meter's clock: the least one. A message that is much later is old.
 * The belief follows a delay that falls at once, and a slow clock by its drift. It rises when a doubt has lasted. A line is a queue, which
 * turns no messages round, so the first message of a doubt says what has happened:
 * <pre>
 *   the clock went back, or stood while messages came          it was set               lasts a minute
 *   late, after a gap, and much later than the one before      the line stalled         a minute, then an hour, then a day each
 *   late                                                       the line falls behind    for ever
 * </pre>
 * A live message ends the doubt; that the clock was set, only one that is as prompt as before. After one that is as prompt as before the
 * stalls, the next stall is the first.
 */
final class LeastDelay {
    enum Age {
        LIVE,
        /** Live, and the first after old ones. */
        LIVE_FROM_NOW_ON,
        OLD,
        /** Old, as all for more than a minute. */
        BEHIND
    }

    private enum Cause {
        CLOCK_SET,
        LINE_STALLED,
        LINE_FALLS_BEHIND
    }

    /** A bridge on Wi-Fi delays messages by up to this time again and again. */
    static final double LATE_SECONDS = 5;
    /** A bridge that stalls delivers a message that is an interval old, and still the newest. */
    private static final double LATE_INTERVALS = 1.5;
    /** The share of the time by which a meter's clock may be slower than the machine's. */
    private static final double DRIFT_SHARE = 0.001;
    /** What is later by less is as prompt as before: a clock shows whole seconds. */
    private static final double PROMPT_SECONDS = 2;
    private static final double NANOS = 1e9;
    private static final List<Long> STALLED_NANOS = List.of(Belief.LASTING_NANOS, Duration.ofHours(1).toNanos(),
            Duration.ofDays(1).toNanos());

    /** What the last messages showed. */
    private static final class Shown {
        private long clock;
        private int messages;
        /** Arrival of the first of these. */
        private long sinceNanos;

        /** Returns whether the clock was set back, or stood: it goes on by less than the time in which these were sent. */
        boolean isSetBefore(long next, double interval) {
            return next < clock || next > clock && messages > 1 && messages * interval > next - clock + LATE_SECONDS;
        }

        double secondsUntil(long arrived) {
            return (arrived - sinceNanos) / NANOS;
        }

        void accept(long next, long arrived) {
            messages = next == clock ? messages + 1 : 1;
            sinceNanos = next == clock ? sinceNanos : arrived;
            clock = next;
        }
    }

    /**
     * Messages in a row that say that the line's delay is another one.
     *
     * @param sinceNanos arrival of the first
     * @param lineDelay  by the first
     */
    private record Doubt(Cause cause, long sinceNanos, int messages, double lineDelay) {
        /** A clock that is set again, and a line that makes up for its delay, begin anew. */
        Doubt next(long arrived, double delay, boolean isSet, boolean stands) {
            if (cause == Cause.CLOCK_SET && stands) {
                // Its delay rises with time.
                return new Doubt(cause, sinceNanos, messages + 1, delay);
            }
            if (isSet || delay < lineDelay - LATE_SECONDS) {
                return new Doubt(isSet && cause == Cause.LINE_STALLED ? Cause.CLOCK_SET : cause, arrived, 1, delay);
            }
            return new Doubt(cause, sinceNanos, messages + 1, lineDelay);
        }
    }

    private final Shown last = new Shown();
    /** The last believed message's, in seconds since 1970. */
    private long clock;
    /** In seconds; of a wrong clock also years, or below 0. */
    private double lineDelay;
    /** By how much the last believed message was later, in seconds. */
    private double late;
    private @Nullable Doubt doubt;
    /** How often the line stalled and stayed late. */
    private int stalls;
    private double lineDelayBeforeStalls;

    /** @param clock the first message's, in seconds since 1970 */
    LeastDelay(long clock, long arrived) {
        last.accept(clock, arrived);
        lineDelay = arrived / NANOS - clock;
        believe(clock, lineDelay, 0);
    }

    long lateNanos() {
        return Math.round(late * NANOS);
    }

    /** @param shown the meter's clock @param interval how often the meter sends, in seconds */
    Age accept(long shown, long arrived, double interval) {
        double delay = arrived / NANOS - shown;
        double allowed = Math.max(LATE_SECONDS, LATE_INTERVALS * interval);
        double passed = last.secondsUntil(arrived);
        boolean stands = shown == last.clock;
        boolean isSet = last.isSetBefore(shown, interval);
        last.accept(shown, arrived);
        if (doubt == null && stands) {
            // A clock that stands is no sign of age.
            late = 0;
            return Age.LIVE;
        }
        boolean isLive = shown >= clock && delay <= lineDelay + allowed;
        Cause cause = doubt != null ? doubt.cause : isSet ? Cause.CLOCK_SET
                : hasStalled(delay, passed, allowed) ? Cause.LINE_STALLED : Cause.LINE_FALLS_BEHIND;
        if (isLive && (cause != Cause.CLOCK_SET || delay <= lineDelay + PROMPT_SECONDS)) {
            doubt = null;
            believe(shown, delay, passed);
            return Age.LIVE;
        }
        Doubt now = doubt == null ? new Doubt(cause, arrived, 1, delay) : doubt.next(arrived, delay, isSet, stands);
        boolean isBelieved = lasts(now, arrived) && delay <= now.lineDelay + allowed;
        doubt = isBelieved ? null : now;
        if (isBelieved) {
            rise(now);
        }
        if (isLive || isBelieved) {
            believe(shown, delay, passed);
            return isLive ? Age.LIVE : Age.LIVE_FROM_NOW_ON;
        }
        return arrived - now.sinceNanos < Belief.LASTING_NANOS ? Age.OLD : Age.BEHIND;
    }

    /** Returns whether the line stalled just before a late message, or before the meter's interval proved to be shorter. */
    private boolean hasStalled(double delay, double passed, double allowed) {
        return passed > allowed && delay - (lineDelay + late) >= allowed / 2 || late > allowed;
    }

    private boolean lasts(Doubt now, long arrived) {
        return now.messages >= Belief.TIMES && arrived - now.sinceNanos >= switch (now.cause) {
            case CLOCK_SET -> Belief.LASTING_NANOS;
            case LINE_STALLED -> STALLED_NANOS.get(Math.min(stalls, STALLED_NANOS.size() - 1));
            case LINE_FALLS_BEHIND -> Long.MAX_VALUE;
        };
    }

    private void rise(Doubt lasting) {
        if (lasting.cause == Cause.CLOCK_SET) {
            lineDelayBeforeStalls += lasting.lineDelay - lineDelay;
        } else {
            lineDelayBeforeStalls = stalls == 0 ? lineDelay : lineDelayBeforeStalls;
            stalls++;
        }
        lineDelay = lasting.lineDelay;
    }

    private void believe(long shown, double delay, double passed) {
        clock = shown;
        lineDelay = Math.min(delay, lineDelay + DRIFT_SHARE * passed);
        late = delay - lineDelay;
        stalls = delay <= lineDelayBeforeStalls + PROMPT_SECONDS ? 0 : stalls;
    }
}
