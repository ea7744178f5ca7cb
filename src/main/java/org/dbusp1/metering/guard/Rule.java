package org.dbusp1.metering.guard;

import org.jspecify.annotations.Nullable;

/** A check that may decide the outcome of a message or withhold values, with its memory of earlier messages. Used by one thread. */
interface Rule {
    /** Checks a message, some values of which earlier rules may have withheld. @return null: the next rule checks the message */
    @Nullable Outcome check(GuardedReading now);

    /** Forgets the data of a meter that was replaced. */
    default void forgetMeter() {
        // Most rules remember nothing of the meter.
    }

    /** Called when the values end, since no message came for too long or the port was closed: the next may be another meter's. */
    default void lineLost() {
        // Most rules do not compare a message with the message before it.
    }

    /** Called with a message that every rule believed, if the {@code MeterKey} of its meter is known. */
    default void believed(GuardedReading now) {
        // Most rules remember a message already in check().
    }

    /** The reasons to withhold a value, as the owner reads them in the log. */
    enum Reason {
        FALLS("the counter fell, but the meter is the same"),
        JUMPS("the counter rose faster than energy or gas can flow"),
        OUT_OF_RANGE("no such meter can measure this value"),
        TOTAL_NOT_SUM("the total differs too much from the sum of its phases"),
        PHASES_NOT_TOTAL("the phases differ too much from the total"),
        NOT_IN_CURRENTS("the power is far above what the currents can carry"),
        NOT_IN_POWER("the power does not confirm so high a current"),
        VOLTAGE_GONE("the voltage of a phase in use reads 0"),
        VOLTAGE_HIGH("the voltage is higher than in any grid"),
        PART_WITHHELD("it is calculated from a withheld value"),
        UNIT_UNKNOWN("the unit of the counter is not known yet"),
        POWER_UNIT_UNKNOWN("the power is far above what the currents carry, and its unit is not known");

        private final String description;

        Reason(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }
}
