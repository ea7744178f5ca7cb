package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.PeakGuardReport;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.ImportLimit.GuardStatus;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.EssVerdict.Between;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.mqtt.Entity.Kind;
import org.dbusp1.output.mqtt.Profile.Row;

/**
 * The driver's own layout: one JSON object with all values for each telegram, and a topic for each value, in the unit
 * at the end of its name. Topic, field of the object and sensor of Home Assistant of a value are one row; a quantity
 * of the model is a row without any.
 */
final class NativeTable {
    static final String STATE = "state";
    static final String DEMAND_ALLOWED = "demand_allowed_w";
    private static final String DEMAND_PEAK = "demand_peak_w";
    /** A meter has counters of as many tariffs. */
    private static final int TARIFFS = 6;
    /** As many peaks have sensors; no tariff of the table counts more than three. */
    private static final int PEAKS = 5;

    /**
     * A value.
     *
     * @param sensor in Home Assistant; its id is also the topic, and the field of the object
     * @param number whether it is a number in JSON
     * @param always whether the sensor is offered while the value is absent
     * @param text   of the value; absent where there is none at this moment
     */
    record Value(Entity sensor, boolean number, boolean always, Function<Snapshot, Optional<String>> text) {
    }

    /** A value of what the driver does between the telegrams of a slow meter. */
    record BetweenValue(Entity sensor, boolean number, Function<Between, Optional<String>> text) {
    }

    private static final OptionalInt AS_SENT = OptionalInt.empty();
    private static final List<Value> QUANTITIES = Arrays.stream(Quantity.values()).map(quantity ->
            new Value(sensor(quantity), true, false, snapshot -> snapshot.values().has(quantity)
                    ? Optional.of(snapshot.values().decimal(quantity).toPlainString()) : Optional.empty())).toList();
    static final List<Value> DEMAND = demand();
    static final List<BetweenValue> BETWEEN = between();

    private NativeTable() {
    }

    /** Returns the sensor of a quantity; that of the tariff can be each one up to the highest. */
    static Entity sensor(Quantity quantity, int highestTariff) {
        Entity sensor = QUANTITIES.get(quantity.ordinal()).sensor();
        return quantity != Quantity.TARIFF ? sensor : Entity.choice(sensor.id(), sensor.name(),
                IntStream.rangeClosed(0, highestTariff).mapToObj(Integer::toString).toList());
    }

    private static Entity sensor(Quantity quantity) {
        return switch (quantity) {
            case TARIFF -> Entity.choice(quantity.key(), name(quantity), List.of());
            // Blue, white, red.
            case TEMPO_TODAY, TEMPO_TOMORROW -> Entity.choice(quantity.key(), name(quantity), List.of("1", "2", "3"));
            case FUSE, FUSE_EXPORT -> figure(quantity, Kind.LIMIT, AS_SENT);
            default -> switch (quantity.unit()) {
                case COUNT -> figure(quantity, Kind.EVENTS, AS_SENT);
                case RATIO -> figure(quantity, Kind.POWER_FACTOR, AS_SENT);
                case WATT -> figure(quantity, Kind.POWER, OptionalInt.of(0));
                case VAR -> figure(quantity, Kind.REACTIVE_POWER, OptionalInt.of(0));
                case VOLT_AMPERE -> figure(quantity, Kind.APPARENT_POWER, OptionalInt.of(0));
                case KILOWATT_HOUR -> figure(quantity, Kind.ENERGY, OptionalInt.of(3));
                case KILOVAR_HOUR -> figure(quantity, Kind.REACTIVE_ENERGY, OptionalInt.of(3));
                case VOLT -> figure(quantity, Kind.VOLTAGE, OptionalInt.of(1));
                case AMPERE -> figure(quantity, Kind.CURRENT, AS_SENT);
                case HERTZ -> figure(quantity, Kind.FREQUENCY, AS_SENT);
            };
        };
    }

    private static Entity figure(Quantity quantity, Kind kind, OptionalInt decimals) {
        return Entity.figure(quantity.key(), name(quantity), kind, quantity.unit().symbol(), decimals);
    }

