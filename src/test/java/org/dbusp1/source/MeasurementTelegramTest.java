package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.dbusp1.source.MeasurementTelegram.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Measurements of version 2 as telegrams: what is there becomes a register, and nothing else. */
class MeasurementTelegramTest {
    @Test
    void whatTheDongleDoesNotSayHasNoRegister() throws Exception {
        assertThat(telegram("\"power_w\":-543")).isEqualTo("/HWE5\\HomeWizard\r\n\r\n1-0:16.7.0(-543*W)\r\n!\r\n");
        assertThat(MeasurementTelegram.of(Message.read("{\"type\":\"measurement\",\"data\":{\"meter_model\":\"x\"}}"))).isEmpty();
        assertThat(MeasurementTelegram.of(Message.read("{\"type\":\"measurement\"}"))).isEmpty();
    }

    /** Those of one phase, of other numbers, and of Belgium; HomeWizardModelsTest has the others. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"energy_export_kwh\":7 | 1-0:2.8.0(7*kWh)",
        "\"power_l3_w\":-1.5e2 | 1-0:76.7.0(-150*W)",
        "\"voltage_v\":230.1 | 1-0:32.7.0(230.1*V)",
        "\"monthly_power_peak_w\":1111.000,\"monthly_power_peak_timestamp\":\"2024-06-04T10:11:22\" | 1-0:1.6.0(240604101122)(1111.000*W)",
        "\"protocol_version\":50217,\"power_w\":1 | 0-0:96.1.4(50217)",
    })
    void eachValueHasItsRegister(String json, String line) throws Exception {
        assertThat(telegram(json).lines()).contains(line);
    }

    @Test
    void theTotalIsThatOfTheTariffsWhereTheyAreThere() throws Exception {
        assertThat(telegram("\"energy_import_kwh\":3,\"energy_import_t1_kwh\":1,\"energy_import_t2_kwh\":2")).doesNotContain("1.8.0")
                .contains("1.8.1(1*kWh)", "1.8.2(2*kWh)");
    }

    @Test
    void theSumOfCurrentsIsNoCurrentOfAPhase() throws Exception {
        assertThat(telegram("\"current_a\":6,\"current_l1_a\":-4,\"current_l2_a\":2")).doesNotContain("(6*A)");
        assertThat(telegram("\"current_a\":6,\"power_l1_w\":4")).doesNotContain("(6*A)");
    }

    @Test
    void otherMetersAreOnChannelsInTheirOrder() throws Exception {
        assertThat(telegram("""
                "power_w":1,"external":[{"unique_id":"4731","type":"gas_meter","timestamp":"2024-06-28T14:00:00",\
                "value":2569.646,"unit":"m3"},{"type":"unheard_of","value":1},{"type":"water_meter","value":1}]""").lines())
                .contains("0-1:24.1.0(3)", "0-1:96.1.0(4731)", "0-1:24.2.1(240628140000)(2569.646*m3)", "0-2:24.1.0(7)")
                .noneMatch(line -> line.startsWith("0-2:24.2.1") || line.startsWith("0-3:"));
    }

    /** Nothing that a device sends makes another line. */
    @ParameterizedTest
    @ValueSource(strings = {"\"meter_model\":\"a\\r\\n1-0:1.8.0(9*kWh)!\"", "\"unique_id\":\"a)(b\"", "\"timestamp\":\"2024)\"",
            "\"protocol_version\":\"5)\"",
        "\"power_w\":\"1)\"", "\"power_w\":null", "\"power_w\":true", "\"voltage_l1_v\":{\"a\":[1]}", "\"unheard_of\":[1,{\"power_w\":5}]"})
    void whatIsNoValueIsLeftOut(String json) throws Exception {
        assertThat(telegram(json + ",\"frequency_hz\":50").lines().filter(line -> line.contains("("))).containsExactly("1-0:14.7.0(50*Hz)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "5", "{\"type\":", "{\"type\":\"measurement\",\"data\":{\"power_w\":1"})
    void whatIsNoMessageIsAFault(String text) {
        assertThatThrownBy(() -> Message.read(text)).isInstanceOf(IOException.class);
    }

    private static String telegram(String fields) throws IOException {
        return new String(MeasurementTelegram.of(Message.read("{\"type\":\"measurement\",\"data\":{" + fields + "}}")).orElseThrow(),
                StandardCharsets.ISO_8859_1);
    }
}
