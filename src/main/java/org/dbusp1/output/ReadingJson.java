package org.dbusp1.output;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;

/**
 * A reading as JSON, with all values that the meter sent: each quantity under its key, as an exact number in the unit at the end of the
 * key, times in ISO 8601 with the meter's offset. A quantity that the meter did not send has no key.
 */
public final class ReadingJson {
    private ReadingJson() {
    }

    /** Writes the fields of a reading into the open object. */
    public static void write(JsonWriter json, Reading reading) throws IOException {
        json.text("identification", Optional.of(reading.meter().identification()).filter(head -> !head.isEmpty()).orElse(null));
        json.text("version", reading.meter().version());
        json.text("timestamp", reading.time());
        json.text("equipment_id", reading.meter().equipmentId());
        for (Quantity quantity : reading.values().present()) {
            number(json, quantity.key(), reading.values().decimal(quantity));
        }
        details(json, reading.message().details());
        if (!reading.devices().isEmpty()) {
            json.array("mbus", reading.devices(), (items, device) -> items.object(fields -> device(fields, device)));
        }
    }

    /**
     * Writes registers as an array of objects. A scaler, unit, value or text that a register does not have is a JSON null; a missing
     * status has no field.
     */
    public static void write(JsonWriter json, String name, List<Register> registers) throws IOException {
        json.array(name, registers, (items, register) -> items.object(fields -> register(fields, register)));
    }

    private static void register(JsonWriter json, Register register) throws IOException {
        json.writeStringField("obis", register.obis());
        json.writeStringField("type", register.typeName());
        json.writeFieldName("raw");
        if (register.isNumber()) {
            json.writeNumber(register.raw());
        } else {
            json.writeString(register.raw());
        }
        if (register.scaler() == null) {
            json.writeNullField("scaler");
        }
        json.number("scaler", register.scaler());
        json.writeStringField("unit", register.unit().isEmpty()
                && (!register.isNumber() || register.scaler() == null) ? null : register.unit());
        json.writeNumberField("value", register.value() == null ? null : register.value().stripTrailingZeros());
        json.textOrNull("text", register.text());
        json.number("status", register.status());
    }

    private static void details(JsonWriter json, Details details) throws IOException {
        json.text("breaker_state", details.breaker());
        if (details.limiter() != null) {
            Details.Limiter limiter = details.limiter();
            json.object("limiter_threshold", fields -> {
                number(fields, "value", limiter.value());
                fields.textOrNull("unit", Optional.of(limiter.unit()).filter(unit -> !unit.isEmpty()).orElse(null));
            });
        }
        json.text("peak_import_month_time", details.peakImport() == null ? null : details.peakImport().time());
        json.text("peak_export_month_time", details.peakExport() == null ? null : details.peakExport().time());
        if (details.peakHistory() != null) {
            json.array("max_demand_history", details.peakHistory(), (items, peak) -> items.object(fields -> {
                fields.textOrNull("month", peak.monthEnd());
                fields.textOrNull("timestamp", peak.time());
                number(fields, "value_w", peak.watts());
            }));
        }
        if (details.failures() != null) {
            json.array("power_failure_log", details.failures(), (items, failure) -> items.object(fields -> {
                fields.textOrNull("end", failure.end());
                fields.writeNumberField("duration_s", failure.seconds());
            }));
        }
        json.text("text_message", details.text());
        json.text("text_message_code", details.textCode());
    }

    private static void device(JsonWriter json, MBusDevice device) throws IOException {
        json.writeNumberField("channel", device.channel());
        json.number("type", device.type());
        json.text("id", device.id());
        json.number("valve", device.valve());
        if (device.reading() != null) {
            MBusDevice.CounterReading counter = device.reading();
            json.text("timestamp", counter.time());
            number(json, "value", counter.value());
            json.writeStringField("unit", counter.unit());
        }
    }

    private static void number(JsonWriter json, String key, BigDecimal value) throws IOException {
        json.writeNumberField(key, value.stripTrailingZeros());
    }
}
