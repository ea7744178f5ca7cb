package org.dbusp1.meter;

import java.util.OptionalLong;

/**
 * A quarter hour of energy that the meter itself has recorded.
 *
 * @param end      end of the quarter hour, on a quarter of the hour
 * @param complete whether the meter marks no disturbance, such as a power failure or a clock that was set
 * @param importWh energy drawn, Wh; absent if the meter does not record it
 * @param exportWh energy fed in, Wh; absent if the meter does not record it
 */
public record QuarterHour(Stamp end, boolean complete, OptionalLong importWh, OptionalLong exportWh) {
    /** Seconds of a quarter hour. */
    public static final int SECONDS = 900;
}
