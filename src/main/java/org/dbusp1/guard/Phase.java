package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** The quantities of one phase, and what they can show of one another. */
record Phase(Quantity power, Quantity powerImport, Quantity powerExport, Quantity voltage, Quantity current) {
    static final List<Phase> ALL = List.of(
            new Phase(POWER_L1, POWER_IMPORT_L1, POWER_EXPORT_L1, VOLTAGE_L1, CURRENT_L1),
            new Phase(POWER_L2, POWER_IMPORT_L2, POWER_EXPORT_L2, VOLTAGE_L2, CURRENT_L2),
            new Phase(POWER_L3, POWER_IMPORT_L3, POWER_EXPORT_L3, VOLTAGE_L3, CURRENT_L3));

    /** Watts that its current can carry at most, one ampere of rounding included; absent where it shows none. */
    Optional<Double> carried(Values values) {
        return values.has(voltage) && values.has(current)
                ? Optional.of(values.number(voltage) * (Math.abs(values.number(current)) + 1))
                : Optional.empty();
    }
}
