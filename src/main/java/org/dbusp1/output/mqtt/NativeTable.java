package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.feedback.Feedback;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.DemandText;
import org.dbusp1.output.Fact;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.mqtt.Entity.Kind;
import org.dbusp1.output.mqtt.Profile.Row;

/**
 * The driver's own layout: one JSON object with all values for each telegram, and a topic for each value, in the unit at the end
 * of its name. A value's topic, field and sensor in Home Assistant are one row; a quantity of the model needs none.
 */
final class NativeTable {
    static final String STATE = "state";
    static final String DEMAND_ALLOWED = "demand_allowed_w";
    private static final String DEMAND_PEAK = "demand_peak_w";
    /** The most tariffs of a meter. */
    private static final int TARIFFS = 5;
    /** The most peaks that have sensors; no known tariff counts more than three. */
    private static final int PEAKS = 5;

    /**
     * A value that is no quantity.
     *
     * @param sensor in Home Assistant; its id is also the topic, and the field of the object
     * @param number whether it is a number in JSON
     * @param lasting whether the sensor is offered while the value is absent
     * @param text of the value; absent if there is none now
     */
    record Value(Entity sensor, boolean number, boolean lasting, Function<Fact.View, Optional<String>> text) {
    }

    /** Parts of a total that has a sensor too: together the energy dashboard would count them twice. */
    private static final Pattern PART = Pattern.compile("(ENERGY|POWER)_(IMPORT|EXPORT)_[TL]\\d");
    private static final OptionalInt AS_SENT = OptionalInt.empty();
    private static final List<Entity> QUANTITIES = Arrays.stream(Quantity.values()).map(NativeTable::sensor).toList();
    static final List<Value> FACTS = Stream.concat(Fact.ALL.stream().map(fact ->
            new Value(sensor(fact), fact.kind().isNumber(), fact.lasting(), fact::print)), peaks()).toList();

    private NativeTable() {
    }

    /** Returns the sensor of a quantity; the sensor of the tariff lists all tariffs up to the highest. */
    static Entity sensor(Quantity quantity, int highestTariff) {
        Entity sensor = QUANTITIES.get(quantity.ordinal());
        return quantity != Quantity.TARIFF ? sensor : Entity.choice(sensor.id(), sensor.name(),
                IntStream.rangeClosed(0, highestTariff).mapToObj(Integer::toString).toList());
    }

