package org.dbusp1.guard;

import java.util.stream.Stream;
import org.dbusp1.meter.Derivation;

/** Withholds values that are calculated from a withheld value, unless the meter itself printed another figure. */
final class DerivedValueRule implements Rule {
    @Override
    public Verdict judge(Candidate now, History past) {
        if (now.hasWithheld()) {
            for (Derivation.Sum sum : Derivation.SUMS) {
                if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(now::isWithheld) && sum.isMadeOfParts(now.values())) {
                    now.withhold(Reason.PART_WITHHELD, sum.whole());
                }
            }
        }
        return Verdict.BELIEVED;
    }
}
