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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.meter.EnergyUse.Quarter;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * The values of one minute.
 *
 * @param zone of the meter's calendar
 * @param serial of the electricity meter; null if not sent
 * @param ts the start of the minute in epoch seconds
 * @param cells the columns of {@link Schema#MINUTES}: n, bad and the measured values; all absent in one of the other {@link #rows}
 * @param devices new readings of M-Bus devices
 * @param quarters the quarter hours with new facts
 */
record Minute(MeterKey key, ZoneId zone, @Nullable String serial, long ts, RowValues cells,
              List<DeviceReading> devices, List<EventRow> events, List<Quarter> quarters) {
    /** Largest number of quarter hours that a minute receives from dropped minutes: those of a month. */
    private static final int MOST_QUARTERS = 31 * 96;

    /** Returns the rows that this minute writes, each as a minute of its own; the first is that of its values. */
    List<Minute> rows() {
        List<Minute> rows = new ArrayList<>();
        if (hasValues()) {
            rows.add(new Minute(key, zone, serial, ts, cells, List.of(), List.of(), List.of()));
        }
        RowValues none = new RowValues(cells.size());
        devices.forEach(device -> rows.add(new Minute(key, zone, serial, ts, none, List.of(device), List.of(), List.of())));
        events.forEach(event -> rows.add(new Minute(key, zone, serial, ts, none, List.of(), List.of(event), List.of())));
        quarters.forEach(quarter -> rows.add(new Minute(key, zone, serial, ts, none, List.of(), List.of(), List.of(quarter))));
        return rows;
    }

    boolean hasValues() {
        return cells.has(Totals.N);
    }

    long telegrams() {
        return hasValues() ? cells.get(Totals.N) : 0;
    }

    /** Returns this minute with the quarter hours of a dropped minute, which hold the energy of its time. */
    Minute withQuarterHoursOf(Minute dropped) {
        List<Quarter> all = Stream.concat(dropped.quarters.stream(), quarters.stream()).toList();
        return new Minute(key, zone, serial, ts, cells, devices, events, all.subList(Math.max(0, all.size() - MOST_QUARTERS), all.size()));
    }

    /**
     * A new reading of a gas, water or heat meter.
     *
     * @param serial null if not sent
     * @param ts in epoch seconds
     * @param litres null for a device that counts energy
     * @param kilojoules null for a device that counts volume
     */
    record DeviceReading(int channel, @Nullable String serial, Medium kind, long ts, @Nullable Long litres,
            @Nullable Long kilojoules) {
    }

    /**
     * An event: a change of a counter of the meter or of the tariff, an exchanged device, or an event of the driver.
     *
     * @param before the previous value; null if the driver does not know it, although the table may hold it
     * @param isFirst whether the meter replaced another one in this run: a value in the table is not the previous one
     */
    record EventRow(long ts, String kind, long value, @Nullable Long before, boolean isFirst) {
        EventRow(long ts, String kind, long value, @Nullable Long before) {
            this(ts, kind, value, before, false);
        }
    }

    /** Combines the readings of one minute. Each telegram that has a quantity counts once for its mean. */
    static final class Totals {
        enum Statistic { MEAN, LAST, LOWEST, HIGHEST }

        record Measure(Quantity quantity, Statistic statistic, String column) {
            long divisor() {
                boolean energy = quantity.unit() == Unit.KILOWATT_HOUR;
                int decimals = Schema.MINUTES.columns().get(Schema.MINUTES.columnIndex(column)).type().decimals();
                return Totals.divisor(quantity.decimals(), energy ? WATT_HOUR_DECIMALS : decimals);
            }
        }

        /** Decimals of a kilowatt hour, down to watt hours. */
        private static final int WATT_HOUR_DECIMALS = 3;
        static final List<Measure> MEASURES = measures();
        private static final List<Quantity> VOLTAGES = List.of(VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);

        private static final int[] POSITIONS = MEASURES.stream().mapToInt(measure -> Schema.MINUTES.columnIndex(measure.column)).toArray();
        private static final int U_MIN = Schema.MINUTES.columnIndex("u_min");
        private static final int U_MAX = Schema.MINUTES.columnIndex("u_max");
        private static final int N = Schema.MINUTES.columnIndex("n");
        private static final int BAD = Schema.MINUTES.columnIndex("bad");

        private final long[] accumulated = new long[MEASURES.size()];
        private final int[] counts = new int[MEASURES.size()];
        private final RowValues lowest = new RowValues(VOLTAGES.size());
        private final RowValues highest = new RowValues(VOLTAGES.size());
        private long telegrams;

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
                    lowest.lower(phase, values.scaled(VOLTAGES.get(phase)));
                    highest.raise(phase, values.scaled(VOLTAGES.get(phase)));
                }
            }
        }

        long telegrams() {
            return telegrams;
        }

        /** @param rejected number of rejected telegrams */
        RowValues cells(long rejected) {
            RowValues cells = new RowValues(Schema.MINUTES.columns().size());
            for (int i = 0; i < accumulated.length; i++) {
                if (counts[i] > 0) {
                    Measure measure = MEASURES.get(i);
                    long count = measure.statistic == Statistic.MEAN ? counts[i] : 1;
                    cells.set(POSITIONS[i], divide(accumulated[i], count * measure.divisor()));
                }
            }
            for (int phase = 0; phase < VOLTAGES.size(); phase++) {
                // A phase with constant 0 V does not exist: some meters on three-phase grids without neutral print such a phase.
                if (highest.has(phase) && highest.get(phase) > 0) {
                    long divisor = divisor(VOLTAGES.get(phase).decimals(), SqlTable.Type.VOLTS.decimals());
                    cells.lower(U_MIN, divide(lowest.get(phase), divisor));
                    cells.raise(U_MAX, divide(highest.get(phase), divisor));
                }
            }
            return cells.set(N, telegrams).set(BAD, rejected);
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
}
