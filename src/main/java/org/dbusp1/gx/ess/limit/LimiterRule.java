package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.meter.Reserve;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the peak limiter asks of ESS: while the charge is between the minimum and the reserve, the inverters give at
 * most the power that the house uses above the import that the window allows, or the solar power of the DC side. So the
 * battery covers only the peak. In a window that does not count, and is followed by one that does, they give no more than
 * the sun. Above the reserve ESS works as always. The time is a parameter too. Used by one thread.
 */
public final class LimiterRule {
    /** The growth of the required power, from one decision on, that is urgent. */
    private static final double GROWTH_WATTS = 200;
    /**
     * The highest reserve where there are solar chargers: a full battery throttles them, and what they report then is less
     * than what the sun would give. So its power is limited no more.
     */
    private static final int MOST_RESERVE_WITH_SOLAR = 95;
    /** The charge above the minimum at which an empty battery gives again. */
    private static final double RECOVERY_PERCENT = 3;
    /** ESS counts as obeying a limit up to this factor of it, or up to {@link #TOLERANCE_WATTS} above it. */
    private static final double OBEYED_FACTOR = 1.1;
    private static final double TOLERANCE_WATTS = 200;
    private static final long NOT_OBEYED_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long NOT_ENOUGH_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long QUIET_NANOS = Duration.ofHours(1).toNanos();
    /**
     * Telegrams in a row that make a growth urgent: one is not enough, because import and inverters are measured at
     * different moments of a ramp.
     */
    private static final int URGENT_TELEGRAMS = 2;

    /**
     * The figures of a telegram, in watts.
     *
     * @param allowedImport import with which the demand window stays below its limit; null while nothing limits it
     * @param keepsReserve whether the battery is kept for a window that counts within the next 24 hours; this one does not
     * @param isMissed whether the window's forecast is above its limit
     * @param importWatts import now; null if the meter does not send it
     * @param inverterWatts power that the inverters gave at that moment, below 0 while they drew power; null if unknown
     * @param rating the most that the inverters can give; Double.MAX_VALUE if unknown
     */
    record Need(@Nullable Long allowedImport, boolean keepsReserve, boolean isMissed, @Nullable Double importWatts,
            @Nullable Double inverterWatts, double rating) {
        static final Need NONE = new Need(null, false, false, null, null, 0);

        private boolean isLimited() {
            return allowedImport != null && importWatts != null;
        }

        /** Returns the watts of import above those that the window allows, below 0 if less is imported; 0 without a limit. */
        private double excess() {
            return allowedImport != null && importWatts != null ? importWatts - allowedImport : 0;
        }

        /**
         * Returns the watts that the inverters have to give: the house's use above the import that the window allows; 0
         * without a limit.
         */
        double required() {
            return isLimited() ? excess() + givenOrZero() : 0;
        }

        private double givenOrZero() {
            return inverterWatts == null ? 0 : inverterWatts;
        }

        /** Returns whether the import is above the allowed one by more than the tolerance for an obeyed limit. */
        private boolean isExceeded() {
            return allowedImport != null && importWatts != null && exceeds(importWatts, allowedImport);
        }
    }

    /**
     * A request to ESS.
     *
     * @param state of the limiter, before obstacles on the bus are considered
     * @param watts the most that the inverters give; null: no limit
     */
    record Request(Condition state, @Nullable Double watts) {
        static Request nothing(Condition state) {
            return new Request(state, null);
        }
    }

    private final Reserve reserve;
    private double lastRequired;
    /** Telegrams in a row that need a new limit at once. */
    private int urgentTelegrams;
    /** The watts of the last request; 0 if it was no limit. */
    private double askedWatts;
    /** True from the minimum charge until the battery has recovered. */
    private boolean empty;
    private boolean hasObeyed;
    /** When ESS began not to obey, by the monotonic clock; null while it obeys. */
    private @Nullable Long disobeyedNanos;
    /** Since when the window's forecast is above its limit although a limit is set, by the monotonic clock; null while it is not. */
    private @Nullable Long missedNanos;
    /** When the limiter gave up because ESS did not obey, by the monotonic clock; null an hour later. */
    private @Nullable Long gaveUpNanos;

    LimiterRule(Reserve reserve) {
        this.reserve = reserve;
    }

    /** Called when the owner has switched the limiter on: ESS may obey now. */
    void restart() {
        notDelivered();
        gaveUpNanos = null;
    }

    /** Forgets the last request, as if none had been made: it did not reach ESS, or is taken back. */
    void notDelivered() {
        askedWatts = 0;
        hasObeyed = false;
        disobeyedNanos = null;
        missedNanos = null;
    }

    /**
     * Accepts a telegram.
     *
     * @return whether it needs a new limit at once: 200 W more from the inverters, for the second time in a row
     */
    boolean accept(Need need) {
        urgentTelegrams = askedWatts > 0 && need.required() >= lastRequired + GROWTH_WATTS ? urgentTelegrams + 1 : 0;
        return urgentTelegrams >= URGENT_TELEGRAMS;
    }

