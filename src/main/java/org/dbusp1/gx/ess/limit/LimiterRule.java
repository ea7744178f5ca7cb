package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.LimiterFacts;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the peak limiter asks of ESS: while the charge is between the minimum and the reserve, the inverters give at most
 * what keeps the import at the power that the window allows, but may always give the solar power of the DC side. In a window that the
 * tariff does not count, and is followed by one that it counts, they give no more than that. Above the reserve ESS works as always; where
 * the owner chose none, for a day after the sun has filled the battery too. The time is a parameter. Used by one thread.
 */
public final class LimiterRule {
    /** A full battery throttles solar chargers, and what they report then is less than what the sun would give. */
    private static final int MOST_RESERVE_WITH_SOLAR = 95;
    /** The charge above the minimum at which an empty battery gives again. */
    private static final double RECOVERY_PERCENT = 3;
    /** The charge above the reserve at which it is free again: the charge that a battery shows sags under load. */
    private static final double BAND_PERCENT = 2;
    private static final double FULL_PERCENT = 97;
    /** The export of a house whose battery the sun has filled, and no charging from the grid. */
    private static final double FULL_EXPORT_WATTS = 200;
    /** Inverters are far from their limit if either is less than this share of the other; 6 % are lost between the DC and the AC side. */
    private static final double FOLLOWED_SHARE = 0.85;
    /** The time in which a change of the request has most of its effect: a telegram that arrives earlier does not show it. */
    private static final long EFFECT_NANOS = Duration.ofMillis(4_500).toNanos();
    private static final long FREE_NANOS = Duration.ofHours(24).toNanos();
    private static final long NOT_ENOUGH_NANOS = Duration.ofMinutes(2).toNanos();
    /** The lowest limit in watts: some firmware ignores a limit of 0. */
    private static final double LEAST_WATTS = 1;

    /**
     * The figures of a telegram, in watts.
     *
     * @param allowedImport import with which the demand window stays below its limit; null while nothing limits it
     * @param keepsReserve whether the battery is kept for a window that counts within the next 24 hours; this one does not
     * @param isMissed whether the window's forecast is above its limit
     * @param importWatts import now, below 0 for export if the meter has one figure for both
     * @param nanos when the telegram arrived, by the monotonic clock
     */
    record Need(@Nullable Long allowedImport, boolean keepsReserve, boolean isMissed, double importWatts, long nanos) {

        /** Returns whether neither this window nor one of the next 24 hours needs a limit. */
        boolean isNone() {
            return allowedImport == null && !keepsReserve;
        }

        /** Returns the watts of import above those that the window allows, below 0 if less is imported. */
        private double excess() {
            return allowedImport == null ? Double.NEGATIVE_INFINITY : importWatts - allowedImport;
        }

        private boolean exports() {
            return importWatts < -FULL_EXPORT_WATTS;
        }
    }

    /**
     * What the inverters report.
     *
     * @param given watts that they give now on the AC side, below 0 while they draw power
     * @param rating the most watts that they can give; Double.MAX_VALUE if unknown
     */
    record InverterReport(double given, double rating) {
    }

    /**
     * What is asked of ESS, and why.
     *
     * @param watts the most that the inverters take from the DC side, of which about 94 % arrive on the AC side; null: no limit
     */
    record LimitRequest(Finding finding, @Nullable Double watts) {
        static LimitRequest none(Finding finding) {
            return new LimitRequest(finding, null);
        }
    }

    private final Reserve reserve;
    /** The watts of the last request; 0 if it was no limit. */
    private double asked;
    /** When a telegram last decided the request, by the monotonic clock; null before. */
    private @Nullable Long changedNanos;
    /** Whether the import, and not the sun, has decided the last request. */
    private boolean isPeak;
    /** True from the minimum charge until the battery has recovered. */
    private boolean empty;
    /** When the battery was last full by the sun, by the monotonic clock; null before. */
    private @Nullable Long fullNanos;
    /** Since when the window's forecast is above its limit although a limit is set, by the monotonic clock; null while it is not. */
    private @Nullable Long missedNanos;

