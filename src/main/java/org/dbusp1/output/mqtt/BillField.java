package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.mqtt.Entity.Kind;

/**
 * A figure of a demand tariff's bill: a topic, a field of the JSON state, and a sensor of Home Assistant.
 *
 * @param entity the sensor; its id is topic and field
 * @param number whether its value is a number in JSON
 * @param value  absent where there is none at this moment
 */
record BillField(Entity entity, boolean number, BiFunction<Demand, DemandBill, Optional<String>> value) {
    /** As many peaks have sensors; no tariff of the table counts more than three. */
    private static final int PEAKS = 5;

    /** All of them. */
    static final List<BillField> ALL = all();

    /** The value at this moment; absent without a tariff too. */
    Optional<String> of(Demand demand) {
        return demand.bill().flatMap(bill -> value.apply(demand, bill));
    }

    private static List<BillField> all() {
        List<BillField> fields = new ArrayList<>();
        fields.add(new BillField(new Entity("demand_status", "Demand status", "demand_status", Kind.CHOICE, "", false,
                List.of("counted", "not counted", "start not seen"), OptionalInt.empty()), false,
                (demand, bill) -> Optional.of(DemandText.status(demand, bill))));
        fields.add(watts("demand_bill_w", "Demand bill", (demand, bill) -> bill.watts()));
        fields.add(watts("demand_bill_forecast_w", "Demand bill forecast", (demand, bill) -> bill.forecastWatts()));
        fields.add(watts("demand_bill_allowed_w", "Demand allowed by the bill", (demand, bill) -> bill.allowedWatts()));
        fields.add(new BillField(Entity.figure("demand_step", "Demand step", Kind.TEXT, "", OptionalInt.empty()), false,
                (demand, bill) -> bill.step().map(DemandText::step)));
        fields.add(
                new BillField(Entity.figure("demand_missing", "Demand windows missing", Kind.EVENTS, "",
                        OptionalInt.empty()), true, (demand, bill) -> Optional.of(Integer.toString(bill.missing()))));
        for (int rank = 1; rank <= PEAKS; rank++) {
            int place = rank - 1;
            fields.add(watts("demand_peak_" + rank + "_w", "Demand peak " + rank,
                    (demand, bill) -> peak(bill, place).map(peak -> OptionalLong.of(peak.watts()))
                    .orElse(OptionalLong.empty())));
            fields.add(
                    new BillField(Entity.figure("demand_peak_" + rank + "_time", "Demand peak " + rank + " time",
                            Kind.END, "",
                    OptionalInt.empty()), false, (demand, bill) -> peak(bill, place)
                    .map(peak -> peak.start().toString())));
        }
        return List.copyOf(fields);
    }

    private static Optional<DemandPeak> peak(DemandBill bill, int place) {
        return place < bill.peaks().size() ? Optional.of(bill.peaks().get(place)) : Optional.empty();
    }

    private static BillField watts(String id, String name, BiFunction<Demand, DemandBill, OptionalLong> watts) {
        return new BillField(Entity.figure(id, name, Kind.POWER, "W", OptionalInt.of(0)), true, (demand, bill) -> {
            OptionalLong value = watts.apply(demand, bill);
            return value.isPresent() ? Optional.of(Long.toString(value.getAsLong())) : Optional.empty();
        });
    }
}
