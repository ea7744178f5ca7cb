package org.dbusp1.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A measurement of HomeWizard's local API, version 2 (its documentation, "Recent Measurement"), in the registers of a
 * P1 telegram, so that it is decoded like every telegram. A value that the measurement does not hold has no register.
 * Such a telegram has no checksum.
 *
 * <p>The totals over tariffs are left out if the tariffs are there: meters of the countries that print both do not come
 * this way.
 */
final class MeasurementTelegram {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_DEVICES = 4;
    private static final int LONGEST_MODEL = 40;

    /** Numbers: key, code, unit. */
    private static final List<String[]> NUMBERS = rows("""
            energy_import_t1_kwh 1-0:1.8.1 *kWh
            energy_import_t2_kwh 1-0:1.8.2 *kWh
            energy_import_t3_kwh 1-0:1.8.3 *kWh
            energy_import_t4_kwh 1-0:1.8.4 *kWh
            energy_export_t1_kwh 1-0:2.8.1 *kWh
            energy_export_t2_kwh 1-0:2.8.2 *kWh
            energy_export_t3_kwh 1-0:2.8.3 *kWh
            energy_export_t4_kwh 1-0:2.8.4 *kWh
            tariff 0-0:96.14.0
            power_w 1-0:16.7.0 *W
            power_l1_w 1-0:36.7.0 *W
            power_l2_w 1-0:56.7.0 *W
            power_l3_w 1-0:76.7.0 *W
            voltage_l1_v 1-0:32.7.0 *V
            voltage_l2_v 1-0:52.7.0 *V
            voltage_l3_v 1-0:72.7.0 *V
            current_l1_a 1-0:31.7.0 *A
            current_l2_a 1-0:51.7.0 *A
            current_l3_a 1-0:71.7.0 *A
            power_factor 1-0:13.7.0
            power_factor_l1 1-0:33.7.0
            power_factor_l2 1-0:53.7.0
            power_factor_l3 1-0:73.7.0
            frequency_hz 1-0:14.7.0 *Hz
            voltage_sag_l1_count 1-0:32.32.0
            voltage_sag_l2_count 1-0:52.32.0
            voltage_sag_l3_count 1-0:72.32.0
            voltage_swell_l1_count 1-0:32.36.0
            voltage_swell_l2_count 1-0:52.36.0
            voltage_swell_l3_count 1-0:72.36.0
            any_power_fail_count 0-0:96.7.21
            long_power_fail_count 0-0:96.7.9
            average_power_15m_w 1-0:1.4.0 *W""");

    /** Device types of EN 13757-3. */
    private static final Map<String, Integer> TYPES =
            Map.of("gas_meter", 3, "heat_meter", 4, "warm_water_meter", 6, "water_meter", 7,
            "inlet_heat_meter", 12);

    private MeasurementTelegram() {
    }

    /**
     * A message of the dongle: its type and its content.
     *
     * @param type    measurement, authorization_requested, error and others
     * @param fields  the numbers and texts in the message, as they were sent
     * @param devices the other meters behind the electricity meter
     */
    record Message(String type, Map<String, String> fields, List<Map<String, String>> devices) {
        /**
         * Reads a message.
         *
         * @throws IOException when it is no JSON object
         */
        static Message read(String text) throws IOException {
            try (JsonParser json = JSON.createParser(text)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("the dongle sent no JSON object");
                }
                List<Map<String, String>> devices = new ArrayList<>();
                Map<String, String> fields = object(json, devices);
                return new Message(fields.getOrDefault("type", ""), fields, devices);
            } catch (JsonProcessingException malformed) {
                // Jackson's message repeats the text.
                throw new IOException("the dongle sent no JSON object", malformed);
            }
        }

