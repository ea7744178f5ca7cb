package org.dbusp1.guard;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/** Withholds values that no such meter can measure: from a fault of the meter, or a checksum that matched by chance. */
final class RangeRule implements Rule {
    @Override
    public Verdict judge(Candidate now, History past) {
        for (Quantity quantity : now.values().present()) {
            if (!isInRange(quantity, now.values().scaled(quantity), now.dialect())) {
                now.withhold(Reason.OUT_OF_RANGE, quantity);
            }
        }
        return Verdict.BELIEVED;
    }

    /** Returns whether a meter of this dialect can measure a value. */
    static boolean isInRange(Quantity quantity, long scaled, Dialect dialect) {
        // Some German meters, with D0 or SML, have one signed power in each place, and none for export.
        boolean german = dialect.port() == Dialect.Port.OPTICAL;
        long value = german && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        Quantity.Range range = quantity.range();
        return value >= range.from() * quantity.unit().one() && value <= range.to() * quantity.unit().one();
    }
}
