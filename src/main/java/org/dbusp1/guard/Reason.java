package org.dbusp1.guard;

/** Why a value cannot be: the sentence that its owner reads in the log. */
enum Reason {
    FALLS("the counter fell, though the meter is the same"),
    JUMPS("the counter rose faster than energy or gas can flow"),
    OUT_OF_RANGE("it is outside of what such a meter can measure"),
    NOT_IN_PHASES("the total is far above what its phases show"),
    NOT_IN_CURRENTS("the power is far above what the currents can carry"),
    NOT_IN_POWER("so high a current would show in the power"),
    VOLTAGE_GONE("the voltage of a living phase reads 0"),
    VOLTAGE_HIGH("the voltage is above any grid's"),
    AHEAD("the counter was read later than the meter's own clock says"),
    PART_WITHHELD("it is made of a withheld value");

    private final String sentence;

    Reason(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
