package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ValueFormat;

/**
 * A sensor of Home Assistant, or the entity of the meter's events, as its discovery message describes it.
 *
 * @param id unique within its device, never changes
 * @param name for people; must not begin with the name of its device
 * @param fieldOrTopic its field in the device's JSON state; for the events their topic
 * @param diagnostic true if it describes how the driver or the line works
 * @param unit as Home Assistant writes it; empty without a unit
 * @param options the values of an enumeration, or the types of events; otherwise empty
 */
record Entity(String id, String name, String fieldOrTopic, SensorClass sensorClass, boolean diagnostic, String unit,
              List<String> options, boolean enabledByDefault) {

    /** The components (platforms) of Home Assistant. */
    static final String SENSOR = "sensor";
    static final String EVENT = "event";

    static Entity choice(String id, String name, List<String> options) {
        return new Entity(id, name, id, SensorClass.of(ValueFormat.CHOICE), false, "", options, true);
    }

    /** Returns the entity of the driver's events, for their beginning and their end. @param forEss whether events about ESS are possible */
    static Entity events(String topic, boolean forEss) {
        List<String> types = Stream.of(EventType.values()).filter(kind -> forEss || !kind.needsEss()).flatMap(kind -> kind.isLasting()
                ? Stream.of(kind.key(), kind.endKey()) : Stream.of(kind.key())).toList();
        return new Entity(EVENT, "Events", topic, SensorClass.NONE, true, "", types, true);
    }

    /** Returns a figure about how the driver works, which the owner has to enable. */
    static Entity measurementOfDriver(String id, String name, String unit) {
        return new Entity(id, name, id, SensorClass.measurement(), true, unit, List.of(), false);
    }

    /** Returns this entity for an owner who has to enable it. */
    Entity disabled() {
        return new Entity(id, name, fieldOrTopic, sensorClass, diagnostic, unit, options, false);
    }

    String platform() {
        return isEvent() ? EVENT : SENSOR;
    }

    private boolean isEvent() {
        return id.equals(EVENT);
    }

    /** Measurements become unavailable without new states; counters and diagnostic measurements do not. */
    private boolean expires() {
        return sensorClass.isMeasurement() && !diagnostic;
    }

    void write(JsonWriter json, String device, long expireSeconds) throws IOException {
        json.writeStringField("name", name);
        json.writeStringField("unique_id", device + "_" + id);
        if (isEvent()) {
            // The event that the meter is silent has to arrive while the meter's sensors are unavailable.
            json.writeStringField("availability_template", "online");
        } else {
            // Without the default Home Assistant would keep the old value of a missing field, and log an error.
            json.writeStringField("value_template", "{{ value_json." + fieldOrTopic + " | default('None') }}");
            writeIfAny(json, "device_class", sensorClass.device());
            writeIfAny(json, "state_class", sensorClass.state());
            writeIfAny(json, "unit_of_measurement", unit);
        }
        writeIfAny(json, "entity_category", diagnostic ? "diagnostic" : "");
        if (!enabledByDefault) {
            json.writeBooleanField("enabled_by_default", false);
        }
        if (sensorClass.decimals() != null) {
            json.writeNumberField("suggested_display_precision", sensorClass.decimals());
        }
        if (expires()) {
            json.writeNumberField("expire_after", expireSeconds);
        }
        if (!options.isEmpty()) {
            json.array(isEvent() ? "event_types" : "options", options, JsonWriter::writeString);
        }
    }

    private static void writeIfAny(JsonWriter json, String name, String value) throws IOException {
        json.text(name, Optional.of(value).filter(text -> !text.isEmpty()).orElse(null));
    }
}
