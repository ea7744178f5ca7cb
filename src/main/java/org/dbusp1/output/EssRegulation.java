package org.dbusp1.output;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * The quality with which ESS regulates by this meter, over the last day.
 *
 * @param steps             the number of steps of load that ESS answered
 * @param delayMillis       the median time until ESS has covered half of a step; to 0.1 s for a meter that sends each
 *                          second, else to 1 s
 * @param overshootPercent  the median of the power in the other direction behind a step, in parts of the step
 * @param wattHoursADay     the energy of a day that was bought and sold again, or sold and bought again, within a
 *                          minute; absent until nearly a day was measured, and for a meter that
 *                          sends too seldom
 */
public record EssRegulation(int steps, long delayMillis, int overshootPercent, OptionalLong wattHoursADay) {
    /** Returns a sentence for the owner, without a full stop. */
    public String text() {
        return "ESS answers after " + (delayMillis % 1_000 == 0 ? Long.toString(delayMillis / 1_000)
                : String.format(Locale.ROOT, "%.1f", delayMillis / 1_000.0)) + " s"
                + (overshootPercent == 0 ? "" : " and overshoots by " + overshootPercent + " %")
                + " (median of " + steps + " steps of load)"
                + (wattHoursADay.isEmpty() ? "" : String.format(Locale.ROOT,
                        "; %.2f kWh a day are bought and sold again within a minute",
                        wattHoursADay.getAsLong() / 1_000.0));
    }
}
