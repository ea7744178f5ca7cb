package org.dbusp1.guard;

/** One reason for which a message, or a value in it, is not published. What a rule has to remember is in the history. */
interface Rule {
    /**
     * Judges a message.
     *
     * @param now  the message, with the values that rules before this one have withheld
     * @param past what came before
     */
    Verdict judge(Candidate now, History past);

    /** The reasons for which values are withheld, with the sentence that the owner reads in the log. */
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

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }
}
