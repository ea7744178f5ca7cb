package org.dbusp1.output;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * The quality with which ESS regulates by this meter, over the last day.
 *
 * @param steps             the number of steps of load that ESS answered
 * @param delayMillis       the median time until ESS has covered half of a step; to 0.1 s for a meter that sends each
 *                          second, else to 1 s
 * @param overshootPercent  the median of the power in the other direction behind a step, in percent of the step
 * @param wattHoursADay     the energy of a day that was bought and sold again, or sold and bought again, within a
 *                          minute; absent until nearly a day was measured, and for a meter that sends too seldom
 */
public record EssRegulation(int steps, long delayMillis, int overshootPercent, OptionalLong wattHoursADay) {
    /** Returns a sentence for the owner, without a full stop. */
    public String text() {
        return "ESS answers after " + BigDecimal.valueOf(delayMillis, 3).stripTrailingZeros().toPlainString() + " s"
                + (overshootPercent == 0 ? "" : " and overshoots by " + overshootPercent + " %")
                + " (median of " + steps + " steps of load)"
                + (wattHoursADay.isEmpty() ? "" : "; " + BigDecimal.valueOf(wattHoursADay.getAsLong(), 3)
                        .setScale(2, RoundingMode.HALF_UP) + " kWh a day are bought and sold again within a minute");
    }

    // As in PhaseOrder: equals and hashCode of a record cost each driver a megabyte.
    @Override
    public boolean equals(Object other) {
        return other instanceof EssRegulation that && steps == that.steps && delayMillis == that.delayMillis
                && overshootPercent == that.overshootPercent && wattHoursADay.equals(that.wattHoursADay);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(delayMillis);
    }
}
