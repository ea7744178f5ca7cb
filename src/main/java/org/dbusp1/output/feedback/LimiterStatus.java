package org.dbusp1.output.feedback;

import java.time.Instant;
import java.util.Objects;
import org.dbusp1.base.problem.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The present status of the peak limiter.
 *
 * @param state a condition of the limiter
 * @param asked the most power in watts that the inverters may deliver; null while the limiter sets no limit
 * @param given the power in watts that the inverters deliver, below 0 while they charge; null while the limiter sets no limit
 * @param other the limit that another program has set; null if no other program has set a limit
 */
public record LimiterStatus(Condition state, @Nullable Long asked, @Nullable Long given, @Nullable OtherLimit other) {
    public static final LimiterStatus OFF = new LimiterStatus(Condition.LIMITER_OFF, null, null, null);

    /**
     * A limit of the inverters' power that another program has set.
     *
     * @param watts NaN for a value that is no number
     * @param since the time when the limit was first read
     */
    public record OtherLimit(double watts, Instant since) {
    }

    /**
     * True if the limiter does not act, and the owner has to do something. False while ESS does not use the meter: that has an event of
     * its own, or is as it should be (a reserve, another role).
     */
    public boolean isStopped(EssStatus ess) {
        return state.isWrong() && !(state == Condition.LIMITER_IMPOSSIBLE && ess.cannotRegulate());
    }

    /** True if the limiter has stopped, or acts and cannot keep the window. */
    public boolean needsOwner(EssStatus ess) {
        return isStopped(ess) || state == Condition.LIMITER_NOT_ENOUGH;
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object object) {
        return object instanceof LimiterStatus that && state == that.state && Objects.equals(asked, that.asked)
                && Objects.equals(given, that.given) && Objects.equals(other, that.other);
    }

    @Override
    public int hashCode() {
        return (state.hashCode() * 31 + Objects.hashCode(asked)) * 31 + Objects.hashCode(given);
    }
}
