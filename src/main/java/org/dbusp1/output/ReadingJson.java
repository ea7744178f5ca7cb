package org.dbusp1.output;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Register;
import org.dbusp1.meter.Stamp;

/**
 * A reading as JSON, with all values that the meter sent: each quantity under its key, numbers exact in the unit that
 * the key ends with, times in ISO 8601 with the meter's offset. A value that the meter did not send has no key.
 */
public final class ReadingJson {
    private final JsonGenerator json;

    public ReadingJson(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the reading as one object. */
    public void write(Reading reading) throws IOException {
        json.writeStartObject();
        text("identification", Optional.of(reading.meter().identification()).filter(head -> !head.isEmpty()));
        text("version", reading.meter().version());
        time("timestamp", reading.time());
        text("equipment_id", reading.meter().equipmentId());
        for (Quantity quantity : reading.values().present()) {
            number(quantity.key(), reading.values().decimal(quantity));
        }
        details(reading.message().details());
        if (!reading.devices().isEmpty()) {
            json.writeArrayFieldStart("mbus");
            for (MBusDevice device : reading.devices()) {
                device(device);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /**
     * Writes registers as an array of objects; the key of a value that a register does not have is null, but status and
     * time have no key then.
     */
    public void write(List<Register> registers) throws IOException {
        json.writeStartArray();
        for (Register register : registers) {
            json.writeStartObject();
            json.writeStringField("obis", register.obis());
            json.writeStringField("type", register.type());
            if (register.isNumber()) {
                json.writeFieldName("raw");
                json.writeNumber(register.raw());
            } else {
                json.writeStringField("raw", register.raw());
            }
            if (register.scaler().isPresent()) {
                json.writeNumberField("scaler", register.scaler().getAsInt());
            } else {
                json.writeNullField("scaler");
            }
            json.writeStringField("unit", register.unit().isEmpty()
                    && (!register.isNumber() || register.scaler().isEmpty()) ? null : register.unit());
            if (register.value().isPresent()) {
                number("value", register.value().get());
            } else {
                json.writeNullField("value");
            }
            json.writeStringField("text", register.text().orElse(null));
            if (register.status().isPresent()) {
                json.writeNumberField("status", register.status().getAsLong());
            }
            text("time", register.time());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void details(Details details) throws IOException {
        text("breaker_state", details.breaker());
        if (details.limiter().isPresent()) {
            Details.Limiter limiter = details.limiter().get();
            json.writeObjectFieldStart("limiter_threshold");
            number("value", limiter.value());
            json.writeStringField("unit", limiter.unit().isEmpty() ? null : limiter.unit());
            json.writeEndObject();
        }
        time("peak_import_month_time", details.peakImport().flatMap(Details.Peak::time));
        time("peak_export_month_time", details.peakExport().flatMap(Details.Peak::time));
        if (details.peakHistory().isPresent()) {
            json.writeArrayFieldStart("max_demand_history");
            for (Details.MonthPeak peak : details.peakHistory().get()) {
                json.writeStartObject();
                nullableTime("month", peak.month());
                nullableTime("timestamp", peak.time());
                number("value_w", peak.watts());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (details.failures().isPresent()) {
            json.writeArrayFieldStart("power_failure_log");
            for (Details.Failure failure : details.failures().get()) {
                json.writeStartObject();
                nullableTime("end", failure.end());
                json.writeNumberField("duration_s", failure.seconds());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        text("text_message", details.text());
        text("text_message_code", details.textCode());
    }

    private void device(MBusDevice device) throws IOException {
        json.writeStartObject();
        json.writeNumberField("channel", device.channel());
        if (device.type().isPresent()) {
            json.writeNumberField("type", device.type().getAsInt());
        }
        text("id", device.id());
        if (device.valve().isPresent()) {
            json.writeNumberField("valve", device.valve().getAsInt());
        }
        if (device.reading().isPresent()) {
            MBusDevice.Counter counter = device.reading().get();
            json.writeStringField("timestamp", counter.time().toString());
            number("value", counter.value());
            json.writeStringField("unit", counter.unit());
        }
        json.writeEndObject();
    }

    private void text(String key, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(key, text.get());
        }
    }

    private void time(String key, Optional<Stamp> time) throws IOException {
        text(key, time.map(Stamp::toString));
    }

    private void nullableTime(String key, Optional<Stamp> time) throws IOException {
        json.writeStringField(key, time.map(Stamp::toString).orElse(null));
    }

    /** Writes a number without an exponent (never 1E+3) and without trailing zeros. */
    private void number(String key, BigDecimal value) throws IOException {
        json.writeFieldName(key);
        json.writeNumber(value.stripTrailingZeros().toPlainString());
    }
}
