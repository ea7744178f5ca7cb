package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.decode.TestPipeline;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.http.HomeWizardPython;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A measurement of version 2 with every key of its documentation, all the way to a reading. */
@Timeout(120)
class HomeWizardModelsTest {
    private static final String MEASUREMENT = """
            {"protocol_version":50,"meter_model":"ISK5 2M550T-1012","unique_id":"4530303434","timestamp":"2026-06-28T14:12:34","tariff":2,
            "energy_import_kwh":13779.338,"energy_import_t1_kwh":10830.511,"energy_import_t2_kwh":2948.827,
            "energy_export_kwh":3.5,"energy_export_t1_kwh":1.5,"energy_export_t2_kwh":2,
            "power_w":-543,"power_l1_w":-676,"power_l2_w":133,"power_l3_w":0,"voltage_l1_v":230.1,"voltage_l2_v":231,"voltage_l3_v":229.9,
            "current_a":6,"current_l1_a":-4,"current_l2_a":2,"current_l3_a":0,"frequency_hz":49.98,
            "voltage_sag_l1_count":1,"voltage_sag_l2_count":2,"voltage_sag_l3_count":3,"voltage_swell_l1_count":4,"voltage_swell_l2_count":5,
            "voltage_swell_l3_count":6,"any_power_fail_count":7,"long_power_fail_count":8,"average_power_15m_w":123.0,
            "monthly_power_peak_w":1111.0,"monthly_power_peak_timestamp":"2026-06-04T10:11:22",
            "external":[{"unique_id":"4731","type":"gas_meter","timestamp":"2026-06-28T14:00:00","value":2569.646,"unit":"m3"},
            {"unique_id":"5732","type":"water_meter","timestamp":"2026-06-28T14:05:00","value":123.456,"unit":"m3"}]}""";

    /** The fields whose names are not those of our own JSON. */
    private static final Map<String, String> KEYS = Map.of("energy_import_kwh", "energy_import_total_kwh",
            "energy_export_kwh", "energy_export_total_kwh", "power_w", "power_net_w",
            "any_power_fail_count", "power_failures", "long_power_fail_count", "long_power_failures",
            "average_power_15m_w", "demand_import_avg_w", "monthly_power_peak_w", "peak_import_month_w");

    private static Optional<Quantity> quantity(String field) {
        String key = KEYS.getOrDefault(field, field.replaceAll("(sag|swell)_(l\\d)_count", "$1s_$2"));
        return Stream.of(Quantity.values()).filter(quantity -> quantity.key().equals(key)).findFirst();
    }

    @Test
    void everyValueArrives() throws Exception {
        compare(new ObjectMapper().readTree(MEASUREMENT));
    }

    /** The models of HomeWizard's own client, the library of Home Assistant, are the judge. */
    @Test
    void everyValueIsThatOfTheRealClient() throws Exception {
        Optional<HomeWizardPython> python = HomeWizardPython.find();
        Assumptions.assumeTrue(python.isPresent(), HomeWizardPython.ABSENT);
        JsonNode client = python.orElseThrow().read("-", MEASUREMENT);
        compare(client);
        Reading reading = reading();
        assertThat(client.path("unique_id").asText()).isEqualTo(reading.meter().equipmentId().orElseThrow());
        assertThat(client.path("external_devices").fieldNames()).toIterable()
                .containsExactly("gas_meter_" + reading.devices().get(0).id().orElseThrow(),
                "water_meter_" + reading.devices().get(1).id().orElseThrow());
    }

    private static void compare(JsonNode values) throws Exception {
        Reading reading = reading();
        Set<Quantity> quantities = EnumSet.noneOf(Quantity.class);
        values.fieldNames().forEachRemaining(field -> quantity(field).ifPresent(quantity -> {
            quantities.add(quantity);
            assertThat(reading.values().decimal(quantity)).as(field).isEqualByComparingTo(values.get(field).decimalValue());
        }));
        assertThat(quantities).hasSize(28);
        assertThat(reading.values().present()).containsExactlyInAnyOrderElementsOf(quantities);
        assertThat(reading.time()).hasToString("Optional[2026-06-28T14:12:34+02:00]");
        assertThat(reading.meter().version()).contains("50");
        assertThat(reading.message().details().peakImport().orElseThrow().time()).hasToString("Optional[2026-06-04T10:11:22+02:00]");
        assertThat(reading.devices()).extracting(MBusDevice::medium).hasToString("[GAS, WATER]");
        assertThat(reading.devices().get(0).reading().orElseThrow().value()).isEqualByComparingTo("2569.646");
    }

    private static Reading reading() throws Exception {
        String message = "{\"type\":\"measurement\",\"data\":" + MEASUREMENT + "}";
        byte[] telegram = MeasurementTelegram.of(MeasurementTelegram.Message.read(message)).orElseThrow();
        DsmrDecoder.Options options =
                new DsmrDecoder.Options(Optional.empty(), Optional.empty(), DsmrDecoder.Options.Checksum.MAY_BE_MISSING);
        return new TestPipeline(options).feed(new String(telegram, StandardCharsets.ISO_8859_1)).end().readings().get(0);
    }
}
