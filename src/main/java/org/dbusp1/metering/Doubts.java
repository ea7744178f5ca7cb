package org.dbusp1.metering;

import java.time.ZoneId;
import java.util.Map;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Contradictions in a meter's messages. The values are published all the same, unless their unit is not known.
 *
 * @param wrongClock the time that the meter's clock shows while it is not trusted, and the recorded rows have the time of arrival;
 *                   null while the clock is trusted
 * @param wrongZone a zone that the clock contradicts; null without one
 * @param uncountedPower a power that no counter counts; null without such a power
 * @param doubtfulPower a power that is withheld, because currents contradict it; null without such a power
 */
public record Doubts(@Nullable Stamp wrongClock, @Nullable WrongZone wrongZone, @Nullable UncountedPower uncountedPower,
                     @Nullable DoubtfulPower doubtfulPower) {
    public static final Doubts NONE = new Doubts(null, null, null, null);

    /**
     * A zone by which the meter's clock is whole quarter hours off: of the owner, or of the meter's country where it is right by standard
     * time all year.
     *
     * @param other the zone by which the clock is right: the country's, or one of standard time all year; null if it is neither
     */
    public record WrongZone(ZoneId zone, @Nullable ZoneId other) {
        public boolean isStandardTime() {
            return other != null && other.getRules().isFixedOffset();
        }
    }

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

    /**
     * A power far above what the currents of the same messages carry: it may be in tenths of a watt.
     *
     * @param watts       the power of the meter, in W; negative for an export
     * @param voltAmperes the sum of voltage times current
     */
    public record DoubtfulPower(long watts, long voltAmperes) {
        public Map<String, Object> facts() {
            return Map.of("watts", watts, "volt_amperes", voltAmperes);
        }
    }

    public static Doubts of(@Nullable Stamp wrongClock, @Nullable WrongZone wrongZone, @Nullable UncountedPower uncountedPower,
            @Nullable DoubtfulPower doubtfulPower) {
        return wrongClock == null && wrongZone == null && uncountedPower == null && doubtfulPower == null ? NONE
                : new Doubts(wrongClock, wrongZone, uncountedPower, doubtfulPower);
    }
}
