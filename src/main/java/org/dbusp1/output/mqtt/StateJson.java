package org.dbusp1.output.mqtt;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
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
            for (Quantity quantity : snapshot.values().present()) {
                json.writeNumberField(quantity.key(), snapshot.values().decimal(quantity));
            }
            if (snapshot.demand().isPresent()) {
                writeDemand(json, snapshot.demand().get());
            }
        });
    }

    private static void writeDemand(JsonGenerator json, Demand demand) throws IOException {
        json.writeStringField("demand_start", demand.start().toString());
        json.writeStringField(NativeTable.DEMAND_END, demand.end().toString());
        JsonObject.number(json, NativeTable.DEMAND_MEAN, demand.meanWatts());
        JsonObject.number(json, NativeTable.DEMAND_FORECAST, demand.forecastWatts());
        JsonObject.number(json, NativeTable.DEMAND_ALLOWED, demand.allowedWatts());
        JsonObject.number(json, NativeTable.DEMAND_PEAK, demand.peakWatts());
        for (BillField field : BillField.ALL) {
            Optional<String> value = field.of(demand);
            if (value.isPresent() && field.number()) {
                json.writeNumberField(field.entity().field(), Long.parseLong(value.get()));
            } else if (value.isPresent()) {
                json.writeStringField(field.entity().field(), value.get());
            }
        }
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
