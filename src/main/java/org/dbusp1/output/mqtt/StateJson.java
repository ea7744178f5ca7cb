package org.dbusp1.output.mqtt;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;

/** States as JSON objects. An absent value has no field; numbers are exact. */
final class StateJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private StateJson() {
    }

    /** Makes an object with these fields. */
    static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    /** The state of the electricity meter. */
    static byte[] of(Snapshot snapshot) {
        return object(json -> {
            if (snapshot.reading().time().isPresent()) {
                json.writeStringField("time", snapshot.reading().time().get().toString());
            }
            json.writeStringField("arrival", snapshot.arrival().toString());
            for (Quantity quantity : snapshot.values().present()) {
                json.writeFieldName(quantity.key());
                json.writeNumber(snapshot.values().decimal(quantity));
            }
            if (snapshot.demand().isPresent()) {
                writeDemand(json, snapshot.demand().get());
            }
        });
    }

    private static void writeDemand(JsonGenerator json, Demand demand) throws IOException {
        json.writeStringField("demand_start", demand.start().toString());
        json.writeStringField(NativeTable.DEMAND_END, demand.end().toString());
        writeIfPresent(json, NativeTable.DEMAND_MEAN, demand.meanWatts());
        writeIfPresent(json, NativeTable.DEMAND_FORECAST, demand.forecastWatts());
        writeIfPresent(json, NativeTable.DEMAND_ALLOWED, demand.allowedWatts());
        writeIfPresent(json, NativeTable.DEMAND_PEAK, demand.peakWatts());
        for (BillField field : BillField.ALL) {
            Optional<String> value = field.of(demand);
            if (value.isPresent() && field.number()) {
                json.writeNumberField(field.entity().field(), Long.parseLong(value.get()));
            } else if (value.isPresent()) {
                json.writeStringField(field.entity().field(), value.get());
            }
        }
    }

    private static void writeIfPresent(JsonGenerator json, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        }
    }

    /** The state of an M-Bus device. */
    static byte[] of(MBusDevice device) {
        return object(json -> {
            json.writeNumberField("channel", device.channel());
            json.writeStringField("medium", device.medium().name().toLowerCase(Locale.ROOT));
            if (device.id().isPresent()) {
                json.writeStringField("id", device.id().get());
            }
            if (device.reading().isPresent()) {
                json.writeStringField("timestamp", device.reading().get().time().toString());
                json.writeFieldName("value");
                json.writeNumber(device.reading().get().value());
                json.writeStringField("unit", device.reading().get().unit());
            }
            if (device.valve().isPresent()) {
                json.writeNumberField("valve", device.valve().getAsInt());
            }
        });
    }
}
