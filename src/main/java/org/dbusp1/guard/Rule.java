package org.dbusp1.guard;

/** One reason not to publish a message, or a value in it, with what must be remembered of earlier messages. */
interface Rule {
    /** Checks a message, with the values that earlier rules have withheld. */
    Decision accept(GuardedReading now);

    /** Forgets the data of a meter that was replaced. */
    default void forgetMeter() {
        // Most rules remember nothing of the meter.
    }

    /** Called after a time without messages: the next may come from another meter. */
    default void lineLost() {
        // Most rules compare with no neighbour.
    }

    /** Called for a believed message, after all rules have accepted it. */
    default void believed(GuardedReading now) {
        // Most rules remember what they judge.
    }

    /** The reasons to withhold a value, as the owner reads them in the log. */
    enum Reason {
        FALLS("the counter fell, but the meter is the same"),
        JUMPS("the counter rose faster than energy or gas can flow"),
        OUT_OF_RANGE("no such meter can measure this value"),
        NOT_IN_PHASES("the total differs too much from the sum of its phases"),
        NOT_IN_TOTAL("the phases differ too much from the total"),
        NOT_IN_CURRENTS("the power is far above what the currents can carry"),
        NOT_IN_POWER("the power does not confirm so high a current"),
        VOLTAGE_GONE("the voltage of a phase in use reads 0"),
        VOLTAGE_HIGH("the voltage is higher than in any grid"),
        PART_WITHHELD("it is calculated from a withheld value"),
        UNIT_UNKNOWN("the unit of the counter is not known yet");

        private final String description;

        Reason(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }
}