    /** Returns a name for people, made of the constant's: REACTIVE_IMPORT_L1 is "Reactive power import L1". */
    private static String name(Quantity quantity) {
        String name = switch (quantity) {
            case ENERGY_COMBINED -> "import and export";
            case POWER_NET -> "power";
            case POWER_ABS -> "power without direction";
            case DEMAND_IMPORT -> "quarter hour import so far";
            case DEMAND_EXPORT -> "quarter hour export so far";
            case DEMAND_NET -> "mean net power";
            default -> quantity.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    .replaceFirst("^energy ", "").replaceFirst("^peak ", "month peak ")
                    .replaceFirst("^(reactive|apparent) (?!energy)", "$1 power ")
                    .replaceFirst(" t(?=\\d$)", " tariff ").replaceFirst(" q(?=\\d$)", " quadrant ")
                    .replaceFirst(" l(?=\\d$)", " L");
        };
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Returns the highest tariff that has a counter or is active. */
    static int highestTariff(Set<Quantity> known, Values values) {
        int counted = IntStream.rangeClosed(1, TARIFFS)
                .filter(tariff -> known.contains(Quantity.valueOf("ENERGY_IMPORT_T" + tariff))).max().orElse(1);
        return values.has(Quantity.TARIFF) ? Math.max(counted, (int) values.scaled(Quantity.TARIFF)) : counted;
    }

    private static List<Value> demand() {
        List<Value> values = new ArrayList<>(List.of(
                watts("demand_mean_w", "Demand so far", true, Demand::meanWatts),
                watts("demand_forecast_w", "Demand forecast", true, Demand::forecastWatts),
                watts(DEMAND_ALLOWED, "Demand still allowed", false, Demand::allowedWatts),
                watts(DEMAND_PEAK, "Demand month peak", false, Demand::peakWatts),
                value(Entity.figure("demand_import_limit_a", "Import limit", Kind.CURRENT, "A", OptionalInt.of(0)),
                        true, true, demand -> demand.importLimit().amperes().isPresent()
                        ? Optional.of(Integer.toString(demand.importLimit().amperes().getAsInt())) : Optional.empty()),
                value(Entity.choice("demand_import_limit_reason", "Import limit reason",
                        Arrays.stream(ImportLimit.Reason.values()).map(ImportLimit.Reason::text).toList()), false, true,
                        demand -> Optional.of(demand.importLimit().reason().text())),
                value(Entity.choice("demand_guard", "Limit the peak",
                        Arrays.stream(GuardState.values()).map(GuardState::text).toList()), false, false,
                        demand -> demand.importLimit().guard().map(guard -> guard.status().state().text())),
                watts("demand_guard_asked_w", "Limit the peak asks", false, demand -> guard(demand, GuardStatus::asked)),
                watts("demand_guard_given_w", "Inverters give", false, demand -> guard(demand, GuardStatus::given)),
                value(figure("demand_windows_kept", "Demand windows kept", Kind.EVENTS), true, false,
                        demand -> demand.importLimit().guard().map(guard -> Integer.toString(guard.kept()))),
                value(figure("demand_windows_exceeded", "Demand windows not kept", Kind.EVENTS), true, false,
                        demand -> demand.importLimit().guard().map(guard -> Integer.toString(guard.exceeded()))),
                value(figure("demand_end", "Demand window ends", Kind.END), false, true, demand -> Optional.of(demand.end().toString())),
                bill(Entity.choice("demand_status", "Demand status",
                        List.of("counted", "not counted", "start not seen")), false,
                        (demand, bill) -> Optional.of(DemandText.status(demand, bill))),
                billWatts("demand_bill_w", "Demand bill", Demand.Bill::watts),
                billWatts("demand_bill_forecast_w", "Demand bill forecast", Demand.Bill::forecastWatts),
                billWatts("demand_bill_allowed_w", "Demand allowed by the bill", Demand.Bill::allowedWatts),
                bill(figure("demand_step", "Demand step", Kind.TEXT), false, (demand, bill) -> bill.step().map(DemandText::step)),
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

    private static List<BetweenValue> between() {
        List<BetweenValue> values = new ArrayList<>(List.of(
                new BetweenValue(Entity.choice("between_state", "Follow the inverter",
                        Arrays.stream(Between.State.values()).map(Between.State::key).toList()), false,
                        doing -> Optional.of(doing.state().key())),
                between("between_age_s", "Age of the power", "s", 3, Between::ageMillis)));
        for (int phase = 1; phase <= Phase.ALL.size(); phase++) {
            int place = phase - 1;
            values.add(between("between_gain_l" + phase, "Inverter seen on L" + phase, "", 2, doing -> doing.gains().get(place)));
        }
        values.add(between("between_error_w", "Error of the power", "W", 0, Between::missedWatts));
        values.add(between("between_plain_error_w", "Error of the telegrams", "W", 0, Between::missedByPlainWatts));
        return List.copyOf(values);
    }

    private static BetweenValue between(String id, String name, String unit, int decimals, Function<Between, OptionalLong> figure) {
        return new BetweenValue(Entity.figure(id, name, Kind.DIAGNOSIS, unit, OptionalInt.empty()), true, doing -> {
            OptionalLong known = figure.apply(doing);
            return known.isPresent() ? Optional.of(BigDecimal.valueOf(known.getAsLong(), decimals).toPlainString()) : Optional.empty();
        });
    }

    private static Optional<Demand.Peak> peak(Demand.Bill bill, int place) {
        return place < bill.peaks().size() ? Optional.of(bill.peaks().get(place)) : Optional.empty();
    }

    private static Entity figure(String id, String name, Kind kind) {
        return Entity.figure(id, name, kind, "", OptionalInt.empty());
    }

    private static Value value(Entity sensor, boolean number, boolean always, Function<Demand, Optional<String>> text) {
        return new Value(sensor, number, always, snapshot -> snapshot.demand().flatMap(text));
    }

    private static OptionalLong guard(Demand demand, Function<GuardStatus, OptionalLong> watts) {
        return demand.importLimit().guard().map(PeakGuardReport::status).map(watts).orElse(OptionalLong.empty());
    }

    private static Value watts(String id, String name, boolean always, Function<Demand, OptionalLong> watts) {
        return value(Entity.figure(id, name, Kind.POWER, "W", OptionalInt.of(0)), true, always, demand -> {
            OptionalLong value = watts.apply(demand);
            return value.isPresent() ? Optional.of(Long.toString(value.getAsLong())) : Optional.empty();
        });
    }

    /** A value of the bill, which is absent without a tariff. */
    private static Value bill(Entity sensor, boolean number, BiFunction<Demand, Demand.Bill, Optional<String>> text) {
        return value(sensor, number, false, demand -> demand.bill().flatMap(bill -> text.apply(demand, bill)));
    }

    private static Value billWatts(String id, String name, Function<Demand.Bill, OptionalLong> watts) {
        return watts(id, name, false, demand -> demand.bill().map(watts).orElse(OptionalLong.empty()));
    }

    /**
     * Returns the sensors of the demand window that is running.
     *
     * @param metersOwnPeak whether the meter itself sends the peak of the month
     */
    static List<Entity> demandSensors(Snapshot snapshot, boolean metersOwnPeak) {
        return DEMAND.stream().filter(value -> value.always() || value.text().apply(snapshot).isPresent())
                .filter(value -> !(metersOwnPeak && value.sensor().id().equals(DEMAND_PEAK))).map(Value::sensor).toList();
    }

    /** Returns the sensors of what the driver does between the telegrams. */
    static List<Entity> betweenSensors(Optional<Between> doing) {
        return BETWEEN.stream().filter(value -> doing.flatMap(value.text()).isPresent()).map(BetweenValue::sensor).toList();
    }

    /** @param between what the driver does between the telegrams; absent where it can do nothing */
    static List<Row> rows(Supplier<Optional<Between>> between) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(STATE, true, snapshot -> Optional.of(state(snapshot, between.get()))));
        for (Quantity quantity : Quantity.values()) {
            rows.add(Row.of(quantity, QUANTITIES.get(quantity.ordinal()).text()));
        }
        DEMAND.forEach(value -> rows.add(Row.changing(value.sensor().id(), value.text())));
        rows.add(Row.changing("demand_months", snapshot -> snapshot.demand().map(Demand::months)
                .filter(months -> !months.isEmpty()).map(DemandText::months)));
        BETWEEN.forEach(value -> rows.add(Row.changing(value.sensor().id(), snapshot -> between.get().flatMap(value.text()))));
        rows.addAll(MBusTable.rows());
        return List.copyOf(rows);
    }

    /** Returns all values as one JSON object. An absent value has no field; numbers are exact. */
    static byte[] state(Snapshot snapshot, Optional<Between> doing) {
        return JsonWriter.of(json -> {
            json.text("time", snapshot.reading().time());
            json.writeStringField("arrival", snapshot.arrival().toString());
            if (snapshot.demand().isPresent()) {
                json.writeStringField("demand_start", snapshot.demand().get().start().toString());
            }
            for (Value value : (Iterable<Value>) Stream.concat(QUANTITIES.stream(), DEMAND.stream())::iterator) {
                write(json, value.sensor(), value.number(), value.text().apply(snapshot));
            }
            for (BetweenValue value : BETWEEN) {
                write(json, value.sensor(), value.number(), doing.flatMap(value.text()));
            }
        });
    }

    private static void write(JsonWriter json, Entity sensor, boolean number, Optional<String> text) throws IOException {
        if (text.isPresent() && number) {
            json.writeFieldName(sensor.id());
            json.writeNumber(text.get());
        } else if (text.isPresent()) {
            json.writeStringField(sensor.id(), text.get());
        }
    }
}
