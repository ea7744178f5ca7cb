package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.energy.TestLedger;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class HomeWizardApiTest {
    @AutoClose
    private final Web web = Web.open();

    private static final String LONG_LIST = "POWER_NET=500 CURRENT_L2=1";

    private Messages messages = new Messages();

    private void restart() {
        messages = new Messages();
    }

    private JsonNode data(Snapshot snapshot) throws Exception {
        web.output.snapshot(messages.after(snapshot));
        return web.json("/api/v1/data");
    }

    @Test
    void whatItsClientsAskBesidesTheValuesIsAnswered() throws Exception {
        assertThat(web.json("/api/v1/system").path("cloud_enabled").asBoolean(true)).isFalse();
        assertThat(web.send("PUT", "/api/v1/identify").body()).isEqualTo("{\"identify\":\"ok\"}");
        assertThat(web.get("/api/v1/state").statusCode()).isEqualTo(404);
    }

    /** Its cloud cannot be switched on: clients that try send a body. */
    @Test
    void theSystemIsReadOnly() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
            client.getOutputStream().write(("PUT /api/v1/system HTTP/1.1\r\nHost: localhost\r\nContent-Length: 22\r\n\r\n"
                    + "{\"cloud_enabled\": true}").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 405 ");
        }
    }

    /** Its documentation has no key for these. */
    private static final String LEFT_OUT = "ENERGY_IMPORT_T5|ENERGY_EXPORT_T5|ENERGY_COMBINED|ENERGY_(IM|EX)PORT_L.|POWER_(IM|EX)PORT.*"
            + "|POWER_ABS|CURRENT_NEUTRAL|POWER_FACTOR.*|REACTIVE_.*|APPARENT_.*|DEMAND_(EXPORT|NET)|PEAK_EXPORT|FUSE.*";
    @ParameterizedTest
    @EnumSource(Quantity.class)
    void everyQuantityHasAKeyOrIsLeftOutOnPurpose(Quantity quantity) {
        assertThat(HomeWizardApi.KEYS.containsKey(quantity)).isNotEqualTo(quantity.name().matches(LEFT_OUT));
    }

    /** The names and the units are those of its documentation; clients ignore what a device prints itself. */
    @Test
    void volumesAreInCubicMetresWhateverADeviceCountsIn() throws Exception {
        BigDecimal printed = data(SampleMeter.usual().next()).path("total_gas_m3").decimalValue();

        JsonNode litres = data(SampleMeter.usual().next("*m3)", "*dm3)"));
        JsonNode energy = data(SampleMeter.usual().next("*m3)", "*kWh)"));

        assertThat(litres.path("total_gas_m3").decimalValue()).isEqualByComparingTo(printed.movePointLeft(3));
        assertThat(litres.at("/external/0/value")).isEqualTo(litres.path("total_gas_m3"));
        assertThat(litres.at("/external/0/unit").asText()).isEqualTo("m3");
        assertThat(energy.has("total_gas_m3")).isFalse();
        assertThat(energy.at("/external/0/unit").asText()).isEqualTo("kWh");
    }

    /** As its meter's: Domoticz' plugin deletes the dot, and adds up the digits behind it as watts. */
    @Test
    void powersAreWholeWatts() throws Exception {
        JsonNode data = data(Snapshots.of("POWER_NET=1470.27 POWER_L1=-63.5 POWER_L2=1533.77 VOLTAGE_L1=230.4").take());

        assertThat(data.path("active_power_w").asText()).isEqualTo("1470");
        assertThat(data.path("active_power_l1_w").asText()).isEqualTo("-64");
        assertThat(data.path("active_voltage_l1_v").asText()).isEqualTo("230.4");
    }

    /** SmartEVSE protects the main fuse by it, and reads three phases by their own keys. */
    @ParameterizedTest
    @CsvSource({"CURRENT_L1=30 POWER_L1=-6900, 30", "CURRENT_L1=10 CURRENT_L2=10 CURRENT_L3=10, ", "POWER_L1=6900, "})
    void aMeterOfOnePhaseHasItsCurrentAlsoAsTheWhole(String values, BigDecimal amperes) throws Exception {
        JsonNode data = data(Snapshots.of("POWER_NET=6900 " + values).take());
        assertThat(data.has("active_current_a")).isEqualTo(amperes != null);
        assertThat(amperes == null || data.path("active_current_a").decimalValue().compareTo(amperes) == 0).isTrue();
    }

    /**
     * A client takes a missing power for 0 W: messages of one meter, and the answer to each. Counters alone are an answer only for a meter
     * of which no power was published, of P1 from its third message on; a power without a direction is one, one that is withheld (-) is
     * none of the next message.
     */
    @ParameterizedTest
    @CsvSource({"VOLTAGE_L1=230 POWER_IMPORT=0 | POWER_NET=-100 | VOLTAGE_L1=230, 503 200 503,", "POWER_IMPORT=0, 503,",
        "POWER_ABS=500, 503,",
        "POWER_NET=0 POWER_IMPORT=0, 200,", "ENERGY_IMPORT=1 | ENERGY_IMPORT=1 | ENERGY_IMPORT=1, 503 503 200, 200 200 200",
        "VOLTAGE_L1=230 -POWER_NET=9 | VOLTAGE_L1=230 | POWER_NET=5 | VOLTAGE_L1=230, 503 200 200 503,",
        "POWER_IMPORT=0 -POWER_EXPORT=9, 503,",
        "POWER_NET=140 | ENERGY_IMPORT=1 | ENERGY_IMPORT=1 | POWER_NET=90, 200 503 503 200,",
        "ENERGY_IMPORT=1 | POWER_NET=140 | ENERGY_IMPORT=1 | POWER_IMPORT=0 | ENERGY_IMPORT=1, 503 200 503 503 503, 200 200 503 503 503"})
    void aPowerWhoseDirectionIsUnknownIsNoAnswer(String telegrams, String statuses, @Nullable String ofSml) throws Exception {
        for (Dialect dialect : List.of(Dialect.DSMR5, Dialect.SML)) {
            Messages meter = new Messages();
            List<String> answers = new ArrayList<>();
            for (String values : telegrams.split(" \\| ")) {
                answers.add(String.valueOf(status(meter, partlyWithheld(values).dialect(dialect))));
            }
            assertThat(String.join(" ", answers)).as("%s", dialect.title())
                    .isEqualTo(dialect == Dialect.SML && ofSml != null ? ofSml : statuses);
        }
    }

    private int status(Messages meter, Snapshots telegram) throws Exception {
        web.output.snapshot(meter.after(telegram.take()));
        return web.get("/api/v1/data").statusCode();
    }

    /** A telegram with values of which the guard withholds those with a minus. */
    private static Snapshots partlyWithheld(String values) {
        Snapshots sent = Snapshots.of(values.replace(" -", " "));
        Values valid = Snapshots.of(values.replaceAll(" -\\S+", "")).reading().values();
        Set<Quantity> withheld = EnumSet.copyOf(sent.reading().values().present());
        withheld.removeAll(valid.present());
        return sent.valid(valid).withheld(new Withheld(withheld, Set.of()));
    }

    /**
     * A client takes a missing current for 0 A, and a fuse is behind it: a current that was there is missing for a minute, as for an EM24,
     * then it is no number; while it is withheld there is no answer at all. Only a phase that has never had a current has 0 A, as L2 of an
     * IT net.
     */
    @ParameterizedTest
    @CsvSource({"CURRENT_L1=4 CURRENT_L3=2, 200, 200, 4 0 2", "CURRENT_L1=4 CURRENT_L2=3, 503, 200, 4 3 -",
        "CURRENT_L1=4 -CURRENT_L3=900, 503, 503, - - -", "VOLTAGE_L1=230, 503, 200, - - -"})
    void aCurrentThatWasThereIsNoZero(String later, int status, int statusAfterAMinute, String afterAMinute) throws Exception {
        Messages meter = new Messages();
        assertThat(status(meter, Snapshots.of("POWER_NET=900 CURRENT_L1=4 CURRENT_L3=2").at(new Stamp(0, 3600)))).isEqualTo(200);
        for (int second = 1; second <= 60; second++) {
            assertThat(status(meter, partlyWithheld("POWER_NET=900 " + later).at(new Stamp(second, 3600)))).as("%d s", second)
                    .isEqualTo(second < 60 ? status : statusAfterAMinute);
        }
        assertThat(ofPhases(web.json("/api/v1/data"), "active_current_%s_a")).isEqualTo(afterAMinute);
    }

    /** Whose power it was goes with the meter. */
    @Test
    void theMeterThatReplacesOneWithAPowerMayHaveNone() throws Exception {
        data(Snapshots.of("POWER_NET=140").meterIndex(0).take());
        for (int message = 1; message < 3; message++) {
            assertThat(error(data(Snapshots.of("ENERGY_IMPORT=1").number("another").meterIndex(1).take()))).contains("none has come yet");
        }
        JsonNode other = data(Snapshots.of("ENERGY_IMPORT=1").number("another").meterIndex(1).take());
        assertThat(other.path("total_power_import_kwh").asText()).isEqualTo("1");
        assertThat(other.has("active_power_w")).isFalse();
    }

    /**
     * Phases that do not add up to the total are not those of the house: they have no key, and clients read the total. The total of one
     * phase is its power. SmartEVSE and evcc protect a fuse by the currents: one whose direction is unknown has no sign, which is import.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POWER_NET=-73 POWER_L1=0 POWER_L2=0 POWER_L3=0 CURRENT_L1=1.65 CURRENT_L2=0 CURRENT_L3=0.93|-73|- - -|1.65 0 0.93
            POWER_NET=2870 POWER_L1=0 POWER_L2=0 POWER_L3=0 CURRENT_L1=6 CURRENT_L2=4 CURRENT_L3=3|2870|- - -|6 4 3
            POWER_NET=0 POWER_L1=0 POWER_L2=0 POWER_L3=0 CURRENT_L1=1 CURRENT_L2=1 CURRENT_L3=1|0|0 0 0|1 1 1
            POWER_NET=-4140 CURRENT_L1=6 CURRENT_L2=5.9 CURRENT_L3=6.1|-4140|- - -|6 5.9 6.1
            POWER_NET=-4140 VOLTAGE_L2=230|-4140|- - -|- - -
            POWER_NET=-1840 CURRENT_L1=7.9|-1840|-1840 - -|-7.9 - -
            POWER_NET=-1840|-1840|-1840 - -|- - -
            POWER_NET=640 POWER_L1=1000 POWER_L2=140 POWER_L3=-500 CURRENT_L1=4 CURRENT_L2=1 CURRENT_L3=2|640|1000 140 -500|4 1 -2
            POWER_NET=-500 POWER_L1=-1000 POWER_L2=0 POWER_L3=500 CURRENT_L1=4 CURRENT_L2=12.7 CURRENT_L3=2|-500|-1000 0 500|-4 12.7 2
            POWER_NET=-500 POWER_L1=-1000 POWER_L3=500 CURRENT_L1=4 CURRENT_L2=12.7 CURRENT_L3=2|-500|-1000 - 500|-4 12.7 2
            POWER_NET=-2900 CURRENT_L1=-13.2 CURRENT_L2=0.3 CURRENT_L3=0.2|-2900|- - -|-13.2 0.3 0.2
            POWER_NET=3000 CURRENT_L1=3 CURRENT_L3=13.9|3000|- - -|3 0 13.9""")
    void phasesAreThoseThatAGridMeterShows(String values, String total, String powers, String currents) throws Exception {
        JsonNode data = data(Snapshots.of(values).take());
        assertThat(data.path("active_power_w").asText()).isEqualTo(total);
        assertThat(ofPhases(data, "active_power_%s_w")).isEqualTo(powers);
        assertThat(ofPhases(data, "active_current_%s_a")).isEqualTo(currents);
    }

    private static String ofPhases(JsonNode data, String key) {
        return Stream.of("l1", "l2", "l3").map(phase -> data.path(key.formatted(phase)).asText("-")).collect(Collectors.joining(" "));
    }

    /** Phases that fall to 0 W under a total. */
    @Test
    void phasesThatFailEndAtOnce() throws Exception {
        assertThat(ofPhases(data(Snapshots.threePhase().take()), "active_power_%s_w")).isEqualTo("1000 640 -500");
        JsonNode failed = data(Snapshots.threePhase().with("POWER_NET=-412 POWER_L1=0 POWER_L2=0 POWER_L3=0").take());
        assertThat(failed.path("active_power_w").asText()).isEqualTo("-412");
        assertThat(ofPhases(failed, "active_power_%s_w")).isEqualTo("- - -");
        assertThat(ofPhases(failed, "active_current_%s_a")).isEqualTo("4 3 2");
    }

    /** The API has four tariffs: clients make a fault of another number. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "4, true", "5, false"})
    void aTariffThatTheApiDoesNotKnowIsLeftOut(int tariff, boolean written) throws Exception {
        JsonNode data = data(Snapshots.of("POWER_NET=1470 TARIFF=" + tariff).take());
        assertThat(data.path("active_power_w").asText()).isEqualTo("1470");
        assertThat(data.has("active_tariff")).isEqualTo(written);
    }

    private static String error(JsonNode answer) {
        return answer.at("/error/description").asText();
    }

    /** A client that finds no counter at its start makes no sensor of it; one that finds none later takes it for 0 kWh. */
    @Test
    void countersThatComeOnceAnHourAreThereAfterAStartOnceTheMetersNumberWasSent() throws Exception {
        StoredLines lines = new StoredLines();
        Ledger first = TestLedger.of(new MeterKey("house"), lines);
        assertThat(error(list(first, 0, "735999", "POWER_NET=500"))).contains("list with its currents");
        for (int second = 10; second <= 80; second += 10) {
            JsonNode list = list(first, second, "735999",
                    second == 40 ? LONG_LIST + " ENERGY_IMPORT=40.123 ENERGY_EXPORT=7.001" : LONG_LIST);
            assertThat(error(list)).as("%d s", second).contains(second < 40 ? "list of each hour" : "");
            assertThat(list.has("total_power_import_kwh")).as("%d s", second).isEqualTo(second >= 40);
        }
        first.end();

        restart();
        Ledger second = TestLedger.of(new MeterKey("house"), lines);
        assertThat(error(list(second, 100, null, LONG_LIST))).as("no number yet").contains("the meter's number");
        assertThat(error(list(second, 115, "111111", LONG_LIST))).as("another meter").contains("list of each hour");
        for (JsonNode known : List.of(list(second, 120, "735999", LONG_LIST), list(second, 130, null, LONG_LIST))) {
            assertThat(known.path("total_power_import_kwh").decimalValue()).isEqualByComparingTo("40.123");
            assertThat(known.path("total_power_import_t1_kwh").decimalValue()).isEqualByComparingTo("40.123");
            assertThat(known.path("total_power_export_kwh").decimalValue()).isEqualByComparingTo("7.001");
        }
        assertThat(list(second, 140, "735999", LONG_LIST + " ENERGY_IMPORT=41.001").path("total_power_import_kwh").decimalValue())
                .isEqualByComparingTo("41.001");
    }

    /** As the meters of Austria and most of Finland: nothing can tell another one. */
    @Test
    void countersOfAMeterThatSendsNoNumberAreThereAtOnceAfterAStart() throws Exception {
        StoredLines lines = new StoredLines();
        Ledger first = TestLedger.of(new MeterKey("house"), lines);
        list(first, 0, null, "POWER_NET=500 ENERGY_IMPORT=40.123");
        first.end();
        restart();
        Ledger second = TestLedger.of(new MeterKey("house"), lines);
        assertThat(error(list(second, 100, null, "POWER_NET=500"))).contains("list with its currents");
        assertThat(list(second, 111, null, "POWER_NET=500").path("total_power_import_kwh").decimalValue()).isEqualByComparingTo("40.123");
    }

    /** The answer after a list of a Norwegian meter. */
    private JsonNode list(Ledger ledger, int second, @Nullable String number, String values) throws Exception {
        Snapshot snapshot = Snapshots.of(values).dialect(Dialect.AIDON).key("house").number(number).meterIndex(0)
                .interval(Duration.ofSeconds(10)).at(new Stamp(1_792_800_000L + second, 0)).take();
        return data(Snapshots.counted(ledger, snapshot));
    }

    @Test
    void identitiesStayTheSameAndDiffer() throws Exception {
        SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS, SimulatedMedium.WATER);
        JsonNode first = data(meter.next());
        JsonNode second = data(meter.next());

        assertThat(first.path("unique_id")).isEqualTo(second.path("unique_id"));
        assertThat(first.at("/external/0/unique_id")).isNotEqualTo(first.at("/external/1/unique_id"))
                .isEqualTo(first.path("gas_unique_id"));
    }
}
