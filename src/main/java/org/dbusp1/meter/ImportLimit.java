package org.dbusp1.meter;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of the import that keeps the running window of a demand tariff.
 *
 * @param freeWatts the mean import of the house from now to the end of the window that costs nothing more: with it the window ends at
 *                  the month's peak, or at the owner's limit; absent while nothing limits the window
 * @param limiter   what limits the import by the battery; absent where the driver does not run on a GX device
 */
public record ImportLimit(OptionalLong freeWatts, Optional<LimiterReport> limiter) {
    /** No limit: there is no window that counts. */
    public static final ImportLimit NONE = new ImportLimit(OptionalLong.empty(), Optional.empty());

    /**
     * The peak limiter, as its owner sees it.
     *
     * @param withinLimit the windows of this month in which the limiter limited the import, and which ended within the bill
     *                 or the owner's limit
     * @param exceeded the windows of this month in which the limiter limited the import, and which ended above
     */
    public record LimiterReport(LimiterStatus status, int withinLimit, int exceeded) {
    }

    /**
     * What the limiter does now.
     *
     * @param asked the most that the inverters shall give, in watts; absent while the limiter asks for none
     * @param given what they give, in watts, below 0 while they take; absent while the limiter asks for nothing
     */
    public record LimiterStatus(LimiterState state, OptionalLong asked, OptionalLong given) {
        /** The limiter is off. */
        public static final LimiterStatus OFF = new LimiterStatus(LimiterState.OFF, OptionalLong.empty(), OptionalLong.empty());

        // Not the comparison of records: see the package meter.
        @Override
        public boolean equals(Object other) {
            return other instanceof LimiterStatus that && state == that.state && asked.equals(that.asked) && given.equals(that.given);
        }

        @Override
        public int hashCode() {
            return (state.hashCode() * 31 + asked.hashCode()) * 31 + given.hashCode();
        }
    }

    /** The states of the limiter. */
    public enum LimiterState {
        OFF,
        /** No window needs a limit, or the charge is above the reserve: ESS works as always. */
        READY,
        /** The house draws no more than the window allows, and the battery is kept for a peak. */
        HOLDING,
        /** A limit is set, and there is no sign yet that ESS keeps to it. */
        ASKED,
        LIMITING,
        /** The battery is at its minimum: ESS takes nothing from it. */
        BATTERY_EMPTY,
        /** Dynamic ESS, a schedule, load shedding or another program has the battery. */
        YIELDING,
        /** Another program sets the same limit, so the limiter pauses or stopped. */
        OTHER_PROGRAM,
        /** ESS did not do what was asked: the limit is given back, and nothing is asked for an hour. */
        NOT_OBEYED,
        /** ESS keeps the batteries charged: it takes no limit of what the inverters give. */
        KEEPS_CHARGED,
        /** The owner has chosen External control: ESS does not regulate. */
        EXTERNAL_CONTROL,
        /**
         * The limit cannot be read or written, ESS or its inverter does not answer, ESS does not use this meter, or another driver
         * limits a peak.
         */
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
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
