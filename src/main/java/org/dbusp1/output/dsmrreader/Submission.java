package org.dbusp1.output.dsmrreader;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.Directions;
import org.dbusp1.output.Volume;

/**
 * What goes to dsmr-reader: the telegram itself (API version 1), which keeps everything, or for binary meters the
 * fields of a reading (version 2).
 *
 * @param path of its API
 * @param form fields by name
 */
record Submission(String path, Map<String, String> form) {
    /** Empty where the meter's message lacks what dsmr-reader demands: counters and powers of both directions. */
    static Optional<Submission> of(Snapshot snapshot) {
        byte[] bytes = snapshot.reading().message().bytes();
        if (bytes.length > 0 && bytes[0] == '/') {
            String telegram = new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n";
            return Optional.of(new Submission("/api/v1/datalogger/dsmrreading", Map.of("telegram", telegram)));
        }
        return fields(snapshot).map(form -> new Submission("/api/v2/datalogger/dsmrreading", form));
    }

    /** The form as it is sent. */
    byte[] body() {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")).getBytes(StandardCharsets.US_ASCII);
    }

    private static Optional<Map<String, String>> fields(Snapshot snapshot) {
        Values values = Directions.of(snapshot);
        if (!values.has(Quantity.ENERGY_IMPORT) || !values.has(Quantity.ENERGY_EXPORT)
                || !values.has(Quantity.POWER_IMPORT) || !values.has(Quantity.POWER_EXPORT)) {
            return Optional.empty();
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("timestamp", snapshot.reading().time().map(Object::toString)
                .orElseGet(() -> snapshot.arrival().truncatedTo(ChronoUnit.SECONDS).toString()));
        counters(form, "electricity_delivered_", values, Quantity.ENERGY_IMPORT, Quantity.ENERGY_IMPORT_T1,
                Quantity.ENERGY_IMPORT_T2);
        counters(form, "electricity_returned_", values, Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_T1,
                Quantity.ENERGY_EXPORT_T2);
        form.put("electricity_currently_delivered", kilowatts(values, Quantity.POWER_IMPORT));
        form.put("electricity_currently_returned", kilowatts(values, Quantity.POWER_EXPORT));
        for (Phase phase : Phase.ALL) {
            String line = phase.name().toLowerCase(Locale.ROOT);
            known(values, phase.powerImport()).ifPresent(watts ->
                    form.put("phase_currently_delivered_" + line, rounded(watts.movePointLeft(3), 3)));
            known(values, phase.powerExport()).ifPresent(watts ->
                    form.put("phase_currently_returned_" + line, rounded(watts.movePointLeft(3), 3)));
            known(values, phase.voltage()).ifPresent(volts -> form.put("phase_voltage_" + line, rounded(volts, 1)));
            known(values, phase.current()).ifPresent(amperes ->
                    form.put("phase_power_current_" + line, rounded(amperes.abs(), 0)));
        }
        snapshot.devices().stream().filter(device -> device.medium() == Medium.GAS)
                .flatMap(device -> device.reading().stream()).findFirst()
                .ifPresent(counter -> Volume.cubicMeters(counter).ifPresent(volume -> {
                    form.put("extra_device_timestamp", counter.time().toString());
                    form.put("extra_device_delivered", rounded(volume, 3));
                }));
        return Optional.of(form);
    }

    /** It demands two tariffs; of a meter without them the first is all and the second never counts. */
    private static void counters(Map<String, String> form, String name, Values values, Quantity total, Quantity first,
                                 Quantity second) {
        boolean tariffs = values.has(first) && values.has(second);
        form.put(name + 1, rounded(values.decimal(tariffs ? first : total), 3));
        form.put(name + 2, tariffs ? rounded(values.decimal(second), 3) : "0.000");
    }

    private static Optional<BigDecimal> known(Values values, Quantity quantity) {
        return values.has(quantity) ? Optional.of(values.decimal(quantity)) : Optional.empty();
    }

    private static String kilowatts(Values values, Quantity watts) {
        return rounded(values.decimal(watts).movePointLeft(3), 3);
    }

    private static String rounded(BigDecimal value, int decimals) {
        return value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }
}
