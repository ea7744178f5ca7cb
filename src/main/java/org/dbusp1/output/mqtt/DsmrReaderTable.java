package org.dbusp1.output.mqtt;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.dbusp1.meter.EnergyUse.Counter;
import org.dbusp1.meter.EnergyUse.Known;
import org.dbusp1.meter.EnergyUse.QuarterMean;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.Directions;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.mqtt.Profile.Row;

/**
 * The topics of dsmr-reader: kWh, kW and m3 with three decimals, volts with one, whole amperes, times in UTC. In its
 * JSON decimals are strings and an absent value is null. Totals of days, months and years hold what the ledger
 * knows of them; there are no costs.
 */
final class DsmrReaderTable {
    /** A value of a group: it has its topic, and its field in the group's JSON. */
    private record Field(String name, boolean string, Function<Snapshot, Optional<String>> text) {
    }

    private static final List<Field> READING = List.of(
            // In dsmr-reader the number of the database row; here the number of the telegram since the start.
            new Field("id", false, snapshot -> Optional.of(
                    Long.toString(snapshot.quality().accepted() + snapshot.quality().repaired()))),
            new Field("timestamp", true, snapshot -> Optional.of(time(snapshot).toString())),
            energy("electricity_delivered_1", Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT),
            energy("electricity_returned_1", Quantity.ENERGY_EXPORT_T1, Quantity.ENERGY_EXPORT),
            energy("electricity_delivered_2", Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_IMPORT_T2),
            energy("electricity_returned_2", Quantity.ENERGY_EXPORT_T2, Quantity.ENERGY_EXPORT_T2),
            power("electricity_currently_delivered", Quantity.POWER_IMPORT),
            power("electricity_currently_returned", Quantity.POWER_EXPORT),
            power("phase_currently_delivered_l1", Quantity.POWER_IMPORT_L1),
            power("phase_currently_delivered_l2", Quantity.POWER_IMPORT_L2),
            power("phase_currently_delivered_l3", Quantity.POWER_IMPORT_L3),
            power("phase_currently_returned_l1", Quantity.POWER_EXPORT_L1),
            power("phase_currently_returned_l2", Quantity.POWER_EXPORT_L2),
            power("phase_currently_returned_l3", Quantity.POWER_EXPORT_L3),
            new Field("extra_device_timestamp", true,
                    snapshot -> gas(snapshot).map(counter -> counter.time().instant().toString())),
            new Field("extra_device_delivered", true,
                    snapshot -> gas(snapshot).flatMap(MBusDevice.Counter::cubicMeters)
                            .map(DsmrReaderTable::thousandths)),
            value("phase_voltage_l1", true, Quantity.VOLTAGE_L1, 1),
            value("phase_voltage_l2", true, Quantity.VOLTAGE_L2, 1),
            value("phase_voltage_l3", true, Quantity.VOLTAGE_L3, 1),
            value("phase_power_current_l1", false, Quantity.CURRENT_L1, 0),
            value("phase_power_current_l2", false, Quantity.CURRENT_L2, 0),
            value("phase_power_current_l3", false, Quantity.CURRENT_L3, 0));

    private static final List<Field> STATISTICS = List.of(
            new Field("dsmr_version", true, DsmrReaderTable::version),
            count("electricity_tariff", Quantity.TARIFF),
            count("power_failure_count", Quantity.POWER_FAILURES),
            count("long_power_failure_count", Quantity.LONG_POWER_FAILURES),
            count("voltage_sag_count_l1", Quantity.VOLTAGE_SAGS_L1),
            count("voltage_sag_count_l2", Quantity.VOLTAGE_SAGS_L2),
            count("voltage_sag_count_l3", Quantity.VOLTAGE_SAGS_L3),
            count("voltage_swell_count_l1", Quantity.VOLTAGE_SWELLS_L1),
            count("voltage_swell_count_l2", Quantity.VOLTAGE_SWELLS_L2),
            count("voltage_swell_count_l3", Quantity.VOLTAGE_SWELLS_L3),
            new Field("rejected_telegrams", false, snapshot -> Optional.of(Long.toString(
                    snapshot.quality().rejected().values().stream().mapToLong(Long::longValue).sum()))));

    /** The name of a total, its counter, and the counter of meters without tariffs. */
    private record Sum(String name, Counter counter, Counter otherwise) {
    }

    private static final List<Sum> SUMS = List.of(
            new Sum("electricity1", Counter.IMPORT_T1, Counter.IMPORT),
            new Sum("electricity2", Counter.IMPORT_T2, Counter.IMPORT_T2),
            new Sum("electricity1_returned", Counter.EXPORT_T1, Counter.EXPORT),
            new Sum("electricity2_returned", Counter.EXPORT_T2, Counter.EXPORT_T2),
            new Sum("electricity_merged", Counter.IMPORT, Counter.IMPORT),
            new Sum("electricity_returned_merged", Counter.EXPORT, Counter.EXPORT),
            new Sum("gas", Counter.GAS, Counter.GAS));

