package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
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

    private JsonNode data(Snapshot snapshot) throws Exception {
        web.output.snapshot(snapshot);
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
    /** Written next to the table, with the sign of their power. */
    private static final String SIGNED = "CURRENT_L[123]";

    @ParameterizedTest
    @EnumSource(Quantity.class)
    void everyQuantityHasAKeyOrIsLeftOutOnPurpose(Quantity quantity) {
        assertThat(HomeWizardApi.KEYS.containsKey(quantity)).isNotEqualTo(quantity.name().matches(LEFT_OUT + "|" + SIGNED));
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
        JsonNode data = data(Snapshots.of("POWER_NET=1470.27 POWER_L1=-63.5 VOLTAGE_L1=230.4").take());

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

    /** A client takes a missing power for 0 W; that of a meter that sends none is missing. */
    @ParameterizedTest
    @CsvSource({"VOLTAGE_L1=230, POWER_NET, 503", "POWER_IMPORT=0, POWER_EXPORT, 503", "POWER_IMPORT=0, , 503", "POWER_ABS=500, , 503",
        "POWER_NET=0 POWER_IMPORT=0, , 200", "ENERGY_IMPORT=1, , 200"})
    void aPowerWhoseDirectionIsUnknownIsNoAnswer(String values, @Nullable Quantity withheld, int status) throws Exception {
        web.output.snapshot(Snapshots.of(values).withheld(new Withheld(withheld == null ? Set.of() : Set.of(withheld), Set.of())).take());
        assertThat(web.get("/api/v1/data").statusCode()).isEqualTo(status);
    }

    /** The API has four tariffs: clients make a fault of another number. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "4, true", "5, false"})
    void aTariffThatTheApiDoesNotKnowIsLeftOut(int tariff, boolean written) throws Exception {
        JsonNode data = data(Snapshots.of("POWER_NET=1470 TARIFF=" + tariff).take());
        assertThat(data.path("active_power_w").asText()).isEqualTo("1470");
        assertThat(data.has("active_tariff")).isEqualTo(written);
    }

    /** A client that finds no counter at its start makes no sensor of it. */
    @Test
    void countersThatComeOnceAnHourAreThereAfterAStartOnceTheMetersNumberWasSent() throws Exception {
        StoredLines lines = new StoredLines();
        Ledger first = new Ledger(new MeterKey("house"), lines, null);
        for (int second = 0; second <= 80; second += 10) {
            list(first, second, "735999", second == 10 ? "POWER_NET=500 ENERGY_IMPORT=40.123 ENERGY_EXPORT=7.001" : "POWER_NET=500");
        }
        first.end();

        Ledger second = new Ledger(new MeterKey("house"), lines, null);
        assertThat(list(second, 100, null, "POWER_NET=500").has("total_power_import_kwh")).as("no number yet").isFalse();
        assertThat(list(second, 110, "111111", "POWER_NET=500").has("total_power_import_kwh")).as("another meter").isFalse();
        for (JsonNode known : List.of(list(second, 120, "735999", "POWER_NET=500"), list(second, 130, null, "POWER_NET=500"))) {
            assertThat(known.path("total_power_import_kwh").decimalValue()).isEqualByComparingTo("40.123");
            assertThat(known.path("total_power_import_t1_kwh").decimalValue()).isEqualByComparingTo("40.123");
            assertThat(known.path("total_power_export_kwh").decimalValue()).isEqualByComparingTo("7.001");
        }
        assertThat(list(second, 140, "735999", "POWER_NET=500 ENERGY_IMPORT=41.001").path("total_power_import_kwh").decimalValue())
                .isEqualByComparingTo("41.001");
    }

    /** The answer after a list of a Norwegian meter. */
    private JsonNode list(Ledger ledger, int second, @Nullable String number, String values) throws Exception {
        Snapshot snapshot = Snapshots.of(values).dialect(Dialect.AIDON).key("house").number(number).interval(Duration.ofSeconds(10))
                .at(new Stamp(1_792_800_000L + second, 0)).take();
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
