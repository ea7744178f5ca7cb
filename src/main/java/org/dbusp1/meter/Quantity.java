package org.dbusp1.meter;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The quantities that meters send as numbers, each with its name, its unit and its plausible range. Values are exact whole
 * numbers of the unit's last decimal, see {@link Unit#decimals()}.
 */
public enum Quantity {
    // Energy counters; the total over the tariffs is derived if the meter prints only tariffs.
    ENERGY_IMPORT("energy.import.total", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T1("energy.import.t1", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T2("energy.import.t2", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T3("energy.import.t3", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T4("energy.import.t4", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T5("energy.import.t5", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT("energy.export.total", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T1("energy.export.t1", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T2("energy.export.t2", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T3("energy.export.t3", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T4("energy.export.t4", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T5("energy.export.t5", Unit.KILOWATT_HOUR, Range.COUNTER),
    // Import plus export, as Hungarian meters print it.
    ENERGY_COMBINED("energy.combined", Unit.KILOWATT_HOUR, Range.COUNTER),
    // Energy counters of a phase: only Kamstrup in Denmark.
    ENERGY_IMPORT_L1("energy.import.l1", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_L2("energy.import.l2", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_L3("energy.import.l3", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_L1("energy.export.l1", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_L2("energy.export.l2", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_L3("energy.export.l3", Unit.KILOWATT_HOUR, Range.COUNTER),
    // The number of the tariff in force; which number is cheap differs between countries.
    TARIFF("tariff", Unit.COUNT, Range.TARIFF),
    // Active power. Import and export are as printed: German D0 meters print export as a negative import. Net is import
    // minus export.
    POWER_IMPORT("power.import", Unit.WATT, Range.POWER),
    POWER_EXPORT("power.export", Unit.WATT, Range.POWER),
    POWER_NET("power.net", Unit.WATT, Range.NET_POWER),
    // Power without a direction, by meters that do not tell import from export.
    POWER_ABS("power.abs", Unit.WATT, Range.POWER),
    POWER_IMPORT_L1("power.import.l1", Unit.WATT, Range.POWER),
    POWER_EXPORT_L1("power.export.l1", Unit.WATT, Range.POWER),
    POWER_L1("power.l1", Unit.WATT, Range.NET_POWER),
    POWER_IMPORT_L2("power.import.l2", Unit.WATT, Range.POWER),
    POWER_EXPORT_L2("power.export.l2", Unit.WATT, Range.POWER),
    POWER_L2("power.l2", Unit.WATT, Range.NET_POWER),
    POWER_IMPORT_L3("power.import.l3", Unit.WATT, Range.POWER),
    POWER_EXPORT_L3("power.export.l3", Unit.WATT, Range.POWER),
    POWER_L3("power.l3", Unit.WATT, Range.NET_POWER),
    // Voltage, current and power factor. P1 prints currents without a sign.
    VOLTAGE_L1("voltage.l1", Unit.VOLT, Range.VOLTAGE),
    VOLTAGE_L2("voltage.l2", Unit.VOLT, Range.VOLTAGE),
    VOLTAGE_L3("voltage.l3", Unit.VOLT, Range.VOLTAGE),
    CURRENT_L1("current.l1", Unit.AMPERE, Range.CURRENT),
    CURRENT_L2("current.l2", Unit.AMPERE, Range.CURRENT),
    CURRENT_L3("current.l3", Unit.AMPERE, Range.CURRENT),
    CURRENT_NEUTRAL("current.neutral", Unit.AMPERE, Range.CURRENT),
    POWER_FACTOR("power-factor", Unit.RATIO, Range.RATIO),
    POWER_FACTOR_L1("power-factor.l1", Unit.RATIO, Range.RATIO),
    POWER_FACTOR_L2("power-factor.l2", Unit.RATIO, Range.RATIO),
    POWER_FACTOR_L3("power-factor.l3", Unit.RATIO, Range.RATIO),
    FREQUENCY("frequency", Unit.HERTZ, Range.FREQUENCY),
    // Reactive and apparent power.
    REACTIVE_IMPORT("reactive.import", Unit.VAR, Range.NET_POWER),
    REACTIVE_IMPORT_L1("reactive.import.l1", Unit.VAR, Range.NET_POWER),
    REACTIVE_IMPORT_L2("reactive.import.l2", Unit.VAR, Range.NET_POWER),
    REACTIVE_IMPORT_L3("reactive.import.l3", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT("reactive.export", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT_L1("reactive.export.l1", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT_L2("reactive.export.l2", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT_L3("reactive.export.l3", Unit.VAR, Range.NET_POWER),
    APPARENT_IMPORT("apparent.import", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_IMPORT_L1("apparent.import.l1", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_IMPORT_L2("apparent.import.l2", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_IMPORT_L3("apparent.import.l3", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT("apparent.export", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT_L1("apparent.export.l1", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT_L2("apparent.export.l2", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT_L3("apparent.export.l3", Unit.VOLT_AMPERE, Range.NET_POWER),
    REACTIVE_Q1("reactive.q1", Unit.VAR, Range.NET_POWER),
    REACTIVE_Q2("reactive.q2", Unit.VAR, Range.NET_POWER),
    REACTIVE_Q3("reactive.q3", Unit.VAR, Range.NET_POWER),
    REACTIVE_Q4("reactive.q4", Unit.VAR, Range.NET_POWER),
    REACTIVE_ENERGY_IMPORT("reactive-energy.import", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_EXPORT("reactive-energy.export", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q1("reactive-energy.q1", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q2("reactive-energy.q2", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q3("reactive-energy.q3", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q4("reactive-energy.q4", Unit.KILOVAR_HOUR, Range.COUNTER),
    // Demand of the running quarter hour: its energy so far divided by the whole quarter hour, so that it begins at 0; and the highest
    // mean of a quarter hour in the running month.
    DEMAND_IMPORT("demand.import-avg", Unit.WATT, Range.POWER),
    DEMAND_EXPORT("demand.export-avg", Unit.WATT, Range.POWER),
    // Mean of import minus export over the meter's third measuring period: Lithuania.
    DEMAND_NET("demand.net-avg", Unit.WATT, Range.NET_POWER),
    PEAK_IMPORT("peak.import-month", Unit.WATT, Range.POWER),
    PEAK_EXPORT("peak.export-month", Unit.WATT, Range.POWER),
    // Counters of events on the grid.
    POWER_FAILURES("power-failures", Unit.COUNT, Range.COUNTER),
    LONG_POWER_FAILURES("long-power-failures", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SAGS_L1("voltage-sags.l1", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SAGS_L2("voltage-sags.l2", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SAGS_L3("voltage-sags.l3", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SWELLS_L1("voltage-swells.l1", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SWELLS_L2("voltage-swells.l2", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SWELLS_L3("voltage-swells.l3", Unit.COUNT, Range.COUNTER),
    // Fuse supervision: the current at which the meter switches off.
    FUSE("fuse.threshold", Unit.AMPERE, Range.FUSE),
    FUSE_EXPORT("fuse.threshold-export", Unit.AMPERE, Range.CURRENT);

    public static final List<Quantity> ENERGY_COUNTERS = Stream.of(values()).filter(Quantity::isEnergyCounter).toList();

    private static final int MOST_DIGITS = 18;

    private final String dottedName;
    private final String key;
    private final Unit unit;
    private final Range range;

    Quantity(String words, Unit unit, Range range) {
        this.dottedName = words;
        String name = words.replace('.', '_').replace('-', '_');
        this.key = unit.symbol().isEmpty() ? name : name + "_" + unit.symbol().toLowerCase(Locale.ROOT);
        this.unit = unit;
        this.range = range;
    }

    /** Returns the name with dots between its parts and hyphens between the words of a part: {@code voltage-sags.l1}. */
    public String dottedName() {
        return dottedName;
    }

    /** Returns the name of the quantity in JSON, with the unit at the end: {@code power_l1_w}. The name never changes. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    public Range range() {
        return range;
    }

    public boolean isEnergyCounter() {
        return unit == Unit.KILOWATT_HOUR || unit == Unit.KILOVAR_HOUR;
    }

    public boolean isOfExport() {
        return (unit == Unit.WATT || unit == Unit.KILOWATT_HOUR) && dottedName.contains("export");
    }

    public int decimals() {
        return unit.decimals();
    }

    /**
     * Returns a number of a binary meter as it is stored.
     *
     * @param exponent power of ten of the number, in the unit without its prefix: Wh for kWh
     * @return null if the stored value would have more than 18 digits, or the number has an impossible power of ten
     */
    public @Nullable Long scaled(BigDecimal number, int exponent) {
        int shift = exponent + decimals() - unit.prefixExponent();
        if (shift <= -MOST_DIGITS || shift > MOST_DIGITS) {
            return null;
        }
        BigDecimal scaled = number.scaleByPowerOfTen(shift).setScale(0, RoundingMode.HALF_EVEN);
        return scaled.precision() > MOST_DIGITS ? null : scaled.longValue();
    }

    /**
     * The values that a meter can measure, in the quantity's unit. Ranges are wide: meters after transformers show
     * hundreds of kilowatts, or 57 V.
     */
    public record Range(long from, long to) {
        /** 1 MW for a hundred years. A counter that is higher, or negative, would not fit the outputs' types either. */
        private static final Range COUNTER = new Range(0, 999_999_999);
        /** Of an optical port the absolute value counts: some of these meters print export as a negative import. */
        private static final Range POWER = new Range(0, 1_000_000);
        private static final Range NET_POWER = new Range(-1_000_000, 1_000_000);
        /** No such meter measures more. The guard also checks how long a high voltage lasts. */
        private static final Range VOLTAGE = new Range(0, 500);
        /** HAN meters print a sign with their currents; transformers reach some thousand amperes. */
        private static final Range CURRENT = new Range(-10_000, 10_000);
        /** Only the limit of export is negative, in Luxembourg: 1-1:31.4.0(040*A)(-040*A). */
        private static final Range FUSE = new Range(0, 10_000);
        private static final Range FREQUENCY = new Range(45, 65);
        /** Sagemcom meters in Hungary print 4.556, which is withheld. */
        private static final Range RATIO = new Range(-1, 1);
        /** Home Assistant receives a list of all tariffs up to the highest. */
        private static final Range TARIFF = new Range(0, 99);
    }
}