    LimiterRule(Reserve reserve) {
        this.reserve = reserve;
    }

    boolean asks() {
        return asked > 0;
    }

    /** Returns whether the request may change: the telegram shows the effect of its last change. */
    boolean mayChange(Need need) {
        return changedNanos == null || need.nanos() - changedNanos >= EFFECT_NANOS;
    }

    void forget() {
        asked = 0;
        isPeak = false;
        missedNanos = null;
    }

    /** @param isOthers whether another program has the override @param now by the monotonic clock, in nanoseconds */
    LimitRequest decide(Need need, LimiterFacts ess, InverterReport inverters, boolean isOthers, long now) {
        empty = ess.aboveMinimum() <= (empty ? RECOVERY_PERCENT : 0);
        fullNanos = ess.soc() >= FULL_PERCENT && need.exports() ? Long.valueOf(now) : fullNanos;
        Condition idle = idle(need, ess, isOthers, now);
        if (idle != null) {
            forget();
            return LimitRequest.none(Finding.of(idle));
        }
        double least = Math.max(LEAST_WATTS, ess.leastLimit());
        boolean begins = asked == 0 || !isPeak && least < asked;
        double needed = asked;
        if (begins || mayChange(need)) {
            needed = needed(need, inverters.given(), begins);
            isPeak = needed > least;
            changedNanos = mayChange(need) || asked == 0 ? Long.valueOf(now) : changedNanos;
        }
        // Never above the owner's own limit, whatever the sun gives; one of 0 W does not get here: nothingToLimit().
        asked = Math.floor(Math.max(LEAST_WATTS, Math.min(Math.max(needed, least), Math.min(inverters.rating(), ess.ownersLimit()))));
        missedNanos = !isPeak || !need.isMissed() ? null : missedNanos == null ? Long.valueOf(now) : missedNanos;
        boolean isNotEnough = missedNanos != null && now - missedNanos >= NOT_ENOUGH_NANOS;
        return new LimitRequest(Finding.of(!isPeak ? Condition.LIMITER_HOLDING : isNotEnough ? Condition.LIMITER_NOT_ENOUGH
                : Condition.LIMITER_LIMITING), asked);
    }

    /**
     * Returns the watts that the inverters have to give: by the import alone, so that neither losses nor late reports make it swing. What
     * they give counts only while they are far from their limit, because they are on the way or ESS holds them back; those that are held
     * back get more slowly.
     *
     * @param given what the inverters give now
     * @param begins whether nothing was asked, or no more than a sun that has gone: then the sum begins with what they give
     */
    private double needed(Need need, double given, boolean begins) {
        double excess = need.excess();
        return begins ? given + excess
                : excess > 0 && given < FOLLOWED_SHARE * asked ? Math.max(given + excess, asked + excess / 4)
                : excess < 0 && given > asked / FOLLOWED_SHARE ? Math.min(given + excess, asked)
                : asked + excess;
    }

    /** Returns the state in which no limit is asked of ESS; null if one is. */
    private @Nullable Condition idle(Need need, LimiterFacts ess, boolean isOthers, long now) {
        return need.isNone() ? Condition.LIMITER_READY
                : empty ? Condition.LIMITER_BATTERY_EMPTY
                : ess.isBatteryControlled() || ess.foreignSetpoint() != null ? Condition.LIMITER_YIELDING
                : isOthers ? Condition.LIMITER_OTHER_PROGRAM
                : isFree(now) || ess.soc() > reserve(ess) + (asked > 0 ? BAND_PERCENT : 0) ? Condition.LIMITER_ABOVE_RESERVE : null;
    }

    private boolean isFree(long now) {
        return reserve.percent() == null && fullNanos != null && now - fullNanos < FREE_NANOS;
    }

    private int reserve(LimiterFacts ess) {
        int kept = (int) reserve.percent(ess.minimumSoc());
        return ess.hasSolarChargers() ? Math.min(MOST_RESERVE_WITH_SOLAR, kept) : kept;
    }
}
