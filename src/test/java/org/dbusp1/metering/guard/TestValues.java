package org.dbusp1.metering.guard;

import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** Values of calculated numbers. */
final class TestValues {
    private TestValues() {
    }

    /** @param pairs of a quantity and its value in the quantity's unit */
    static Values values(Object... pairs) {
        Values.Builder values = new Values.Builder();
        for (int i = 0; i < pairs.length; i += 2) {
            Quantity quantity = (Quantity) pairs[i];
            values.set(quantity, Math.round(((Number) pairs[i + 1]).doubleValue() * quantity.unit().scaledOne()));
        }
        return values.build();
    }
}
