package org.dbusp1.output;

import java.time.ZoneId;
import org.dbusp1.metering.demand.Tariff;
import org.jspecify.annotations.Nullable;

/**
 * What the owner's configuration says of the meter and outputs have to know.
 *
 * @param zone of the meter's clock and calendar; null: the zone of the meter's dialect
 * @param isReplayed true if the readings are of no live meter: of a raw log that is replayed, or of a simulated meter
 */
public record ConfiguredMeter(@Nullable ZoneId zone, Tariff tariff, boolean isReplayed) {
}