        /** Returns the plain values of an object and of its part "data"; its array "external" is a list of objects. */
        private static Map<String, String> object(JsonParser json, List<Map<String, String>> devices)
                throws IOException {
            Map<String, String> fields = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.getCurrentName();
                JsonToken value = json.nextToken();
                if (value.isNumeric() || value == JsonToken.VALUE_STRING) {
                    fields.putIfAbsent(name, json.getText());
                } else if (name.equals("data") && value == JsonToken.START_OBJECT) {
                    object(json, devices).forEach(fields::putIfAbsent);
                } else if (name.equals("external") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        devices.add(object(json, new ArrayList<>()));
                    }
                } else {
                    json.skipChildren();
                }
            }
            return fields;
        }
    }

    /** Returns the telegram of a measurement; empty if the measurement holds no value of a meter. */
    static Optional<byte[]> of(Message measurement) {
        Map<String, String> fields = measurement.fields();
        StringBuilder telegram = new StringBuilder(1024);
        boolean totals = total(telegram, fields, "energy_import_kwh", "energy_import_t", "1-0:1.8.0")
                | total(telegram, fields, "energy_export_kwh", "energy_export_t", "1-0:2.8.0");
        for (String[] row : NUMBERS) {
            number(fields.get(row[0]))
                    .ifPresent(value -> line(telegram, row[1], value + (row.length > 2 ? row[2] : "")));
        }
        // A meter of one phase.
        onePhase(telegram, fields, "voltage_v", "voltage_l1_v", "1-0:32.7.0", "*V");
        onePhase(telegram, fields, "current_a", "current_l1_a", "1-0:31.7.0", "*A");
        number(fields.get("monthly_power_peak_w")).ifPresent(watts -> line(telegram, "1-0:1.6.0",
                time(fields.get("monthly_power_peak_timestamp")).map(time -> time + ")(").orElse("") + watts + "*W"));
        int channel = 1;
        for (Map<String, String> device : measurement.devices()) {
            if (channel <= MOST_DEVICES && TYPES.containsKey(device.getOrDefault("type", ""))) {
                device(telegram, channel++, device);
            }
        }
        if (telegram.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((head(fields, totals) + telegram + "!\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(Map<String, String> fields, boolean totals) {
        String model = fields.getOrDefault("meter_model", "HomeWizard").replaceAll("[^ -~]|[/!()]", "?");
        StringBuilder head = new StringBuilder("/HWE5\\").append(model, 0, Math.min(model.length(), LONGEST_MODEL))
                .append("\r\n\r\n");
        String version = fields.getOrDefault("protocol_version", "");
        // A meter that sends totals is not one that is known by its version.
        if (version.matches("\\d{1,3}") && !totals) {
            line(head, "1-3:0.2.8", version);
        } else if (version.matches("\\d{4,6}")) {
            line(head, "0-0:96.1.4", version);
        }
        time(fields.get("timestamp")).ifPresent(time -> line(head, "0-0:1.0.0", time));
        hex(fields.get("unique_id")).ifPresent(id -> line(head, "0-0:96.1.1", id));
        return head.toString();
    }

    private static boolean total(StringBuilder telegram, Map<String, String> fields, String key, String tariffs,
            String code) {
        boolean apart = fields.keySet().stream().anyMatch(field -> field.startsWith(tariffs));
        Optional<String> value = apart ? Optional.empty() : number(fields.get(key));
        value.ifPresent(number -> line(telegram, code, number + "*kWh"));
        return value.isPresent();
    }

    private static void onePhase(StringBuilder telegram, Map<String, String> fields, String key, String phase,
            String code, String unit) {
        boolean phases = fields.keySet().stream().anyMatch(field -> field.matches("(voltage|current|power)_l[123]_.*"));
        if (!phases && !fields.containsKey(phase)) {
            number(fields.get(key)).ifPresent(value -> line(telegram, code, value + unit));
        }
    }

    private static void device(StringBuilder telegram, int channel, Map<String, String> device) {
        line(telegram, "0-" + channel + ":24.1.0", TYPES.get(device.get("type")).toString());
        hex(device.get("unique_id")).ifPresent(id -> line(telegram, "0-" + channel + ":96.1.0", id));
        Optional<String> value = number(device.get("value"));
        Optional<String> time = time(device.get("timestamp"));
        String unit = device.getOrDefault("unit", "");
        if (value.isPresent() && time.isPresent() && unit.matches("[A-Za-z0-9]{1,4}")) {
            line(telegram, "0-" + channel + ":24.2.1", time.get() + ")(" + value.get() + "*" + unit);
        }
    }

    private static void line(StringBuilder telegram, String code, String inside) {
        telegram.append(code).append('(').append(inside).append(")\r\n");
    }

    /** Returns a number as the P1 standard prints it, without an exponent; empty if the text is no number. */
    private static Optional<String> number(String text) {
        if (text == null || !text.matches("-?\\d{1,15}(\\.\\d{1,15})?([eE][-+]?\\d{1,2})?")) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text).toPlainString());
    }

    /**
     * Returns local time without a letter for summer time, which the dongle does not send; empty if the text is no
     * time.
     */
    private static Optional<String> time(String text) {
        return text != null && text.matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*")
                ? Optional.of(text.substring(2, 19).replaceAll("[-T:]", "")) : Optional.empty();
    }

    private static Optional<String> hex(String text) {
        return text != null && text.matches("[0-9A-Za-z]{1,96}") ? Optional.of(text) : Optional.empty();
    }

    private static List<String[]> rows(String table) {
        return table.lines().map(line -> line.split(" ")).toList();
    }
}
