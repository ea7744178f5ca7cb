package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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
