package org.dbusp1.guard;

import java.util.Optional;
import org.dbusp1.meter.MeterIdentity;

/**
 * Notices that the meter of the line is another one than before. Its counters start at any value, and it has its own
 * clock and interval.
 */
final class ReplacedMeterRule implements Rule {
    @Override
    public Verdict judge(Candidate now, History past) {
        MeterIdentity meter = now.meter();
        if (now.repaired()) {
            return Verdict.BELIEVED;
        }
        boolean replaced = past.meter.isPresent() && !OneMeterRule.same(past.meter.get(), meter);
        if (replaced) {
            past.meterReplaced();
        }
        // A message without a number comes from the same meter.
        if (replaced || past.meter.isEmpty() || meter.equipmentId().isPresent()) {
            past.meter = Optional.of(meter);
        }
        return replaced ? Verdict.REPLACED : Verdict.BELIEVED;
    }
}
