package org.dbusp1.line.decode;

import java.util.Set;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Sum;
import org.dbusp1.meter.Values;

/** Derives the counters of import and export of a meter that sends only those of its tariffs. */
public final class EnergyTotals {
    private EnergyTotals() {
    }

    /** @param elsewhere quantities in other messages of the meter: not derived, and unknown as a part of a sum */
    public static void complete(Values.Builder values, Set<Quantity> elsewhere) {
        sumOfTariffs(Sum.IMPORT, values, elsewhere);
        sumOfTariffs(Sum.EXPORT, values, elsewhere);
    }

    /** Sums the tariffs, which must follow each other from the first: after a gap, a tariff may be missing in the sum. */
    private static void sumOfTariffs(Sum total, Values.Builder values, Set<Quantity> elsewhere) {
        if (values.sent(total.whole()) || elsewhere.contains(total.whole())) {
            return;
        }
        long sum = 0;
        boolean gap = false;
        for (Quantity tariff : total.plus()) {
            if (!gap && values.has(tariff)) {
                sum += values.scaled(tariff);
            } else if (values.sent(tariff) || elsewhere.contains(tariff)) {
                return;
            } else {
                gap = true;
            }
        }
        if (values.has(total.plus().get(0))) {
            values.set(total.whole(), sum);
        }
    }
}