    private static Entity sensor(Quantity quantity) {
        return switch (quantity) {
            case TARIFF -> Entity.choice(quantity.key(), name(quantity), List.of());
            // Blue, white, red.
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
        Entity sensor = Entity.figure(quantity.key(), name(quantity), kind, quantity.unit().symbol(), decimals);
        return PART.matcher(quantity.name()).matches() ? sensor.asRarelyRead() : sensor;
    }

    /** Returns a name for people, made from the constant's: REACTIVE_IMPORT_L1 is "Reactive power import L1". */
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

    private static Entity sensor(Fact fact) {
        String id = fact.topic();
        if ((fact.group().equals("follow") || fact.group().equals("output")) && fact.kind().isNumber()) {
            return Entity.figure(id, fact.title(), Kind.DIAGNOSIS, fact.kind().symbol(), AS_SENT);
        }
        return switch (fact.kind()) {
            case CHOICE -> Entity.choice(id, fact.title(), fact.options());
            case WATTS -> watts(id, fact.title());
            case COUNT, TOTAL -> Entity.figure(id, fact.title(), Kind.EVENTS, "", AS_SENT);
            case KILOWATT_HOURS -> Entity.figure(id, fact.title(), Kind.USED_ENERGY, fact.kind().symbol(), OptionalInt.of(2));
            case CUBIC_METERS -> Entity.figure(id, fact.title(), Kind.USED_VOLUME, fact.kind().symbol(), OptionalInt.of(3));
            case SECONDS, RATIO -> Entity.figure(id, fact.title(), Kind.DIAGNOSIS, fact.kind().symbol(), AS_SENT);
            case TEXT -> Entity.figure(id, fact.title(), Kind.TEXT, "", AS_SENT);
            case TIME -> Entity.figure(id, fact.title(), Kind.END, "", AS_SENT);
        };
    }

    private static Entity watts(String id, String title) {
        return Entity.figure(id, title, Kind.POWER, "W", OptionalInt.of(0));
    }

    /** Returns the highest windows of the month, two sensors each; other outputs have a list. */
    private static Stream<Value> peaks() {
        return IntStream.rangeClosed(1, PEAKS).boxed().flatMap(rank -> Stream.of(
                new Value(watts("demand_peak_" + rank + "_w", "Demand peak " + rank), true, false,
                        view -> peak(view, rank).map(peak -> Long.toString(peak.watts()))),
                new Value(Entity.figure("demand_peak_" + rank + "_time", "Demand peak " + rank + " time", Kind.END, "", AS_SENT),
                        false, false, view -> peak(view, rank).map(peak -> peak.start().toString()))));
    }

    private static Optional<Demand.Peak> peak(Fact.View view, int rank) {
        return view.demand().flatMap(Demand::bill).map(Demand.Bill::peaks).filter(peaks -> rank <= peaks.size())
                .map(peaks -> peaks.get(rank - 1));
    }

    /** Returns the sensors of what is no quantity. @param metersOwnPeak whether the meter itself sends the peak of the month */
    static List<Entity> sensors(Fact.View view, boolean metersOwnPeak) {
        return FACTS.stream().filter(value -> value.lasting() && view.demand().isPresent() || value.text().apply(view).isPresent())
                .map(Value::sensor).filter(sensor -> !(metersOwnPeak && sensor.id().equals(DEMAND_PEAK))).toList();
    }

    static List<Row> rows(Feedback feedback) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(STATE, true, snapshot -> Optional.of(state(snapshot, feedback))));
        for (Quantity quantity : Quantity.values()) {
            rows.add(Row.of(quantity, snapshot -> text(snapshot, quantity)));
        }
        FACTS.forEach(value -> rows.add(Row.changing(value.sensor().id(),
                snapshot -> value.text().apply(Fact.Shown.of(Optional.of(snapshot), feedback)))));
        rows.add(Row.changing("demand_months", snapshot -> snapshot.demand().map(Demand::months)
                .filter(months -> !months.isEmpty()).map(DemandText::months)));
        rows.addAll(MBusTable.rows());
        return List.copyOf(rows);
    }

    private static Optional<String> text(Snapshot snapshot, Quantity quantity) {
        return snapshot.values().has(quantity) ? Optional.of(snapshot.values().decimal(quantity).toPlainString()) : Optional.empty();
    }

    /** Returns all values as one JSON object, without fields for absent values; numbers are exact. */
    static byte[] state(Snapshot snapshot, Feedback feedback) {
        Fact.View view = Fact.Shown.of(Optional.of(snapshot), feedback);
        return JsonWriter.of(json -> {
            json.text("time", snapshot.reading().time());
            json.writeStringField("arrival", snapshot.arrival().toString());
            if (snapshot.demand().isPresent()) {
                json.writeStringField("demand_start", snapshot.demand().get().start().toString());
            }
            for (Quantity quantity : Quantity.values()) {
                write(json, quantity.key(), true, text(snapshot, quantity));
            }
            for (Value value : FACTS) {
                write(json, value.sensor().id(), value.number(), value.text().apply(view));
            }
        });
    }

    private static void write(JsonWriter json, String field, boolean number, Optional<String> text) throws IOException {
        if (text.isPresent() && number) {
            json.writeFieldName(field);
            json.writeNumber(text.get());
        } else if (text.isPresent()) {
            json.writeStringField(field, text.get());
        }
    }
}
