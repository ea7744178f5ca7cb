package org.dbusp1.metering.guard;

/** A check of messages, with what it believes of the line. */
interface Rule {
    /** What becomes of the message, or the message for the next rule, without what this one withholds. */
    sealed interface Step permits Outcome, GuardedReading {
    }

    /** A rule that may withhold values, but no message. */
    interface ValueRule extends Rule {
        @Override
        GuardedReading check(GuardedReading message);
    }

    Step check(GuardedReading message);

    /** Forgets a meter that was replaced. */
    default void forgetMeter() {
        // Not each rule remembers the meter.
    }

    /** Called before the first message after the values ended: it may be another meter's. */
    default void lineLost() {
        // Most beliefs outlive a silence.
    }

    /** Why a value is withheld, as the log says it. */
    enum Reason {
        OUT_OF_RANGE("no such meter can measure this value"),
        CONTRADICTS_MESSAGE("other values of its message contradict it"),
        CONTRADICTS_PAST("it cannot follow the values before it"),
        PART_WITHHELD("it is calculated from a withheld value"),
        /** The rule itself logs it. */
        UNIT_UNKNOWN("its unit is not known yet");

        final String words;

        Reason(String words) {
            this.words = words;
        }
    }
}
