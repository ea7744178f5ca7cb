package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/**
 * What a meter with a P1 or HAN port can measure at all. A value outside comes from a fault of the meter, or from a
 * checksum that matched by chance. The ranges are wide: meters behind transformers show hundreds of kilowatts, or 57 V.
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
        range(-1_000_000, 1_000_000, POWER_NET, DEMAND_NET, POWER_L1, POWER_L2, POWER_L3, REACTIVE_IMPORT,
                REACTIVE_EXPORT,
                REACTIVE_IMPORT_L1, REACTIVE_IMPORT_L2, REACTIVE_IMPORT_L3, REACTIVE_EXPORT_L1, REACTIVE_EXPORT_L2,
                REACTIVE_EXPORT_L3, REACTIVE_Q1, REACTIVE_Q2, REACTIVE_Q3, REACTIVE_Q4, APPARENT_IMPORT,
                APPARENT_IMPORT_L1, APPARENT_IMPORT_L2, APPARENT_IMPORT_L3, APPARENT_EXPORT, APPARENT_EXPORT_L1,
                APPARENT_EXPORT_L2, APPARENT_EXPORT_L3);
        // 1 MW for a hundred years. A counter that is higher, or negative, would not fit the outputs' types either.
        range(0, 999_999_999, ENERGY_IMPORT, ENERGY_IMPORT_T1, ENERGY_IMPORT_T2, ENERGY_IMPORT_T3, ENERGY_IMPORT_T4,
                ENERGY_IMPORT_T5, ENERGY_IMPORT_T6, ENERGY_IMPORT_L1, ENERGY_IMPORT_L2, ENERGY_IMPORT_L3, ENERGY_EXPORT,
                ENERGY_EXPORT_T1, ENERGY_EXPORT_T2, ENERGY_EXPORT_T3, ENERGY_EXPORT_T4, ENERGY_EXPORT_T5,
                ENERGY_EXPORT_L1, ENERGY_EXPORT_L2, ENERGY_EXPORT_L3, REACTIVE_ENERGY_IMPORT, REACTIVE_ENERGY_EXPORT,
                REACTIVE_ENERGY_Q1, REACTIVE_ENERGY_Q2, REACTIVE_ENERGY_Q3, REACTIVE_ENERGY_Q4);
        // Hungary's balance of import and export may be negative.
        range(-999_999_999, 999_999_999, ENERGY_COMBINED);
        range(0, 999_999_999, TARIFF, POWER_FAILURES, LONG_POWER_FAILURES, VOLTAGE_SAGS_L1, VOLTAGE_SAGS_L2,
                VOLTAGE_SAGS_L3, VOLTAGE_SWELLS_L1, VOLTAGE_SWELLS_L2, VOLTAGE_SWELLS_L3);
        range(1, 3, TEMPO_TODAY, TEMPO_TOMORROW);
        // No such meter measures 500 V. PhaseRules judges what is above 300 V by how long it stays.
        range(0, 500, VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);
        // HAN meters print a sign with their currents; transformers reach some thousand amperes.
        range(-10_000, 10_000, CURRENT_L1, CURRENT_L2, CURRENT_L3, CURRENT_NEUTRAL);
        range(45, 65, FREQUENCY);
        range(0, 10_000, FUSE);
        // Luxembourg prints the limit of export with a minus sign: 1-1:31.4.0(040*A)(-040*A).
        range(-10_000, 10_000, FUSE_EXPORT);
        // Sagemcom meters in Hungary print 4.556.
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
        // Some German meters, with D0 or SML, have one signed power in each place, and none for export.
        boolean german = dialect.port() == Dialect.Port.OPTICAL;
        long value = german && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        return range == null || value >= range.from && value <= range.to;
    }
}
