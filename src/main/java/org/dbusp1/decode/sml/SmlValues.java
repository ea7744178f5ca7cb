package org.dbusp1.decode.sml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** The quantities in a list. Used by one thread. */
final class SmlValues {
    private final Values.Builder values = new Values.Builder();

    /** @param doubtful quantities in the list whose correct number is not known */
    Values of(List<SmlEntry> entries, Optional<StatusWord> status, Set<Quantity> doubtful) {
        values.clear();
        for (SmlEntry entry : entries) {
            Optional<Quantity> quantity = entry.quantity();
            if (quantity.isPresent()) {
                set(quantity.get(), entry, doubtful);
            }
        }
        direction(status);
        Derivation.complete(values);
        return values.build();
    }

    private void set(Quantity quantity, SmlEntry entry, Set<Quantity> doubtful) {
        OptionalLong scaled = doubtful.contains(quantity) || !entry.value().fits()
                || entry.unit() != quantity.unit().cosem() ? OptionalLong.empty()
                : quantity.scaled(BigDecimal.valueOf(entry.value().number()), entry.exponent());
        if (scaled.isEmpty()) {
            values.unreadable(quantity);
        } else if (!values.has(quantity)) {
            values.set(quantity, scaled.getAsLong());
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
}
