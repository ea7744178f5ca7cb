package org.dbusp1.meter;

import java.util.List;

/** A phase of the grid connection, and its quantities. */
public enum Phase {
    L1(Quantity.POWER_L1, Quantity.POWER_IMPORT_L1, Quantity.POWER_EXPORT_L1, Quantity.VOLTAGE_L1, Quantity.CURRENT_L1,
            Quantity.POWER_FACTOR_L1, Quantity.ENERGY_IMPORT_L1, Quantity.ENERGY_EXPORT_L1),
    L2(Quantity.POWER_L2, Quantity.POWER_IMPORT_L2, Quantity.POWER_EXPORT_L2, Quantity.VOLTAGE_L2, Quantity.CURRENT_L2,
            Quantity.POWER_FACTOR_L2, Quantity.ENERGY_IMPORT_L2, Quantity.ENERGY_EXPORT_L2),
    L3(Quantity.POWER_L3, Quantity.POWER_IMPORT_L3, Quantity.POWER_EXPORT_L3, Quantity.VOLTAGE_L3, Quantity.CURRENT_L3,
            Quantity.POWER_FACTOR_L3, Quantity.ENERGY_IMPORT_L3, Quantity.ENERGY_EXPORT_L3);

    /** All phases in their order. */
    public static final List<Phase> ALL = List.of(values());

    private final Quantity power;
    private final Quantity powerImport;
    private final Quantity powerExport;
    private final Quantity voltage;
    private final Quantity current;
    private final Quantity powerFactor;
    private final Quantity energyImport;
    private final Quantity energyExport;

    Phase(Quantity power, Quantity powerImport, Quantity powerExport, Quantity voltage, Quantity current,
          Quantity powerFactor, Quantity energyImport, Quantity energyExport) {
        this.power = power;
        this.powerImport = powerImport;
        this.powerExport = powerExport;
        this.voltage = voltage;
        this.current = current;
        this.powerFactor = powerFactor;
        this.energyImport = energyImport;
        this.energyExport = energyExport;
    }

    /** Returns the quantity of the phase's power, import minus export: negative while the phase exports. */
    public Quantity power() {
        return power;
    }

    public Quantity powerImport() {
        return powerImport;
    }

    public Quantity powerExport() {
        return powerExport;
    }

    public Quantity voltage() {
        return voltage;
    }

    public Quantity current() {
        return current;
    }

    public Quantity powerFactor() {
        return powerFactor;
    }

    public Quantity energyImport() {
        return energyImport;
    }

    public Quantity energyExport() {
        return energyExport;
    }

    /** Returns whether the values hold the phase's power, voltage or current. */
    public boolean hasValues(Values values) {
        return values.has(power) || values.has(voltage) || values.has(current);
    }
}
