package org.dbusp1.meter;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contradictions in a meter's messages, the values of which are published all the same.
 *
 * @param wrongClock the time that the meter's clock shows while it is not trusted, and the recorded rows have the time of arrival;
 *                   null while the clock is trusted
 * @param uncountedPower a power that no counter counts; null without such a power
 */
public record Doubts(@Nullable Stamp wrongClock, @Nullable UncountedPower uncountedPower) {
    public static final Doubts NONE = new Doubts(null, null);

    /**
     * A power that its counter does not count.
     *
     * @param counter   ENERGY_IMPORT or ENERGY_EXPORT
     * @param wattHours energy by power since the counter last moved
     * @param minutes   time since the counter last moved
     * @param reading   the counter, in Wh
     */
    public record UncountedPower(Quantity counter, long wattHours, long minutes, long reading) {
        public Map<String, Object> facts() {
            return Map.of("watt_hours", wattHours, "minutes", minutes, "reading", reading);
        }
    }

    public static Doubts of(@Nullable Stamp wrongClock, @Nullable UncountedPower uncountedPower) {
        return wrongClock == null && uncountedPower == null ? NONE : new Doubts(wrongClock, uncountedPower);
    }
}
