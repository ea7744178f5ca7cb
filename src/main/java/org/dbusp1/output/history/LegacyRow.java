package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.Directions;
import org.dbusp1.output.Volume;

/**
 * What the tables of older loggers hold of a meter.
 *
 * @param in1    import in tariff 1, kWh
 * @param in2    import in tariff 2, kWh
 * @param power  import, whole W
 * @param tariff the one in force
 * @param gas    counter of the first gas meter, m3
 */
record LegacyRow(Optional<BigDecimal> in1, Optional<BigDecimal> in2, Optional<BigDecimal> power,
                 Optional<BigDecimal> tariff, Optional<BigDecimal> gas) {
    /** Of the minutes whose power a row has. */
    static final String POWER_COLUMN = "p_imp_w";

    private static final int IN_1 = Schema.MINUTES.place(Counter.IMP_T1.column());
    private static final int IN_2 = Schema.MINUTES.place(Counter.IMP_T2.column());
    private static final int POWER = Schema.MINUTES.place(POWER_COLUMN);
    private static final int TARIFF = Schema.MINUTES.place("tariff");
    private static final int DECIMALS = 3;

    /** What a minute came to: the mean power, all else as it was last seen. */
    static LegacyRow of(Minute minute) {
        Cells cells = minute.cells();
        return new LegacyRow(cell(cells, IN_1, DECIMALS), cell(cells, IN_2, DECIMALS), cell(cells, POWER, 0),
                cell(cells, TARIFF, 0), minute.gas());
    }

    /** What is so now. */
    static LegacyRow of(Snapshot snapshot) {
        Values values = Directions.of(snapshot);
        return new LegacyRow(value(values, Quantity.ENERGY_IMPORT_T1), value(values, Quantity.ENERGY_IMPORT_T2),
                value(values, Quantity.POWER_IMPORT).map(watts -> watts.setScale(0, RoundingMode.HALF_EVEN)),
                value(values, Quantity.TARIFF), gas(snapshot.devices()));
    }

    /** The counter of the first gas meter; where there is none, of the first other meter that counts a volume. */
    static Optional<BigDecimal> gas(List<MBusDevice> devices) {
        return devices.stream()
                .filter(device -> device.reading().flatMap(Volume::cubicMeters).isPresent())
                .min(Comparator.<MBusDevice, Boolean>comparing(device -> device.medium() != Medium.GAS)
                        .thenComparing(MBusDevice::channel))
                .flatMap(MBusDevice::reading)
                .flatMap(Volume::cubicMeters);
    }

    List<Optional<BigDecimal>> columns() {
        return List.of(in1, in2, power, tariff, gas);
    }

    private static Optional<BigDecimal> cell(Cells cells, int place, int decimals) {
        return cells.has(place) ? Optional.of(BigDecimal.valueOf(cells.get(place), decimals)) : Optional.empty();
    }

    private static Optional<BigDecimal> value(Values values, Quantity quantity) {
        return values.has(quantity) ? Optional.of(values.decimal(quantity)) : Optional.empty();
    }
}
