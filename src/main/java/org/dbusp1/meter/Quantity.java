package org.dbusp1.meter;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The quantities that meters send as numbers, each with its unit and its plausible range. Values are exact whole numbers of the unit's last
 * decimal, see {@link Unit#decimals()}.
 */
public enum Quantity {
    // Energy counters; the total over the tariffs is derived where the meter prints only tariffs.
    ENERGY_IMPORT("energy_import_total_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T1("energy_import_t1_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T2("energy_import_t2_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T3("energy_import_t3_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T4("energy_import_t4_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_T5("energy_import_t5_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT("energy_export_total_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T1("energy_export_t1_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T2("energy_export_t2_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T3("energy_export_t3_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T4("energy_export_t4_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_T5("energy_export_t5_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_COMBINED("energy_combined_kwh", Unit.KILOWATT_HOUR, Range.BALANCE),
    // Energy counters of a phase: Kamstrup in Denmark only.
    ENERGY_IMPORT_L1("energy_import_l1_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_L2("energy_import_l2_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_IMPORT_L3("energy_import_l3_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_L1("energy_export_l1_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_L2("energy_export_l2_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    ENERGY_EXPORT_L3("energy_export_l3_kwh", Unit.KILOWATT_HOUR, Range.COUNTER),
    // The number of the tariff in force; which one is cheap differs between countries.
    TARIFF("tariff", Unit.COUNT, Range.TARIFF),
    // Active power. Import and export are as printed: German D0 meters print export as a negative import. Net is import
    // minus export.
    POWER_IMPORT("power_import_w", Unit.WATT, Range.POWER),
    POWER_EXPORT("power_export_w", Unit.WATT, Range.POWER),
    POWER_NET("power_net_w", Unit.WATT, Range.NET_POWER),
    POWER_ABS("power_abs_w", Unit.WATT, Range.POWER),
    POWER_IMPORT_L1("power_import_l1_w", Unit.WATT, Range.POWER),
    POWER_EXPORT_L1("power_export_l1_w", Unit.WATT, Range.POWER),
    POWER_L1("power_l1_w", Unit.WATT, Range.NET_POWER),
    POWER_IMPORT_L2("power_import_l2_w", Unit.WATT, Range.POWER),
    POWER_EXPORT_L2("power_export_l2_w", Unit.WATT, Range.POWER),
    POWER_L2("power_l2_w", Unit.WATT, Range.NET_POWER),
    POWER_IMPORT_L3("power_import_l3_w", Unit.WATT, Range.POWER),
    POWER_EXPORT_L3("power_export_l3_w", Unit.WATT, Range.POWER),
    POWER_L3("power_l3_w", Unit.WATT, Range.NET_POWER),
    // Voltage, current and power factor. P1 prints currents without a sign.
    VOLTAGE_L1("voltage_l1_v", Unit.VOLT, Range.VOLTAGE),
    VOLTAGE_L2("voltage_l2_v", Unit.VOLT, Range.VOLTAGE),
    VOLTAGE_L3("voltage_l3_v", Unit.VOLT, Range.VOLTAGE),
    CURRENT_L1("current_l1_a", Unit.AMPERE, Range.CURRENT),
    CURRENT_L2("current_l2_a", Unit.AMPERE, Range.CURRENT),
    CURRENT_L3("current_l3_a", Unit.AMPERE, Range.CURRENT),
    CURRENT_NEUTRAL("current_neutral_a", Unit.AMPERE, Range.CURRENT),
    POWER_FACTOR("power_factor", Unit.RATIO, Range.RATIO),
    POWER_FACTOR_L1("power_factor_l1", Unit.RATIO, Range.RATIO),
    POWER_FACTOR_L2("power_factor_l2", Unit.RATIO, Range.RATIO),
    POWER_FACTOR_L3("power_factor_l3", Unit.RATIO, Range.RATIO),
    FREQUENCY("frequency_hz", Unit.HERTZ, Range.FREQUENCY),
    // Reactive and apparent power.
    REACTIVE_IMPORT("reactive_import_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_IMPORT_L1("reactive_import_l1_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_IMPORT_L2("reactive_import_l2_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_IMPORT_L3("reactive_import_l3_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT("reactive_export_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT_L1("reactive_export_l1_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT_L2("reactive_export_l2_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_EXPORT_L3("reactive_export_l3_var", Unit.VAR, Range.NET_POWER),
    APPARENT_IMPORT("apparent_import_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_IMPORT_L1("apparent_import_l1_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_IMPORT_L2("apparent_import_l2_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_IMPORT_L3("apparent_import_l3_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT("apparent_export_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT_L1("apparent_export_l1_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT_L2("apparent_export_l2_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    APPARENT_EXPORT_L3("apparent_export_l3_va", Unit.VOLT_AMPERE, Range.NET_POWER),
    REACTIVE_Q1("reactive_q1_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_Q2("reactive_q2_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_Q3("reactive_q3_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_Q4("reactive_q4_var", Unit.VAR, Range.NET_POWER),
    REACTIVE_ENERGY_IMPORT("reactive_energy_import_kvarh", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_EXPORT("reactive_energy_export_kvarh", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q1("reactive_energy_q1_kvarh", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q2("reactive_energy_q2_kvarh", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q3("reactive_energy_q3_kvarh", Unit.KILOVAR_HOUR, Range.COUNTER),
    REACTIVE_ENERGY_Q4("reactive_energy_q4_kvarh", Unit.KILOVAR_HOUR, Range.COUNTER),
    // Mean power of the running quarter hour, and the highest one of the running month.
    DEMAND_IMPORT("demand_import_avg_w", Unit.WATT, Range.POWER),
    DEMAND_EXPORT("demand_export_avg_w", Unit.WATT, Range.POWER),
    // Mean of import minus export over the meter's third measuring period: Lithuania.
    DEMAND_NET("demand_net_avg_w", Unit.WATT, Range.NET_POWER),
    PEAK_IMPORT("peak_import_month_w", Unit.WATT, Range.POWER),
    PEAK_EXPORT("peak_export_month_w", Unit.WATT, Range.POWER),
    // Counters of events on the grid.
    POWER_FAILURES("power_failures", Unit.COUNT, Range.COUNTER),
    LONG_POWER_FAILURES("long_power_failures", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SAGS_L1("voltage_sags_l1", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SAGS_L2("voltage_sags_l2", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SAGS_L3("voltage_sags_l3", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SWELLS_L1("voltage_swells_l1", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SWELLS_L2("voltage_swells_l2", Unit.COUNT, Range.COUNTER),
    VOLTAGE_SWELLS_L3("voltage_swells_l3", Unit.COUNT, Range.COUNTER),
    // Fuse supervision: the current at which the meter switches off.
    FUSE("fuse_threshold_a", Unit.AMPERE, Range.FUSE),
    FUSE_EXPORT("fuse_threshold_export_a", Unit.AMPERE, Range.CURRENT);

    public static final List<Quantity> COUNTERS = Stream.of(values()).filter(Quantity::isCounter).toList();

    private static final int MOST_DIGITS = 18;

    private final String key;
    private final Unit unit;
    private final Range range;

    Quantity(String key, Unit unit, Range range) {
        this.key = key;
        this.unit = unit;
        this.range = range;
    }

    /** Returns the name of the quantity in JSON, with the unit at the end. The name never changes. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    /** Returns the values that a meter can measure. */
    public Range range() {
        return range;
    }

    /** Returns whether the quantity is a counter of energy: it never falls, and its last value is valid until the next. */
    public boolean isCounter() {
        return unit == Unit.KILOWATT_HOUR || unit == Unit.KILOVAR_HOUR;
    }

    /** Returns the number of decimals of the stored values: {@code unit().decimals()}. */
    public int decimals() {
        return unit.decimals();
    }

    /**
     * Returns a number of a binary meter as it is stored.
     *
     * @param exponent power of ten of the number, in the unit without its prefix: Wh for kWh
     * @return empty if the stored value would have more than 18 digits, or the number has an impossible power of ten
     */
    public OptionalLong scaled(BigDecimal number, int exponent) {
        int shift = exponent + decimals() - unit.prefix();
        if (shift <= -MOST_DIGITS || shift > MOST_DIGITS) {
            return OptionalLong.empty();
        }
        BigDecimal scaled = number.scaleByPowerOfTen(shift).setScale(0, RoundingMode.HALF_EVEN);
        return scaled.precision() > MOST_DIGITS ? OptionalLong.empty() : OptionalLong.of(scaled.longValue());
    }

    /**
     * The values that a meter can measure, in the quantity's unit. Ranges are wide: meters after transformers show
     * hundreds of kilowatts, or 57 V.
     *
     * @param from the lowest value
     * @param to   the highest value
     */
    public record Range(long from, long to) {
        /** 1 MW for a hundred years. A counter that is higher, or negative, would not fit the outputs' types either. */
        private static final Range COUNTER = new Range(0, 999_999_999);
        /** Hungary's balance of import and export may be negative. */
        private static final Range BALANCE = new Range(-999_999_999, 999_999_999);
        private static final Range POWER = new Range(0, 1_000_000);
        private static final Range NET_POWER = new Range(-1_000_000, 1_000_000);
        /** No such meter measures 500 V. The rule for voltages checks how long one above 300 V lasts. */
        private static final Range VOLTAGE = new Range(0, 500);
        /** HAN meters print a sign with their currents; transformers reach some thousand amperes. */
        private static final Range CURRENT = new Range(-10_000, 10_000);
        /** Luxembourg prints the limit of export, not this one, with a minus sign: 1-1:31.4.0(040*A)(-040*A). */
        private static final Range FUSE = new Range(0, 10_000);
        private static final Range FREQUENCY = new Range(45, 65);
        /** Sagemcom meters in Hungary print 4.556. */
        private static final Range RATIO = new Range(-1, 1);
        /** Home Assistant receives a list of all tariffs up to this one. */
        private static final Range TARIFF = new Range(0, 99);
    }
}
