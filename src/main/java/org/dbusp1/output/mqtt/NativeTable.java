package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.Facts;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.QuantityFacts;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.mqtt.TopicLayout.Row;

/** The driver's own layout: a JSON object with all values for each telegram, each in the unit at the end of its name. */
final class NativeTable {
    static final String STATE = "state";
    private static final String DEMAND_PEAK = "demand_peak_w";
    private static final String INTERVAL_FOR_ESS = "line.grade";
    /** Largest number of tariffs of a meter. */
    private static final int MOST_TARIFFS = 5;
    /** Largest number of peaks with sensors; no known tariff counts more than three peaks. */
    private static final int MOST_PEAKS = 5;

    /** Parts of a total that also has a sensor: with both the energy dashboard would count the energy twice. */
    private static final Pattern PART = Pattern.compile("(energy|power)\\.(import|export)\\.[tl]\\d");
    private static final Set<ValueFormat> RARELY_READ =
            EnumSet.of(ValueFormat.KILOVAR_HOUR, ValueFormat.VAR, ValueFormat.VOLT_AMPERE, ValueFormat.RATIO);
    /** Groups with the current at which a meter's fuse switches off, and with the time and the last fault of an output. */
    private static final Set<String> RARELY_READ_GROUPS = Set.of("fuse", "output");
    /** Groups about how the driver works. */
    private static final Set<String> DIAGNOSTIC_GROUPS = Set.of("ess", "follow", "line", "telegrams", "output");
    private static final List<Quantity> TARIFF_COUNTERS =
            IntStream.rangeClosed(1, MOST_TARIFFS).mapToObj(tariff -> Quantity.valueOf("ENERGY_IMPORT_T" + tariff)).toList();
    private static final List<Entity> QUANTITY_SENSORS = QuantityFacts.ALL.stream().map(fact -> sensor(fact, true)).toList();
    private static final List<Fact> OWN_FACTS = ownFacts();

    private NativeTable() {
    }

    static Entity sensor(Quantity quantity, int highestTariff) {
        Entity sensor = QUANTITY_SENSORS.get(quantity.ordinal());
        return quantity != Quantity.TARIFF ? sensor : Entity.choice(sensor.id(), sensor.name(),
                IntStream.rangeClosed(0, highestTariff).mapToObj(Integer::toString).toList());
    }

    /** @param forEss whether ESS may use the meter */
    static Entity sensor(Fact fact, boolean forEss) {
        ValueFormat format = fact.format();
        if (format == ValueFormat.CHOICE) {
            Entity choice = Entity.choice(fact.topic(), fact.title(), fact.options());
            return fact.key().equals(INTERVAL_FOR_ESS) && !forEss ? choice.disabled() : choice;
        }
        if (format.isNumber() && format != ValueFormat.TOTAL && DIAGNOSTIC_GROUPS.contains(fact.group())) {
            return Entity.measurementOfDriver(fact.topic(), fact.title(), format.symbol());
        }
        boolean isDiagnostic = format == ValueFormat.INTEGER || format == ValueFormat.TOTAL || RARELY_READ_GROUPS.contains(fact.group());
        boolean isEnabledByDefault = !isDiagnostic && !RARELY_READ.contains(format) && !PART.matcher(fact.key()).matches();
        return new Entity(fact.topic(), fact.title(), fact.topic(), SensorClass.of(format), isDiagnostic, format.symbol(), List.of(),
                isEnabledByDefault);
    }

    static int highestTariff(Set<Quantity> known, Values values) {
        int counted = MOST_TARIFFS;
        while (counted > 1 && !known.contains(TARIFF_COUNTERS.get(counted - 1))) {
            counted--;
        }
        return values.has(Quantity.TARIFF) ? Math.max(counted, (int) values.scaled(Quantity.TARIFF)) : counted;
    }

    /** What only MQTT has: of the highest windows of the month two sensors each, of which other outputs have the list. */
    private static List<Fact> ownFacts() {
        List<Fact> facts = new ArrayList<>();
        for (int i = 1; i <= MOST_PEAKS; i++) {
            int rank = i;
            facts.add(Fact.number("demand.peak-" + rank, "Demand peak " + rank, ValueFormat.WATT,
                    view -> peak(view, rank).map(Demand.Peak::watts).orElse(null)));
            facts.add(Fact.text("demand.peak-" + rank + "-time", "Demand peak " + rank + " time", ValueFormat.TIME, List.of(),
                    view -> peak(view, rank).map(peak -> peak.start().toString()).orElse(null)));
        }
        return facts;
    }

    private static Optional<Demand.Peak> peak(FactInput view, int rank) {
        return view.demand().map(Demand::bill).map(Demand.Bill::peaks).filter(peaks -> rank <= peaks.size())
                .map(peaks -> peaks.get(rank - 1));
    }

    static Stream<Fact> facts(Stream<String> outputs) {
        return Stream.of(Facts.ALL.stream(), outputs.flatMap(name -> Facts.ofOutput(name).stream()), OWN_FACTS.stream())
                .flatMap(facts -> facts);
    }

    /** @param metersOwnPeak whether the meter itself sends the peak of the month */
    static boolean isOffered(Fact fact, FactInput view, boolean metersOwnPeak) {
        return fact.format() != ValueFormat.LIST && (fact.isOfferedWhileAbsent() && view.demand().isPresent() || fact.isPresent(view))
                && !(metersOwnPeak && fact.topic().equals(DEMAND_PEAK));
    }

    static List<Row> rows() {
        return Stream.concat(Stream.of(new Row(STATE, true, NativeTable::state)), MBusTable.rows().stream()).toList();
    }

    /** Returns all values but lists as a JSON object, without fields for absent values; numbers are exact. */
    static byte[] state(Snapshot snapshot, FactInput view) {
        return JsonWriter.of(json -> {
            json.text("time", snapshot.reading().time());
            writeArrival(json, snapshot);
            for (Fact fact : QuantityFacts.ALL) {
                json.number(fact.topic(), fact.decimal(view));
            }
            write(json, Facts.ALL, view);
            for (Health output : view.outputHealth()) {
                write(json, Facts.ofOutput(output.name()), view);
            }
            write(json, OWN_FACTS, view);
        });
    }

    /** Returns the state of a meter that has fallen silent: no values, only when its last telegram arrived. */
    static byte[] silentState(Snapshot last) {
        return JsonWriter.of(json -> writeArrival(json, last));
    }

    private static void writeArrival(JsonWriter json, Snapshot snapshot) throws IOException {
        json.writeStringField("arrival", snapshot.arrival().machineTime().toString());
    }

    private static void write(JsonWriter json, List<Fact> facts, FactInput view) throws IOException {
        for (Fact fact : facts) {
            json.number(fact.topic(), fact.decimal(view));
            json.text(fact.topic(), fact.format() == ValueFormat.LIST || fact.format().isNumber() ? null : fact.print(view));
        }
    }
}
