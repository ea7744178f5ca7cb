package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class HomeWizardTest {
    @AutoClose
    private final Web web = Web.open();

    private JsonNode data(Snapshot snapshot) throws Exception {
        web.output.snapshot(snapshot);
        return web.json("/api/v1/data");
    }

    @Test
    void sendsWhatItsClientsReadBeforeAnythingElse() throws Exception {
        web.output.snapshot(SampleMeter.usual().next());

        JsonNode device = web.json("/api");

        assertThat(device.path("product_type").asText()).isEqualTo("HWE-P1");
        assertThat(device.path("api_version").asText()).isEqualTo("v1");
        assertThat(device.path("serial").asText()).matches("02[0-9a-f]{10}");
        assertThat(web.json("/api/v1/system").path("cloud_enabled").asBoolean(true)).isFalse();
        assertThat(web.send("PUT", "/api/v1/identify").body()).isEqualTo("{\"identify\":\"ok\"}");
        assertThat(web.get("/api/v1/state").statusCode()).isEqualTo(404);
    }

    @Test
    void givesPowerWithItsSignAndStampsAsNumbers() throws Exception {
        Snapshot snapshot = SampleMeter.usual().next();

        JsonNode data = data(snapshot);

        assertThat(data.path("active_power_w").decimalValue()).isEqualByComparingTo(snapshot.values().decimal(Quantity.POWER_NET));
        assertThat(data.path("smr_version").asInt()).isEqualTo(50);
        assertThat(data.path("gas_timestamp").asText()).matches("2606151[0-9]{5}");
        assertThat(data.at("/external/0/type").asText()).isEqualTo("gas_meter");
        assertThat(data.path("wifi_strength").isMissingNode()).isTrue();
        for (String phase : new String[] {"1", "2", "3"}) {
            double power = data.path("active_power_l" + phase + "_w").asDouble();
            double current = data.path("active_current_l" + phase + "_a").asDouble();
            assertThat(power * current).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void leavesOutWhatTheMeterDoesNotGive() throws Exception {
        JsonNode data = data(new SampleMeter("dsmr50", Wiring.ONE_PHASE, SampleMeter.START).next());

        assertThat(data.has("active_voltage_l1_v")).isTrue();
        assertThat(data.has("active_voltage_l2_v")).isFalse();
        assertThat(data.has("total_gas_m3")).isFalse();
        assertThat(data.path("external")).isEmpty();
        data.forEach(value -> assertThat(value.isNull()).isFalse());
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
