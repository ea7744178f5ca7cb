package org.dbusp1.guard;

import java.util.Optional;
import org.dbusp1.meter.MeterIdentity;

/** Notices that another meter has replaced the line's. Its counters start at any value, and it has its own clock and interval. */
final class ReplacedMeterRule implements Rule {
    private Optional<MeterIdentity> known = Optional.empty();

    @Override
    public Verdict accept(Candidate now) {
        MeterIdentity meter = now.meter();
        if (now.repaired()) {
            return Verdict.BELIEVED;
        }
        boolean replaced = known.isPresent() && !OneMeterRule.same(known.get(), meter);
        // A message without a number comes from the same meter.
        if (replaced || known.isEmpty() || meter.equipmentId().isPresent()) {
            known = Optional.of(meter);
        }
        return replaced ? Verdict.REPLACED : Verdict.BELIEVED;
    }
}
