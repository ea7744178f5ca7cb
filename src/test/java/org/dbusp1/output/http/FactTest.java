package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.gx.service.PathRows;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.MeterMatch;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.ImportLimit.LimitedWindows;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.Facts;
import org.dbusp1.output.QuantityFacts;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.output.mqtt.TopicRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A fact is one row: no output of the driver's own layouts can forget it, and its names follow from its key. */
class FactTest {
    private static final Finding FOLLOW = TestFindings.follow(Condition.FOLLOW_FOLLOWED, 15);
    private static final Finding ESS = Finding.of(Condition.ESS_OTHER_ROLE, "genset");
    /** Of another tariff, and of more telegrams than one. */
    private static final Pattern NOT_KNOWN = Pattern.compile(
            "demand\\.counted-since|demand\\.step|line\\.(?:grade|no-export)|grid\\.stand-in");

    /** Localsettings may leave the bus while the inverters are followed. */
    @Test
    void withoutAVerdictNothingOfEssIsKnownAlsoWhileInvertersAreFollowed() throws Exception {
        Finding unknown = Finding.of(Condition.ESS_UNKNOWN);
        assertThat(new Fact.SnapshotInput(snapshot(), snapshot().telegramCounts(), Map.of(Subject.ESS, unknown, Subject.FOLLOW, FOLLOW),
                List.of()).finding(Subject.ESS)).isNull();
        assertThat(new Fact.SnapshotInput(snapshot(), snapshot().telegramCounts(), Map.of(Subject.ESS, ESS), List.of())
                .finding(Subject.ESS)).isEqualTo(ESS);
    }

    static List<Fact> facts() {
        return Facts.groups(health()).values().stream().flatMap(List::stream).toList();
    }

    static List<Fact> all() {
        return Stream.concat(QuantityFacts.ALL.stream(), facts().stream()).toList();
    }

    private static Snapshot snapshot() throws Exception {
        return Snapshots.like(Bills.limited(new ImportLimit(2_400L, ImportLimit.Basis.BILL, false, 700L, false,
                new LimitedWindows(7, 1)))).energy(energy()).take();
    }

    private static EnergyUse energy() {
        Stamp time = Stamp.of(1_700_000_000, ZoneId.of("Europe/Brussels"));
        Use use = new Use(12_345_670, 4_560L, 7_890L, 320L, MeterMatch.SAME);
        return new EnergyUse(Map.of(Counter.IMPORT, use, Counter.EXPORT, use, Counter.GAS, use, Counter.WATER, use),
                Map.of(Counter.IMPORT, 123_456_789L, Counter.EXPORT, 23_456_789L), true, Set.of(), List.of(), null);
    }

    /** An output that works no longer. */
    private static List<Health> health() {
        return Stream.of("mqtt", "csv").map(name -> new Health(name, false, Instant.EPOCH, 7, "no program listens")).toList();
    }

    private static DriverState driver() {
        DriverState driver = TestDriverState.empty();
        driver.board().found(ESS);
        driver.board().found(FOLLOW);
        driver.board().found(TestFindings.limiter(Condition.LIMITER_NOT_ENOUGH, 2_300L, 2_200L, 700L, Instant.EPOCH));
        driver.outputs(FactTest::health);
        return driver;
    }

    @Test
    void noTwoHaveTheSameName() {
        assertThat(all()).extracting(Fact::path).doesNotHaveDuplicates();
        assertThat(all()).extracting(Fact::topic).doesNotHaveDuplicates();
        assertThat(all()).extracting(Metric::of).extracting(metric -> metric.name() + metric.label()).doesNotHaveDuplicates();
        assertThat(QuantityFacts.ALL).allMatch(fact -> fact.topic().equals(Quantity.values()[QuantityFacts.ALL.indexOf(fact)].key()));
    }

    /** Otherwise a sum over a metric counts a total and its parts. */
    @Test
    void aMetricHasItsLabelEverywhereOrNowhere() {
        Map<String, Set<String>> labels = new TreeMap<>();
        all().stream().map(Metric::of).forEach(metric -> labels.computeIfAbsent(metric.name(), key -> new TreeSet<>())
                .add(metric.label().stream().findFirst().orElse("")));
        assertThat(labels.values()).allMatch(names -> names.size() == 1);
    }

