package org.dbusp1.output.history;

import static org.dbusp1.meter.Quantity.CURRENT_L1;
import static org.dbusp1.meter.Quantity.CURRENT_L2;
import static org.dbusp1.meter.Quantity.CURRENT_L3;
import static org.dbusp1.meter.Quantity.DEMAND_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_L1;
import static org.dbusp1.meter.Quantity.POWER_L2;
import static org.dbusp1.meter.Quantity.POWER_L3;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.TARIFF;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.meter.Quantity.VOLTAGE_L2;
import static org.dbusp1.meter.Quantity.VOLTAGE_L3;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@link Schema#MINUTES}: the readings of one minute. A day of rows may wait for a database.
 *
 * @param measured       in the order of {@link #MEASURES}, in the decimals of its column; null without a reading
 * @param lowestVoltage  of all phases, in 0.1 V; null without a voltage
 * @param highestVoltage of all phases, in 0.1 V; null without a voltage
 * @param telegrams      number of good telegrams
 */
record MinuteRow(List<@Nullable Long> measured, @Nullable Long lowestVoltage, @Nullable Long highestVoltage, long telegrams,
        long rejected) {
    enum Statistic { MEAN, LAST, LOWEST, HIGHEST }

    record Measure(Quantity quantity, Statistic statistic, String column) {
        long divisor() {
            boolean energy = quantity.unit() == Unit.KILOWATT_HOUR;
            return MinuteRow.divisor(quantity.decimals(), energy ? WATT_HOUR_DECIMALS : Schema.MINUTES.column(column).type().decimals());
        }
    }

    /** Decimals of a kilowatt hour, down to watt hours. */
    private static final int WATT_HOUR_DECIMALS = 3;
    private static final List<Quantity> VOLTAGES = List.of(VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);
    static final List<Measure> MEASURES = measures();

    private static List<Measure> measures() {
        List<Measure> measures = new ArrayList<>(List.of(
                new Measure(POWER_IMPORT, Statistic.MEAN, "p_imp_w"), new Measure(POWER_EXPORT, Statistic.MEAN, "p_exp_w"),
                new Measure(POWER_NET, Statistic.LOWEST, "p_min_w"), new Measure(POWER_NET, Statistic.HIGHEST, "p_max_w"),
                new Measure(POWER_L1, Statistic.MEAN, "p_l1_w"), new Measure(POWER_L2, Statistic.MEAN, "p_l2_w"),
                new Measure(POWER_L3, Statistic.MEAN, "p_l3_w"),
                new Measure(VOLTAGE_L1, Statistic.MEAN, "u_l1"), new Measure(VOLTAGE_L2, Statistic.MEAN, "u_l2"),
                new Measure(VOLTAGE_L3, Statistic.MEAN, "u_l3"),
                new Measure(CURRENT_L1, Statistic.MEAN, "i_l1"), new Measure(CURRENT_L2, Statistic.MEAN, "i_l2"),
                new Measure(CURRENT_L3, Statistic.MEAN, "i_l3"),
                new Measure(DEMAND_IMPORT, Statistic.LAST, "demand_w"), new Measure(TARIFF, Statistic.LAST, "tariff")));
        Schema.COUNTERS.forEach(counter -> measures.add(new Measure(counter, Statistic.LAST, Schema.column(counter, Schema.WH))));
        return List.copyOf(measures);
    }

    /** @param ts the start of the minute in epoch seconds */
    Map<String, @Nullable Object> columns(long ts, int device) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("ts", ts);
        for (int i = 0; i < measured.size(); i++) {
            columns.put(MEASURES.get(i).column(), measured.get(i));
        }
        columns.put("u_min", lowestVoltage);
        columns.put("u_max", highestVoltage);
        columns.put("n", telegrams);
        columns.put("bad", rejected);
        columns.put("device", device);
        return columns;
    }

    /** Combines the readings of one minute. Each telegram that has a quantity counts once for its mean. */
    static final class Totals {
        private final long[] accumulated = new long[MEASURES.size()];
        private final int[] counts = new int[MEASURES.size()];
        private final long[] lowest = new long[VOLTAGES.size()];
        private final long[] highest = new long[VOLTAGES.size()];
        private long telegrams;

        Totals() {
            Arrays.fill(lowest, Long.MAX_VALUE);
        }

        void add(Values values) {
            telegrams++;
            for (int i = 0; i < accumulated.length; i++) {
                Measure measure = MEASURES.get(i);
                if (values.has(measure.quantity)) {
                    long value = values.scaled(measure.quantity);
                    accumulated[i] = counts[i] == 0 ? value : switch (measure.statistic) {
                        case MEAN -> accumulated[i] + value;
                        case LAST -> value;
                        case LOWEST -> Math.min(accumulated[i], value);
                        case HIGHEST -> Math.max(accumulated[i], value);
                    };
                    counts[i]++;
                }
            }
            for (int phase = 0; phase < VOLTAGES.size(); phase++) {
                if (values.has(VOLTAGES.get(phase))) {
                    lowest[phase] = Math.min(lowest[phase], values.scaled(VOLTAGES.get(phase)));
                    highest[phase] = Math.max(highest[phase], values.scaled(VOLTAGES.get(phase)));
                }
            }
        }

        long telegrams() {
            return telegrams;
        }

        MinuteRow row(long rejected) {
            @Nullable Long[] measured = new Long[MEASURES.size()];
            for (int i = 0; i < measured.length; i++) {
                if (counts[i] > 0) {
                    Measure measure = MEASURES.get(i);
                    long count = measure.statistic == Statistic.MEAN ? counts[i] : 1;
                    measured[i] = divide(accumulated[i], count * measure.divisor());
                }
            }
            Long lowestVoltage = null;
            Long highestVoltage = null;
            for (int phase = 0; phase < VOLTAGES.size(); phase++) {
                // A phase with constant 0 V does not exist: some meters on three-phase grids without neutral print such a phase.
                if (highest[phase] > 0) {
                    long divisor = divisor(VOLTAGES.get(phase).decimals(), SqlTable.Type.VOLTS.decimals());
                    long low = divide(lowest[phase], divisor);
                    long high = divide(highest[phase], divisor);
                    lowestVoltage = lowestVoltage == null ? low : Math.min(lowestVoltage, low);
                    highestVoltage = highestVoltage == null ? high : Math.max(highestVoltage, high);
                }
            }
            return new MinuteRow(Collections.unmodifiableList(Arrays.asList(measured)), lowestVoltage, highestVoltage, telegrams, rejected);
        }
    }

    /** The divisor that reduces a value to fewer decimals. */
    private static long divisor(int decimals, int wanted) {
        return BigInteger.TEN.pow(decimals - wanted).longValueExact();
    }

    /** The nearest whole quotient; halves are rounded to even, so that means are not too high. */
    private static long divide(long value, long by) {
        return BigDecimal.valueOf(value).divide(BigDecimal.valueOf(by), 0, RoundingMode.HALF_EVEN).longValueExact();
    }
}
