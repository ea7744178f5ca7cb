package org.dbusp1.decode.sml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.meter.CosemUnit;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/** The quantities in a list. Used by one thread. */
final class SmlValues {
    /** The most digits of a measurement, as a scaled number. */
    private static final int MOST_DIGITS = 18;
    private static final long[] POWERS_OF_TEN = new long[MOST_DIGITS + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private final Values.Builder values = new Values.Builder();

    /** @param doubtful quantities in the list whose correct number is not known */
    Values of(List<SmlEntry> entries, Optional<StatusWord> status, Set<Quantity> doubtful) {
        values.clear();
        for (SmlEntry entry : entries) {
            Optional<Quantity> quantity = SmlTable.quantity(entry.code());
            if (quantity.isPresent()) {
                set(quantity.get(), entry, doubtful);
            }
        }
        direction(status);
        Derivation.complete(values);
        return values.build();
    }

    private void set(Quantity quantity, SmlEntry entry, Set<Quantity> doubtful) {
        Unit unit = quantity.unit();
        int exponent = entry.exponent() + quantity.decimals() - unit.prefix();
        if (!doubtful.contains(quantity) && entry.value().fits() && entry.unit() == CosemUnit.of(unit)
                && fits(entry.value().number(), exponent)) {
            if (!values.has(quantity)) {
                values.set(quantity, scaled(entry.value().number(), exponent));
            }
        } else {
            values.unreadable(quantity);
        }
    }

    /**
     * Finds the sign of a power that is sent without one. The net power 16.7.0 is signed; 15.7.0 is not, and 1.7.0
     * alone may be: it is left out if the status word contradicts it, and if it is 0 and no value shows that the house
     * does not feed in.
     */
    private void direction(Optional<StatusWord> status) {
        if (values.named(Quantity.POWER_NET) || values.named(Quantity.POWER_EXPORT)) {
            return;
        }
        if (values.named(Quantity.POWER_IMPORT)) {
            long power = values.scaled(Quantity.POWER_IMPORT);
            if (power == 0 && status.isEmpty() || power >= 0 && status.filter(StatusWord::exporting).isPresent()) {
                values.unreadable(Quantity.POWER_EXPORT);
            }
        } else if (values.has(Quantity.POWER_ABS)) {
            long power = values.scaled(Quantity.POWER_ABS);
            if (power < 0 || status.isEmpty()) {
                values.unreadable(Quantity.POWER_NET);
            } else {
                values.set(Quantity.POWER_NET, status.get().exporting() ? -power : power);
            }
        }
    }

    private static boolean fits(long number, int exponent) {
        return exponent > -MOST_DIGITS && exponent <= MOST_DIGITS && number != Long.MIN_VALUE
                && Math.abs(number) < POWERS_OF_TEN[MOST_DIGITS - Math.max(0, exponent)];
    }

    private static long scaled(long number, int exponent) {
        return exponent >= 0 ? number * POWERS_OF_TEN[exponent]
                : BigDecimal.valueOf(number, -exponent).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    }
}
