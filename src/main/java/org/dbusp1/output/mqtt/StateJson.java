package org.dbusp1.output.mqtt;

import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.JsonObject;

/** States as JSON objects. An absent value has no field; numbers are exact. */
final class StateJson {
    private StateJson() {
    }

    /** The state of the electricity meter. */
    static byte[] of(Snapshot snapshot) {
        return JsonObject.of(json -> {
            JsonObject.text(json, "time", snapshot.reading().time());
            json.writeStringField("arrival", snapshot.arrival().toString());
            if (snapshot.demand().isPresent()) {
                json.writeStringField("demand_start", snapshot.demand().get().start().toString());
            }
            for (NativeTable.Value value : NativeTable.VALUES) {
                Optional<String> text = value.text().apply(snapshot);
                if (text.isPresent() && value.number()) {
                    json.writeFieldName(value.id());
                    json.writeNumber(text.get());
                } else if (text.isPresent()) {
                    json.writeStringField(value.id(), text.get());
                }
            }
        });
    }

    /** The state of an M-Bus device. */
    static byte[] of(MBusDevice device) {
        return JsonObject.of(json -> {
            json.writeNumberField("channel", device.channel());
            json.writeStringField("medium", device.medium().name().toLowerCase(Locale.ROOT));
            JsonObject.text(json, "id", device.id());
            if (device.reading().isPresent()) {
                json.writeStringField("timestamp", device.reading().get().time().toString());
                json.writeNumberField("value", device.reading().get().value());
                json.writeStringField("unit", device.reading().get().unit());
            }
            if (device.valve().isPresent()) {
                json.writeNumberField("valve", device.valve().getAsInt());
            }
        });
    }
}
