package org.dbusp1.output.http;

import java.math.BigDecimal;
import org.dbusp1.meter.Quantity;

/**
 * The place of a quantity among Prometheus' families.
 *
 * @param labels as they are printed
 * @param factor from the quantity's unit to the family's
 */
record Sample(MetricFamily family, String labels, BigDecimal factor) {
    private static final BigDecimal KILOWATT_HOUR = BigDecimal.valueOf(3_600_000);

    /** Returns the sample of a quantity. */
    static Sample of(Quantity quantity) {
        return switch (quantity) {
            case ENERGY_IMPORT -> energy(MetricFamily.ENERGY_ALL, "direction", "import");
            case ENERGY_EXPORT -> energy(MetricFamily.ENERGY_ALL, "direction", "export");
            case ENERGY_IMPORT_T1, ENERGY_IMPORT_T2, ENERGY_IMPORT_T3, ENERGY_IMPORT_T4, ENERGY_IMPORT_T5,
                    ENERGY_IMPORT_T6 ->
                    energy(MetricFamily.ENERGY, "direction", "import", "tariff", last(quantity));
            case ENERGY_EXPORT_T1, ENERGY_EXPORT_T2, ENERGY_EXPORT_T3, ENERGY_EXPORT_T4, ENERGY_EXPORT_T5 ->
                    energy(MetricFamily.ENERGY, "direction", "export", "tariff", last(quantity));
            case ENERGY_COMBINED -> energy(MetricFamily.ENERGY_COMBINED);
            case ENERGY_IMPORT_L1, ENERGY_IMPORT_L2, ENERGY_IMPORT_L3 ->
                    energy(MetricFamily.PHASE_ENERGY, "direction", "import", "phase", phase(quantity));
            case ENERGY_EXPORT_L1, ENERGY_EXPORT_L2, ENERGY_EXPORT_L3 ->
                    energy(MetricFamily.PHASE_ENERGY, "direction", "export", "phase", phase(quantity));
            case TARIFF -> plain(MetricFamily.TARIFF);
            case POWER_IMPORT -> plain(MetricFamily.POWER, "direction", "import");
            case POWER_EXPORT -> plain(MetricFamily.POWER, "direction", "export");
            case POWER_NET -> plain(MetricFamily.NET_POWER);
            case POWER_ABS -> plain(MetricFamily.ABSOLUTE_POWER);
            case POWER_IMPORT_L1, POWER_IMPORT_L2, POWER_IMPORT_L3 ->
                    plain(MetricFamily.PHASE_POWER, "direction", "import", "phase", phase(quantity));
            case POWER_EXPORT_L1, POWER_EXPORT_L2, POWER_EXPORT_L3 ->
                    plain(MetricFamily.PHASE_POWER, "direction", "export", "phase", phase(quantity));
            case POWER_L1, POWER_L2, POWER_L3 -> plain(MetricFamily.PHASE_NET_POWER, "phase", phase(quantity));
            case VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3 -> plain(MetricFamily.VOLTAGE, "phase", phase(quantity));
            case CURRENT_L1, CURRENT_L2, CURRENT_L3 -> plain(MetricFamily.CURRENT, "phase", phase(quantity));
            case CURRENT_NEUTRAL -> plain(MetricFamily.CURRENT, "phase", "n");
            case POWER_FACTOR -> plain(MetricFamily.POWER_FACTOR);
            case POWER_FACTOR_L1, POWER_FACTOR_L2, POWER_FACTOR_L3 ->
                    plain(MetricFamily.PHASE_POWER_FACTOR, "phase", phase(quantity));
            case FREQUENCY -> plain(MetricFamily.FREQUENCY);
            case REACTIVE_IMPORT -> plain(MetricFamily.REACTIVE_POWER, "direction", "import");
            case REACTIVE_EXPORT -> plain(MetricFamily.REACTIVE_POWER, "direction", "export");
            case REACTIVE_IMPORT_L1, REACTIVE_IMPORT_L2, REACTIVE_IMPORT_L3 ->
                    plain(MetricFamily.PHASE_REACTIVE_POWER, "direction", "import", "phase", phase(quantity));
            case REACTIVE_EXPORT_L1, REACTIVE_EXPORT_L2, REACTIVE_EXPORT_L3 ->
                    plain(MetricFamily.PHASE_REACTIVE_POWER, "direction", "export", "phase", phase(quantity));
            case REACTIVE_Q1, REACTIVE_Q2, REACTIVE_Q3, REACTIVE_Q4 ->
                    plain(MetricFamily.QUADRANT_REACTIVE_POWER, "quadrant", last(quantity));
            case APPARENT_IMPORT -> plain(MetricFamily.APPARENT_POWER, "direction", "import");
            case APPARENT_EXPORT -> plain(MetricFamily.APPARENT_POWER, "direction", "export");
            case APPARENT_IMPORT_L1, APPARENT_IMPORT_L2, APPARENT_IMPORT_L3 ->
                    plain(MetricFamily.PHASE_APPARENT_POWER, "direction", "import", "phase", phase(quantity));
            case APPARENT_EXPORT_L1, APPARENT_EXPORT_L2, APPARENT_EXPORT_L3 ->
                    plain(MetricFamily.PHASE_APPARENT_POWER, "direction", "export", "phase", phase(quantity));
            case REACTIVE_ENERGY_IMPORT -> energy(MetricFamily.REACTIVE_ENERGY, "direction", "import");
            case REACTIVE_ENERGY_EXPORT -> energy(MetricFamily.REACTIVE_ENERGY, "direction", "export");
            case REACTIVE_ENERGY_Q1, REACTIVE_ENERGY_Q2, REACTIVE_ENERGY_Q3, REACTIVE_ENERGY_Q4 ->
                    energy(MetricFamily.QUADRANT_REACTIVE_ENERGY, "quadrant", last(quantity));
            case DEMAND_IMPORT -> plain(MetricFamily.QUARTER_DEMAND, "direction", "import");
            case DEMAND_EXPORT -> plain(MetricFamily.QUARTER_DEMAND, "direction", "export");
            case DEMAND_NET -> plain(MetricFamily.NET_DEMAND);
            case PEAK_IMPORT -> plain(MetricFamily.MONTH_PEAK, "direction", "import");
            case PEAK_EXPORT -> plain(MetricFamily.MONTH_PEAK, "direction", "export");
            case POWER_FAILURES -> plain(MetricFamily.POWER_FAILURES);
            case LONG_POWER_FAILURES -> plain(MetricFamily.LONG_POWER_FAILURES);
            case VOLTAGE_SAGS_L1, VOLTAGE_SAGS_L2, VOLTAGE_SAGS_L3 ->
                    plain(MetricFamily.VOLTAGE_SAGS, "phase", phase(quantity));
            case VOLTAGE_SWELLS_L1, VOLTAGE_SWELLS_L2, VOLTAGE_SWELLS_L3 ->
                    plain(MetricFamily.VOLTAGE_SWELLS, "phase", phase(quantity));
            case FUSE -> plain(MetricFamily.FUSE, "direction", "import");
            case FUSE_EXPORT -> plain(MetricFamily.FUSE, "direction", "export");
            case TEMPO_TODAY -> plain(MetricFamily.TEMPO, "day", "today");
            case TEMPO_TOMORROW -> plain(MetricFamily.TEMPO, "day", "tomorrow");
        };
    }

    private static Sample energy(MetricFamily family, String... labels) {
        return new Sample(family, Metrics.labels(labels), KILOWATT_HOUR);
    }

    private static Sample plain(MetricFamily family, String... labels) {
        return new Sample(family, Metrics.labels(labels), BigDecimal.ONE);
    }

    /** Returns the phase at the end of a quantity's name: {@code l1}. */
    private static String phase(Quantity quantity) {
        return "l" + last(quantity);
    }

    private static String last(Quantity quantity) {
        return quantity.name().substring(quantity.name().length() - 1);
    }
}
