package org.dbusp1.output.history;

import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;

/**
 * When a reading was, for the history: the meter's clock, which a telegram of text prints with its offset and which
 * the machine's may be far off; the machine's where the meter has no clock. Clocks of binary meters are local by the
 * meter's own idea, and known to be an hour off, so that there the machine's counts too.
 */
final class MeterTime {
    private boolean metersClock = true;

    /** Epoch seconds. */
    long of(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        // Some meters stamp only some of their messages: two clocks must not mix.
        metersClock &= reading.time().isPresent() && reading.message().push().isEmpty();
        return metersClock ? reading.time().get().epochSecond() : snapshot.arrival().getEpochSecond();
    }
}
