package org.dbusp1.feedback;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the peak limiter does now.
 *
 * @param asked the most power in watts that the inverters may deliver; absent while the limiter asks for none
 * @param given the power in watts that they deliver, below 0 while they charge; absent while the limiter asks for
 *              none
 * @param other the limit that another program has set; null if there is none
 */
public record LimiterStatus(LimiterState state, OptionalLong asked, OptionalLong given, @Nullable OtherLimit other) {
    public static final LimiterStatus OFF = new LimiterStatus(LimiterState.OFF, OptionalLong.empty(), OptionalLong.empty(), null);

    /**
     * A limit of the inverters' power that another program has set.
     *
     * @param watts NaN for a value that is no number
     * @param since when it was first read
     */
    public record OtherLimit(double watts, Instant since) {
    }

    // Not the comparison of records: see the package meter.
    @Override
    public boolean equals(Object object) {
        return object instanceof LimiterStatus that && state == that.state && asked.equals(that.asked) && given.equals(that.given)
                && Objects.equals(other, that.other);
    }

    @Override
    public int hashCode() {
        return (state.hashCode() * 31 + asked.hashCode()) * 31 + given.hashCode();
    }

    /** The states; an entry of the list of problems has each one's text. */
    public enum LimiterState {
        OFF,
        /** No window needs a limit, or the charge is above the reserve: ESS works as always. */
        READY,
        /** The house draws no more than the window allows; the battery is reserved for a peak. */
        HOLDING,
        /** A limit is set, but there is no sign yet that ESS follows it. */
        ASKED,
        LIMITING,
        /** The battery is at its minimum, so that ESS does not discharge it. */
        BATTERY_EMPTY,
        /** Dynamic ESS, a schedule, load shedding or another program controls the battery. */
        YIELDING,
        /** The driver of another cable limits the peak. */
        ANOTHER_DRIVER,
        /** Another program sets the same limit, so the limiter pauses or has stopped. */
        OTHER_PROGRAM,
        /** ESS did not do what was asked: the override is released, and nothing is asked for an hour. */
        NOT_OBEYED,
        /** ESS keeps the batteries charged, so that it ignores a limit of the inverters' power. */
        KEEPS_CHARGED,
        /** The owner has chosen External control: ESS does not regulate. */
        EXTERNAL_CONTROL,
        /** The limit cannot be read or written, ESS or its inverter does not answer, or ESS does not use this meter. */
        IMPOSSIBLE;

        /** Returns whether the limiter gives ESS a limit, or would if a window needed one. */
        public boolean acts() {
            return compareTo(READY) >= 0 && compareTo(LIMITING) <= 0;
        }

        /** Returns whether the owner has to do something. */
        public boolean isProblem() {
            return compareTo(OTHER_PROGRAM) >= 0;
        }

        /** Returns the state as outputs publish it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
