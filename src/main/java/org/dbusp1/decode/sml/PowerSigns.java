package org.dbusp1.decode.sml;

import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sign of a power that is sent without one, by the status word. 15.7.0 never has a sign; 1.7.0 may have one if it
 * is the only power. 16.7.0 and the powers of the phases have one by their definition, but Holley's DTZ251 and EHZ541 and
 * Honeywell's AS2020 send 425 W while the house exports 425 W. A meter of which a negative power was read signs its powers.
 * That is not kept over a restart: until its first negative power, a meter that signs is misread only in a telegram whose
 * status word is not of the moment of its power, and exports show the sign at once.
 */
final class PowerSigns {
    private static final Set<Quantity> POWERS = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_IMPORT,
            Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3,
            Quantity.POWER_IMPORT_L1, Quantity.POWER_IMPORT_L2, Quantity.POWER_IMPORT_L3);

    /** The number of the last meter of which a negative power was read; null before, and of a meter without a number. */
    private @Nullable String signing;

    /** Adds the signs, and marks as unreadable what is not known without them. @param meter the meter's number */
    void complete(Values.Builder values, @Nullable StatusWord status, @Nullable String meter) {
        boolean negative = POWERS.stream().anyMatch(power -> values.scaled(power) < 0);
        if (negative) {
            signing = meter;
        }
        boolean signs = negative || meter != null && meter.equals(signing);
        if (status != null && status.fnn() && !signs) {
            negate(values, Quantity.POWER_NET, status.exporting());
            Phase.ALL.forEach(phase -> negate(values, phase.power(), status.exporting(phase)));
        }
        if (!values.sent(Quantity.POWER_NET) && !values.sent(Quantity.POWER_EXPORT)) {
            net(values, status, signs);
        }
    }

    private static void negate(Values.Builder values, Quantity power, boolean exporting) {
        if (exporting && values.scaled(power) > 0) {
            values.set(power, -values.scaled(power));
        }
    }

    /**
     * Finds the net power of a meter without 16.7.0. An import is left out if the status word contradicts it, and if it is
     * 0 and no value shows that the house does not feed in.
     */
    private static void net(Values.Builder values, @Nullable StatusWord status, boolean signs) {
        if (values.has(Quantity.POWER_IMPORT)) {
            long power = values.scaled(Quantity.POWER_IMPORT);
            if (power == 0 && status == null || power >= 0 && status != null && status.exporting()) {
                values.unreadable(Quantity.POWER_EXPORT);
            }
        } else if (values.has(Quantity.POWER_ABS)) {
            long power = values.scaled(Quantity.POWER_ABS);
            if (power < 0 || status == null) {
                values.unreadable(Quantity.POWER_NET);
            } else {
                values.set(Quantity.POWER_NET, status.exporting() ? -power : power);
            }
        } else if (!signs && status != null && status.exporting()
                && Phase.ALL.stream().noneMatch(phase -> values.scaled(phase.power()) < 0)) {
            // The house exports, but no phase shows it: the sum of the phases has no sign.
            values.unreadable(Quantity.POWER_EXPORT);
        }
    }
}