    private DsmrReaderTable() {
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.message("raw"));
        rows.add(new Row("json", true, snapshot -> Optional.of(json(READING, snapshot))));
        split(rows, "reading/", READING);
        split(rows, "meter-stats/", STATISTICS);
        group(rows, "consumption/gas/", List.of(
                new Field("read_at", true, snapshot -> gasUse(snapshot).map(use -> readAt(snapshot, use).toString())),
                new Field("delivered", true, snapshot -> gasUse(snapshot).map(use -> kilo(use.reading()))),
                new Field("currently_delivered", true,
                        snapshot -> gasUse(snapshot).map(use -> kilo(use.step().moved())))));
        group(rows, "consumption/quarter-hour-peak-electricity/", List.of(
                quarter("read_at_start", mean -> mean.start().instant().toString()),
                quarter("read_at_end", mean -> mean.end().instant().toString()),
                quarter("average_delivered", mean -> kilo(mean.watts()))));
        List<Field> day = totals(Known::day, "");
        List<Field> periods = new ArrayList<>(totals(Known::month, "current_month_"));
        periods.addAll(totals(Known::year, "current_year_"));
        split(rows, "day-consumption/", day);
        split(rows, "current-month/", totals(Known::month, ""));
        split(rows, "current-year/", totals(Known::year, ""));
        rows.add(together("day-consumption", day));
        rows.add(together("current-period", periods));
        return List.copyOf(rows);
    }

    private static Field quarter(String name, Function<QuarterMean, String> text) {
        return new Field(name, true, snapshot -> snapshot.energy().lastQuarter().map(text));
    }

    private static List<Field> totals(ToLongFunction<Known> period, String prefix) {
        return SUMS.stream().map(sum -> new Field(prefix + sum.name(), true, snapshot -> snapshot.energy()
                .of(sum.counter()).or(() -> snapshot.energy().of(sum.otherwise()))
                .map(use -> kilo(period.applyAsLong(use.known()))))).toList();
    }

    /** The use of gas, while its counter may be published. */
    private static Optional<Use> gasUse(Snapshot snapshot) {
        return gas(snapshot).flatMap(counter -> snapshot.energy().of(Counter.GAS));
    }

    /** For DSMR 4 the start of the hour that the reading ends, as in dsmr-reader. */
    private static Instant readAt(Snapshot snapshot, Use use) {
        Instant stamp = use.step().time().instant();
        return snapshot.reading().meter().version().orElse("").startsWith("4") ? stamp.minus(Duration.ofHours(1))
                : stamp;
    }

    /** Converts W, Wh and litres to kW, kWh and m3. */
    private static String kilo(long ones) {
        return BigDecimal.valueOf(ones, 3).toPlainString();
    }

    /** Fields in one object, absent while all of them are absent. */
    private static Row together(String topic, List<Field> fields) {
        return new Row(topic, false, snapshot -> fields.stream().anyMatch(
                field -> field.text().apply(snapshot).isPresent()) ? Optional.of(json(fields, snapshot))
                : Optional.empty());
    }

    private static void split(List<Row> rows, String prefix, List<Field> fields) {
        fields.forEach(field -> rows.add(Row.changing(prefix + field.name(), field.text())));
    }

    /** Fields of a group that can be absent, each in a topic and all in one object. */
    private static void group(List<Row> rows, String prefix, List<Field> fields) {
        split(rows, prefix, fields);
        rows.add(together(prefix + "json", fields));
    }

    private static byte[] json(List<Field> fields, Snapshot snapshot) {
        return JsonWriter.of(json -> {
            for (Field field : fields) {
                Optional<String> text = field.text().apply(snapshot);
                json.writeFieldName(field.name());
                if (text.isEmpty()) {
                    json.writeNull();
                } else if (field.string()) {
                    json.writeString(text.get());
                } else {
                    json.writeNumber(text.get());
                }
            }
        });
    }

    /** A counter of a tariff; for a meter without tariffs dsmr-reader publishes the total as the first. */
    private static Field energy(String name, Quantity tariff, Quantity otherwise) {
        return new Field(name, true, snapshot -> decimal(snapshot.values(), tariff).or(() -> decimal(snapshot.values(), otherwise))
                .map(DsmrReaderTable::thousandths));
    }

    private static Field power(String name, Quantity quantity) {
        return new Field(name, true, snapshot -> decimal(Directions.of(snapshot), quantity)
                .map(watts -> thousandths(watts.movePointLeft(3))));
    }

    private static Field count(String name, Quantity quantity) {
        return value(name, false, quantity, 0);
    }

    private static Field value(String name, boolean string, Quantity quantity, int decimals) {
        return new Field(name, string, snapshot -> decimal(snapshot.values(), quantity)
                .map(value -> value.setScale(decimals, RoundingMode.HALF_UP).toPlainString()));
    }

    private static Optional<BigDecimal> decimal(Values values, Quantity quantity) {
        return values.has(quantity) ? Optional.of(values.decimal(quantity)) : Optional.empty();
    }

    private static String thousandths(BigDecimal value) {
        return value.setScale(3, RoundingMode.HALF_UP).toPlainString();
    }

    private static Optional<MBusDevice.Counter> gas(Snapshot snapshot) {
        return MBusTable.device(snapshot, List.of(Medium.GAS), 1).flatMap(MBusDevice::reading)
                .filter(counter -> counter.cubicMeters().isPresent());
    }

    static Instant time(Snapshot snapshot) {
        return snapshot.reading().time().map(stamp -> stamp.instant())
                .orElseGet(() -> Instant.ofEpochSecond(snapshot.arrival().getEpochSecond()));
    }

    /** Two digits; Belgian meters print the version of e-MUCS after them. */
    private static Optional<String> version(Snapshot snapshot) {
        return snapshot.reading().meter().version().map(text -> text.substring(0, Math.min(2, text.length())));
    }
}
