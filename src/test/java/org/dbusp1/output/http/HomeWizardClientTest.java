package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests what HomeWizard's own client reads of our emulation of its version 1: every value that is served. The client distinguishes the
 * versions of the interface by the key wifi_ssid, and reads the names of version 2 where it is missing.
 */
@Timeout(120)
class HomeWizardClientTest {
    /** Keys that this client does not read; for each of them it reads another that is served too, or it needs none. */
    private static final Set<String> UNREAD = Set.of("total_gas_m3", "gas_timestamp", "gas_unique_id");
    /** Names of version 1, and the client's for the same value; the others follow from these or are the same. */
    private static final Map<String, String> RENAMED = Map.of("smr_version", "protocol_version", "active_tariff", "tariff",
            "active_power_average_w", "average_power_15m_w", "montly_power_peak_w", "monthly_power_peak_w",
            "montly_power_peak_timestamp", "monthly_power_peak_timestamp", "external", "external_devices");

    @AutoClose
    private final Web web = Web.open();

    static Stream<String> dialects() {
        // D0 has no checksum: one telegram is not believed.
        return Dialects.all().stream().filter(dialect -> dialect.checksum() && dialect.lists() == null).map(dialect -> dialect.name());
    }

    /** The client's own rule, as its documentation has it, in ten lines: it runs everywhere. */
    @ParameterizedTest
    @MethodSource("dialects")
    void itsRuleFindsEveryValueThatIsServed(String dialect) throws Exception {
        JsonNode data = served(dialect);
        assertThat(data.path("wifi_ssid").asText()).as("the client takes an answer without it for version 2").isNotEmpty();
        data.fieldNames().forEachRemaining(key -> assertThat(UNREAD.contains(key) || ownName(key).isPresent())
                .as("%s is a name that the client reads", key).isTrue());
        assertThat(data.has("active_power_w")).isEqualTo(!dialect.equals("warmtelink"));
    }

    static Stream<String> someDialects() {
        return Stream.of("dsmr50", "emucs171", "sweden", "hungary", "israel");
    }

    @ParameterizedTest
    @MethodSource("someDialects")
    void theRealClientReadsEveryValueThatIsServed(String dialect) throws Exception {
        Optional<HomeWizardPython> python = HomeWizardPython.find();
        Assumptions.assumeTrue(python.isPresent(), HomeWizardPython.ABSENT);
        JsonNode data = served(dialect);

        JsonNode client = python.orElseThrow().read("127.0.0.1:" + web.port());

        assertThat(client.at("/device/serial").asText()).isEqualTo(web.json("/api").path("serial").asText());
        assertThat(client.at("/device/product_type").asText()).isEqualTo("HWE-P1");
        JsonNode read = client.path("measurement");
        for (Map.Entry<String, JsonNode> field : data.properties()) {
            if (!UNREAD.contains(field.getKey())) {
                JsonNode value = read.path(ownName(field.getKey()).orElseThrow());
                assertThat(value.isMissingNode()).as("%s, which was read from %s", value, field).isFalse();
                if (field.getValue().isNumber() && value.isNumber()) {
                    assertThat(value.decimalValue()).as(field.getKey()).isEqualByComparingTo(field.getValue().decimalValue());
                }
            }
        }
        assertThat(read.path("external_devices")).hasSameSizeAs(data.path("external"));
        assertThat(client.path("telegram").asText()).isEqualTo(web.get("/api/v1/telegram").body());
    }

    private JsonNode served(String dialect) throws Exception {
        SimulatedMedium[] devices = Dialects.named(dialect).orElseThrow().devices().toArray(SimulatedMedium[]::new);
        SampleMeter meter = new SampleMeter(dialect, Wiring.THREE_PHASES, SampleMeter.START, devices);
        Snapshot snapshot = meter.next();
        while (snapshot.grid().awaitsPower()) {
            snapshot = meter.next();
        }
        web.output.snapshot(snapshot);
        return web.json("/api/v1/data");
    }

    /** The name under which the client holds a value of version 1; empty where it reads no such key. */
    private static Optional<String> ownName(String key) {
        if (RENAMED.containsKey(key)) {
            return Optional.of(RENAMED.get(key));
        }
        String own = key.replaceFirst("^total_power_", "energy_").replaceFirst("^active_", "");
        return Optional.of(own).filter(name -> name.matches("wifi_ssid|wifi_strength|unique_id|meter_model"
                + "|energy_(im|ex)port(_t[1-4])?_kwh|power(_l[123])?_w"
                + "|voltage_l[123]_v|current_l[123]_a|frequency_hz|voltage_(sag|swell)_l[123]_count|(any|long)_power_fail_count"));
    }
}
