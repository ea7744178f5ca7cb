package org.dbusp1.output.venus;

import java.util.List;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** What a meter says of one of its phases. */
record MeterPhase(Quantity power, Quantity voltage, Quantity current, Quantity powerFactor, Quantity energyImport,
                  Quantity energyExport) {
    static final MeterPhase L1 = new MeterPhase(Quantity.POWER_L1, Quantity.VOLTAGE_L1, Quantity.CURRENT_L1,
            Quantity.POWER_FACTOR_L1, Quantity.ENERGY_IMPORT_L1, Quantity.ENERGY_EXPORT_L1);
    static final MeterPhase L2 = new MeterPhase(Quantity.POWER_L2, Quantity.VOLTAGE_L2, Quantity.CURRENT_L2,
            Quantity.POWER_FACTOR_L2, Quantity.ENERGY_IMPORT_L2, Quantity.ENERGY_EXPORT_L2);
    static final MeterPhase L3 = new MeterPhase(Quantity.POWER_L3, Quantity.VOLTAGE_L3, Quantity.CURRENT_L3,
            Quantity.POWER_FACTOR_L3, Quantity.ENERGY_IMPORT_L3, Quantity.ENERGY_EXPORT_L3);
    static final List<MeterPhase> ALL = List.of(L1, L2, L3);

    /** Whether there is power, voltage or current of it. */
    boolean hasValues(Values values) {
        return values.has(power) || values.has(voltage) || values.has(current);
    }
}
