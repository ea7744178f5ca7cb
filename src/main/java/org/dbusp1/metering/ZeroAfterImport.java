package org.dbusp1.metering;

import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * A house near 0 W with a meter that sends lists without an export, as the meters of Aidon and Kaifa: the house imported, and now a
 * list says that the import is 0. The export is known with the next long list, ten seconds later at most. Until that list ESS would
 * have no power for a fifth of the time, so a grid meter shows 0 W, for half a minute at most.
 */
final class ZeroAfterImport {
    private static final long MOST_NANOS = 30_000_000_000L;

    /** True if the house imported when its power was last known, and no list with an import of 0 has followed. */
    private boolean imported;
    /** The time of the first list with an import of 0 after an import; null if no such list followed the last known power. */
    private @Nullable Long sinceNanos;

    /** Accepts a message. @return true if the power is unknown and a grid meter shows 0 W instead */
    boolean accept(Reading reading, Published published, Arrival arrival) {
        Values values = published.values();
        if (values.has(Quantity.POWER_NET) || !isZeroImportOnly(reading, published)) {
            imported = values.has(Quantity.POWER_NET) && values.scaled(Quantity.POWER_NET) > 0;
            sinceNanos = null;
        } else if (imported) {
            imported = false;
            sinceNanos = arrival.nanos();
        }
        return sinceNanos != null && arrival.nanos() - sinceNanos < MOST_NANOS;
    }

    /** Of a meter with partial lists: an import of 0 is known, the export is unknown and not withheld. */
    private static boolean isZeroImportOnly(Reading reading, Published published) {
        Values values = published.values();
        return reading.meter().dialect().sendsPartialLists() && PowerAbsence.isImportOfZero(values)
                && !values.has(Quantity.POWER_EXPORT) && !published.withheld().quantities().contains(Quantity.POWER_EXPORT);
    }
}
