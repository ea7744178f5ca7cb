package org.dbusp1.guard;

/** One reason for which a message, or a value in it, is not published, with what it has to remember of earlier messages. */
interface Rule {
    /** Judges a message, with the values that rules before this one have withheld. */
    Verdict accept(Candidate now);

    /** Forgets the data of a meter that was replaced. */
    default void forgetMeter() {
        // Most rules remember nothing of the meter.
    }

    /** Takes note that no message comes: the next one may be of another meter. */
    default void lineLost() {
        // Most rules compare with no neighbour.
    }

    /** Takes note that a message was believed, after all rules have judged it. */
    default void believed(Candidate now) {
        // Most rules remember what they judge.
    }

    /** The reasons for which values are withheld, with the description that the owner reads in the log. */
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
        AHEAD("the time of the counter is later than the meter's clock"),
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