    /** @param facts null while unknown, or while ESS does not use the meter */
    Request decide(Need need, @Nullable EssFacts facts, long now) {
        lastRequired = need.required();
        urgentTelegrams = 0;
        if (gaveUpNanos != null && now - gaveUpNanos >= QUIET_NANOS) {
            restart();
        }
        Request request = facts == null ? Request.nothing(Condition.LIMITER_IMPOSSIBLE) : request(need, facts, now);
        askedWatts = request.watts() == null ? 0 : request.watts();
        if (request.watts() == null) {
            disobeyedNanos = null;
            missedNanos = null;
        }
        return request;
    }

    private Request request(Need need, EssFacts ess, long now) {
        empty = ess.aboveMinimum() <= (empty ? RECOVERY_PERCENT : 0);
        Condition state = state(need, ess);
        return state == Condition.LIMITER_ASKED ? limited(need, ess, now) : Request.nothing(state);
    }

    /** Returns LIMITER_ASKED, or the state in which no limit is asked of ESS. */
    private Condition state(Need need, EssFacts ess) {
        if (ess.hasNoVebus()) {
            return Condition.LIMITER_NO_VEBUS;
        } else if (!ess.hasAssistant()) {
            return Condition.LIMITER_IMPOSSIBLE;
        } else if (ess.isExternal()) {
            return Condition.LIMITER_EXTERNAL_CONTROL;
        } else if (ess.keepsCharged()) {
            return Condition.LIMITER_KEEPS_CHARGED;
        } else if (ess.suppliesOnlyCriticalLoads()) {
            return Condition.LIMITER_CRITICAL_LOADS;
        } else if (!ess.canLimitDischarge() || need.inverterWatts() == null) {
            return Condition.LIMITER_IMPOSSIBLE;
        } else if (ess.isBatteryControlled() || ess.foreignSetpoint() != null) {
            return Condition.LIMITER_YIELDING;
        } else if (gaveUpNanos != null) {
            return Condition.LIMITER_NOT_OBEYED;
        } else if (!need.isLimited() && !need.keepsReserve()) {
            return Condition.LIMITER_READY;
        } else if (!empty && ess.soc() > reserve(ess)) {
            return Condition.LIMITER_ABOVE_RESERVE;
        }
        return empty ? Condition.LIMITER_BATTERY_EMPTY : Condition.LIMITER_ASKED;
    }

    private int reserve(EssFacts ess) {
        int kept = (int) reserve.percent(ess.minimumSoc());
        return ess.hasSolarChargers() ? Math.min(MOST_RESERVE_WITH_SOLAR, kept) : kept;
    }

    private static boolean exceeds(double watts, double limit) {
        return watts > Math.max(limit * OBEYED_FACTOR, limit + TOLERANCE_WATTS);
    }

    private Request limited(Need need, EssFacts ess, long now) {
        boolean exceeds = need.isExceeded();
        boolean ignored = askedWatts > 0 && exceeds(Math.min(need.givenOrZero(), ess.dischargeWatts()), askedWatts);
        // With enough sun the inverters give what they can without the battery.
        boolean gives = askedWatts > 0 && !exceeds(askedWatts, need.givenOrZero());
        if (updateDisobedience(exceeds && !ess.isSupplying() && !gives || ignored, now)) {
            notDelivered();
            gaveUpNanos = now;
            return Request.nothing(Condition.LIMITER_NOT_OBEYED);
        }
        boolean peak = need.excess() > 0 || need.required() > 0;
        hasObeyed |= peak && !exceeds && !ignored && ess.isSupplying();
        missedNanos = !peak || !need.isMissed() ? null : missedNanos == null ? (Long) now : missedNanos;
        boolean isNotEnough = missedNanos != null && now - missedNanos >= NOT_ENOUGH_NANOS;
        Condition state = !peak ? Condition.LIMITER_HOLDING : isNotEnough ? Condition.LIMITER_NOT_ENOUGH
                : hasObeyed ? Condition.LIMITER_LIMITING : Condition.LIMITER_ASKED;
        // The second sum does not depend on the inverters' reports: wrong or missing reports do not cause import.
        double most = need.excess() > 0 ? Math.max(need.required(), askedWatts + need.excess()) : need.required();
        double possible = Math.min(Math.max(most, ess.leastLimit()), Math.min(need.rating(), ess.ownersLimit()));
        return new Request(state, Math.floor(Math.max(DischargeLimit.LEAST_WATTS, possible)));
    }

    /** Notes whether ESS fails to obey now. @return whether it has failed for two minutes */
    private boolean updateDisobedience(boolean fails, long now) {
        if (!fails) {
            disobeyedNanos = null;
        } else if (disobeyedNanos == null) {
            disobeyedNanos = now;
        }
        return disobeyedNanos != null && now - disobeyedNanos >= NOT_OBEYED_NANOS;
    }
}
