package org.dbusp1.meter;

import java.util.List;

/** A phase of the grid connection, and its quantities. */
public enum Phase {
    L1, L2, L3;

    public static final List<Phase> ALL = List.of(values());

    private final Quantity power = quantity("POWER");
    private final Quantity powerImport = quantity("POWER_IMPORT");
    private final Quantity powerExport = quantity("POWER_EXPORT");
    private final Quantity voltage = quantity("VOLTAGE");
    private final Quantity current = quantity("CURRENT");
    private final Quantity powerFactor = quantity("POWER_FACTOR");
    private final Quantity energyImport = quantity("ENERGY_IMPORT");
    private final Quantity energyExport = quantity("ENERGY_EXPORT");

    private Quantity quantity(String kind) {
        return Quantity.valueOf(kind + "_" + name());
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

    public boolean hasValues(Values values) {
        return values.has(power) || values.has(voltage) || values.has(current);
    }
}
