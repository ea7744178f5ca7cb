package org.dbusp1.metering;

import java.time.Instant;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * When a message arrived, by each clock, and the time under which it is recorded.
 *
 * @param machineTime by the machine's clock
 * @param sourceTime  by the clock of the source: in a replayed log the time of its telegrams
 * @param nanos       by the monotonic clock of the source, in nanoseconds: in a replay not System.nanoTime()
 * @param rowTime     the time of rows, days and demand windows: by the meter's clock, or by the source's if that clock is wrong or
 *                    absent; null if no clock is right
 */
public record Arrival(Instant machineTime, Instant sourceTime, long nanos, @Nullable Stamp rowTime) {
}
