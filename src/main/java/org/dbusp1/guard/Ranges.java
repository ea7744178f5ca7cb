package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/**
 * What a meter with a P1 or HAN port can measure at all; a value outside is a fault of the meter or a checksum that
 * matched by chance. Wide on purpose: behind transformers there are hundreds of kilowatts and 57 volts.
 */
final class Ranges {
    /** From and to, both allowed, scaled. */
    private record Range(long from, long to) {
    }

    private static final Map<Quantity, Range> TABLE = new EnumMap<>(Quantity.class);

    static {
        range(0, 1_000_000, POWER_IMPORT, POWER_EXPORT, POWER_ABS, DEMAND_IMPORT, DEMAND_EXPORT, PEAK_IMPORT,
                PEAK_EXPORT, POWER_IMPORT_L1, POWER_IMPORT_L2, POWER_IMPORT_L3, POWER_EXPORT_L1, POWER_EXPORT_L2,
                POWER_EXPORT_L3);
        range(-1_000_000, 1_000_000, POWER_NET, POWER_L1, POWER_L2, POWER_L3, REACTIVE_IMPORT, REACTIVE_EXPORT,
                APPARENT_IMPORT, APPARENT_EXPORT);
        // Above: dsmr.md's suspicious 300 V is a matter of time, not of range; 500 V no such meter can print.
        range(0, 500, VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);
        // HAN meters sign their currents; transformers reach some thousand amperes.
        range(-10_000, 10_000, CURRENT_L1, CURRENT_L2, CURRENT_L3, CURRENT_NEUTRAL);
        range(45, 65, FREQUENCY);
        // A Hungarian make prints 4.556.
        range(-1, 1, POWER_FACTOR, POWER_FACTOR_L1, POWER_FACTOR_L2, POWER_FACTOR_L3);
    }

    private Ranges() {
    }

    private static void range(long from, long to, Quantity... quantities) {
        for (Quantity quantity : List.of(quantities)) {
            long one = quantity.unit().one();
            TABLE.put(quantity, new Range(from * one, to * one));
        }
    }

    static boolean holds(Quantity quantity, long scaled, Dialect dialect) {
        Range range = TABLE.get(quantity);
        // German D0 meters have one signed power in each place, and none for export.
        long value = dialect == Dialect.D0 && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        return range == null || value >= range.from && value <= range.to;
    }
}