    @ParameterizedTest
    @CsvSource({
        "follow.moves, /P1/Follow/Moves, follow_moves, moves, p1_follow_moves, ''",
        "demand.bill-forecast, /P1/Demand/BillForecast, demand_bill_forecast_w, bill_forecast_w, p1_demand_bill_forecast_watts, ''",
        "output.mqtt.dropped, /P1/Output/Mqtt/Dropped, output_mqtt_dropped, mqtt_dropped, p1_output_dropped_total, output mqtt",
        "energy.import.t1, /P1/Energy/Import/T1, energy_import_t1_kwh, import_t1_kwh, p1_energy_import_tariff_joules_total, tariff 1",
        "energy.export.total, /P1/Energy/Export/Total, energy_export_total_kwh, export_total_kwh, p1_energy_export_joules_total, ''",
        "reactive.q4, /P1/Reactive/Q4, reactive_q4_var, q4_var, p1_reactive_quadrant_vars, quadrant 4",
        "current.neutral, /P1/Current/Neutral, current_neutral_a, neutral_a, p1_current_phase_amperes, phase n",
        "voltage-sags.l3, /P1/VoltageSags/L3, voltage_sags_l3, l3, p1_voltage_sags_phase_total, phase l3",
        "gas.today, /P1/Gas/Today, gas_today_m3, today_m3, p1_gas_today_cubic_meters, ''"})
    void itsNamesFollowFromItsKey(String key, String path, String topic, String field, String metric, String labels) {
        Fact fact = all().stream().filter(candidate -> candidate.key().equals(key)).findFirst().orElseThrow();
        Metric its = Metric.of(fact);
        assertThat(List.of(fact.path(), fact.topic(), fact.field(), its.name(), String.join(" ", its.label())))
                .containsExactly(path, topic, field, metric, labels);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void everyLayoutOfOurOwnHasIt(Fact fact) throws Exception {
        assertThat(PathRows.all().containsKey(fact.path().replaceFirst("/L[123]/", "/Lx/")))
                .isEqualTo(PathRows.isOwn(fact.key()) && !fact.group().equals(Fact.OUTPUT_GROUP));
        assertThat(TopicRows.facts()).containsKey(fact.topic().replaceFirst("^output_[^_]+", "output_NAME"));
        LiveState now = LiveState.start(Instant.EPOCH).with(snapshot())
                .with(new RejectedFrame(new byte[1], 0, Instant.EPOCH, RejectCause.CRC));
        FactInput view = Fact.SnapshotInput.of(now.validSnapshot(), now.telegramCounts(), driver());
        String value = fact.print(view);
        assertThat(fact.isPresent(view)).isEqualTo(value != null);
        assertThat(value != null).isNotEqualTo(NOT_KNOWN.matcher(fact.key()).matches());
        JsonNode field = Web.JSON.readTree(NowJson.of(now, "[]", driver(), new PublicTexts(() -> null), null))
                .path(fact.group()).path(fact.field());
        assertThat(field.isMissingNode()).as("in /api/now").isEqualTo(value == null);
        if (value != null && fact.format().isNumber()) {
            assertThat(field.decimalValue()).isEqualByComparingTo(value);
        } else if (value != null) {
            assertThat(field.isArray() ? field.toString() : field.asText()).isEqualTo(value);
        }
        assertThat(metrics(now).contains(sample(fact))).isEqualTo(fact.format().isNumber() && value != null);
    }

    /** Paths are tested in {@code GridPathsTest}, because Venus OS has paths of its own for some. */
    @ParameterizedTest
    @EnumSource(Quantity.class)
    void everyLayoutOfOurOwnHasAQuantity(Quantity quantity) throws Exception {
        Fact fact = QuantityFacts.ALL.get(quantity.ordinal());
        LiveState now = LiveState.start(Instant.EPOCH).with(only(quantity));

        assertThat(Web.JSON.readTree(NowJson.of(now, "[]", driver(), new PublicTexts(() -> null), null))
                .path("values").path(fact.topic()).isNumber())
                .isTrue();
        assertThat(metrics(now)).contains(sample(fact));
    }

    private static Snapshot only(Quantity quantity) {
        return Snapshots.of(new Values.Builder().set(quantity, quantity.unit().scaledOne()).build()).key("house").number(null).take();
    }

    private static String metrics(LiveState now) {
        return new String(Metrics.of(now, "1.2.3", driver()), StandardCharsets.UTF_8);
    }

    /** Returns the beginning of its line. */
    private static String sample(Fact fact) {
        Metric metric = Metric.of(fact);
        List<String> label = metric.label();
        return "\n" + metric.name() + (label.isEmpty() ? "" : "{" + label.get(0) + "=\"" + label.get(1) + "\"}") + " ";
    }
}
