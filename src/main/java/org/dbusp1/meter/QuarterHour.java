package org.dbusp1.meter;

import java.util.OptionalLong;

/**
 * A quarter hour whose energy the meter itself has recorded.
 *
 * @param end      when it ended, on a quarter of the hour
 * @param complete whether the meter marks nothing: no power failure, no clock that was set
 * @param importWh energy drawn in it, Wh; absent where the meter does not record it
 * @param exportWh energy fed in
 */
public record QuarterHour(Stamp end, boolean complete, OptionalLong importWh, OptionalLong exportWh) {
    /** Seconds of a quarter hour. */
    public static final int SECONDS = 900;
}
