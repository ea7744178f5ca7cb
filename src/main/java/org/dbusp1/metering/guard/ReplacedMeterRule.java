package org.dbusp1.metering.guard;

import org.dbusp1.meter.MeterIdentity;
import org.jspecify.annotations.Nullable;

/** Notices that a new meter has replaced the line's meter: a new meter's counters, clock and interval are its own. */
final class ReplacedMeterRule implements Rule {
    /** The line's meter; null before the first message. */
    private @Nullable MeterIdentity known;

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        MeterIdentity meter = now.meter();
        // A repair may have inserted another meter's first line: a repaired message proves no replacement.
        if (now.repaired()) {
            return null;
        }
        boolean replaced = known != null && !OneMeterRule.same(known, meter);
        // A message without a meter number comes from the same meter, whose number stays known.
        if (replaced || known == null || meter.equipmentId() != null) {
            known = meter;
        }
        if (replaced) {
            now.replaced();
        }
        return null;
    }
}
