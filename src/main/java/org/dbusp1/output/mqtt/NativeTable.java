package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.mqtt.Entity.Kind;

/**
 * The driver's own layout: one JSON object with all values for each telegram, and a topic for each value, in the unit
 * at the end of its name. Topic, field of the object and sensor of Home Assistant of a value are one row.
 */
final class NativeTable {
    static final String STATE = "state";
    static final String DEMAND_ALLOWED = "demand_allowed_w";
    private static final String DEMAND_PEAK = "demand_peak_w";
    private static final int CHANNELS = 4;
    /** As many peaks have sensors; no tariff of the table counts more than three. */
    private static final int PEAKS = 5;

    /**
     * A value.
     *
     * @param id     topic, and field of the object
     * @param number whether it is a number in JSON
     * @param sensor where it has a fixed one; those of quantities depend on the meter's tariffs ({@link Entities})
     * @param always whether the sensor is offered while the value is absent
     * @param text   of the value; absent where there is none at this moment
     */
    record Value(String id, boolean number, Optional<Entity> sensor, boolean always,
                 Function<Snapshot, Optional<String>> text) {
    }

    private static final List<Value> QUANTITIES = Arrays.stream(Quantity.values()).map(quantity ->
            new Value(quantity.key(), true, Optional.empty(), false, snapshot -> snapshot.values().has(quantity)
                    ? Optional.of(snapshot.values().decimal(quantity).toPlainString()) : Optional.empty())).toList();
    private static final List<Value> DEMAND = demand();
    static final List<Value> VALUES = Stream.concat(QUANTITIES.stream(), DEMAND.stream()).toList();

    private NativeTable() {
    }

    private static List<Value> demand() {
        List<Value> values = new ArrayList<>(List.of(
                watts("demand_mean_w", "Demand so far", true, Demand::meanWatts),
                watts("demand_forecast_w", "Demand forecast", true, Demand::forecastWatts),
                watts(DEMAND_ALLOWED, "Demand still allowed", false, Demand::allowedWatts),
                watts(DEMAND_PEAK, "Demand month peak", false, Demand::peakWatts),
                value(figure("demand_end", "Demand window ends", Kind.END), false, true,
                        demand -> Optional.of(demand.end().toString())),
                bill(new Entity("demand_status", "Demand status", "demand_status", Kind.CHOICE, "", false,
                        List.of("counted", "not counted", "start not seen"), OptionalInt.empty()), false,
                        (demand, bill) -> Optional.of(DemandText.status(demand, bill))),
                billWatts("demand_bill_w", "Demand bill", DemandBill::watts),
                billWatts("demand_bill_forecast_w", "Demand bill forecast", DemandBill::forecastWatts),
                billWatts("demand_bill_allowed_w", "Demand allowed by the bill", DemandBill::allowedWatts),
                bill(figure("demand_step", "Demand step", Kind.TEXT), false,
                        (demand, bill) -> bill.step().map(DemandText::step)),
                bill(figure("demand_missing", "Demand windows missing", Kind.EVENTS), true,
                        (demand, bill) -> Optional.of(Integer.toString(bill.missing())))));
        for (int rank = 1; rank <= PEAKS; rank++) {
            int place = rank - 1;
            values.add(billWatts("demand_peak_" + rank + "_w", "Demand peak " + rank, bill -> peak(bill, place)
                    .map(peak -> OptionalLong.of(peak.watts())).orElse(OptionalLong.empty())));
            values.add(bill(figure("demand_peak_" + rank + "_time", "Demand peak " + rank + " time", Kind.END), false,
                    (demand, bill) -> peak(bill, place).map(peak -> peak.start().toString())));
        }
        return List.copyOf(values);
    }

    private static Optional<DemandPeak> peak(DemandBill bill, int place) {
        return place < bill.peaks().size() ? Optional.of(bill.peaks().get(place)) : Optional.empty();
    }

    private static Entity figure(String id, String name, Kind kind) {
        return Entity.figure(id, name, kind, "", OptionalInt.empty());
    }

    private static Value value(Entity sensor, boolean number, boolean always, Function<Demand, Optional<String>> text) {
        return new Value(sensor.id(), number, Optional.of(sensor), always, snapshot -> snapshot.demand().flatMap(text));
    }

    private static Value watts(String id, String name, boolean always, Function<Demand, OptionalLong> watts) {
        return value(Entity.figure(id, name, Kind.POWER, "W", OptionalInt.of(0)), true, always, demand -> {
            OptionalLong value = watts.apply(demand);
            return value.isPresent() ? Optional.of(Long.toString(value.getAsLong())) : Optional.empty();
        });
    }

    /** A value of the bill, which is absent without a tariff. */
    private static Value bill(Entity sensor, boolean number, BiFunction<Demand, DemandBill, Optional<String>> text) {
        return value(sensor, number, false, demand -> demand.bill().flatMap(bill -> text.apply(demand, bill)));
    }

    private static Value billWatts(String id, String name, Function<DemandBill, OptionalLong> watts) {
        return watts(id, name, false, demand -> demand.bill().map(watts).orElse(OptionalLong.empty()));
    }

    /**
     * The sensors of the demand window that is running.
     *
     * @param metersOwnPeak whether the meter itself sends the peak of the month
     */
    static List<Entity> demandSensors(Snapshot snapshot, boolean metersOwnPeak) {
        return DEMAND.stream().filter(value -> value.always() || value.text().apply(snapshot).isPresent())
                .filter(value -> !(metersOwnPeak && value.id().equals(DEMAND_PEAK)))
                .map(Value::sensor).flatMap(Optional::stream).toList();
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(STATE, true, snapshot -> Optional.of(StateJson.of(snapshot))));
        for (Quantity quantity : Quantity.values()) {
            rows.add(Row.of(quantity, QUANTITIES.get(quantity.ordinal()).text()));
        }
        DEMAND.forEach(value -> rows.add(Row.changing(value.id(), value.text())));
        rows.add(Row.changing("demand_months", snapshot -> snapshot.demand().map(Demand::months)
                .filter(months -> !months.isEmpty()).map(DemandText::months)));
        for (int channel = 1; channel <= CHANNELS; channel++) {
            int number = channel;
            rows.add(new Row(mbusState(channel), false, snapshot -> device(snapshot, number).map(StateJson::of)));
            rows.add(Row.changing("mbus/" + channel + "/value", snapshot -> device(snapshot, number)
                    .flatMap(MBusDevice::reading).map(counter -> counter.value().toPlainString())));
        }
        return List.copyOf(rows);
    }

    /** The topic of an M-Bus device's JSON. */
    static String mbusState(int channel) {
        return "mbus/" + channel + "/" + STATE;
    }

    private static Optional<MBusDevice> device(Snapshot snapshot, int channel) {
        return snapshot.devices().stream().filter(device -> device.channel() == channel).findFirst();
    }
}
