package org.dbusp1.guard;

import org.dbusp1.meter.MeterIdentity;
import org.jspecify.annotations.Nullable;

/** Notices that another meter has replaced the line's. Its counters start at any value, and it has its own clock and interval. */
final class ReplacedMeterRule implements Rule {
    private @Nullable MeterIdentity known;

    @Override
    public Decision accept(GuardedReading now) {
        MeterIdentity meter = now.meter();
        if (now.repaired()) {
            return Decision.BELIEVED;
        }
        boolean replaced = known != null && !OneMeterRule.same(known, meter);
        // A message without a number comes from the same meter.
        if (replaced || known == null || meter.equipmentId() != null) {
            known = meter;
        }
        return replaced ? Decision.REPLACED : Decision.BELIEVED;
    }
}
