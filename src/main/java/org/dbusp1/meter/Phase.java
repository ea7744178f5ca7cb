package org.dbusp1.meter;

/** A phase of the grid connection, and the quantities that meters print of it. */
public enum Phase {
    L1(Quantity.POWER_L1, Quantity.POWER_IMPORT_L1, Quantity.POWER_EXPORT_L1, Quantity.VOLTAGE_L1, Quantity.CURRENT_L1),
    L2(Quantity.POWER_L2, Quantity.POWER_IMPORT_L2, Quantity.POWER_EXPORT_L2, Quantity.VOLTAGE_L2, Quantity.CURRENT_L2),
    L3(Quantity.POWER_L3, Quantity.POWER_IMPORT_L3, Quantity.POWER_EXPORT_L3, Quantity.VOLTAGE_L3, Quantity.CURRENT_L3);

    private final Quantity power;
    private final Quantity powerImport;
    private final Quantity powerExport;
    private final Quantity voltage;
    private final Quantity current;

    Phase(Quantity power, Quantity powerImport, Quantity powerExport, Quantity voltage, Quantity current) {
        this.power = power;
        this.powerImport = powerImport;
        this.powerExport = powerExport;
        this.voltage = voltage;
        this.current = current;
    }

    /** Import minus export: negative while the phase exports. */
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
}
