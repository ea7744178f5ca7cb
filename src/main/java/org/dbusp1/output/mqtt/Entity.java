package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.problem.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A sensor of Home Assistant, or the entity of the meter's events, as its discovery message describes it.
 *
 * @param id unique within its device, never changes
 * @param name for people; must not begin with the name of its device
 * @param field its field in the device's JSON state; for events, their topic
 * @param unit as Home Assistant writes it; empty for none
 * @param expires whether it becomes unavailable without new states: true for measurements, not for counters
 * @param options the values of an enumeration, or the types of events; otherwise empty
 * @param precision the number of decimals to show
 * @param everyday false if the owner has to enable it in Home Assistant
 */
record Entity(String id, String name, String field, Kind kind, String unit, boolean expires, List<String> options,
              @Nullable Integer precision, boolean everyday) {

    /** The components of Home Assistant. */
    static final String SENSOR = "sensor";
    static final String EVENT = "event";

    /** Device class, state class and category, as Home Assistant allows them together. */
    enum Kind {
        ENERGY("energy", "total_increasing", false),
        /** Home Assistant has no class for it before 2025. */
        REACTIVE_ENERGY("", "total_increasing", false),
        POWER("power", "measurement", false),
        REACTIVE_POWER("reactive_power", "measurement", false),
        APPARENT_POWER("apparent_power", "measurement", false),
        POWER_FACTOR("power_factor", "measurement", false),
        VOLTAGE("voltage", "measurement", false),
        CURRENT("current", "measurement", false),
        FREQUENCY("frequency", "measurement", false),
        GAS("gas", "total_increasing", false),
        WATER("water", "total_increasing", false),
        OTHER_COUNTER("", "total_increasing", false),
        CHOICE("enum", "", false),
        EVENTS("", "total_increasing", true),
        LIMIT("current", "measurement", true),
        TEXT("", "", false),
        TIME("timestamp", "", true),
        END("timestamp", "", false),
        /** Of a day: it restarts each midnight, so that statistics would count it twice. */
        USED_ENERGY("energy", "", false),
        USED_VOLUME("", "", false),
        /** A figure about how the driver works. */
        DIAGNOSIS("", "measurement", true),
        EVENT_TYPES("", "", true);

        private static final Set<Kind> RARELY_READ = Set.of(REACTIVE_ENERGY, REACTIVE_POWER, APPARENT_POWER, POWER_FACTOR);

        private final String deviceClass;
        private final String stateClass;
        private final boolean diagnostic;

        Kind(String deviceClass, String stateClass, boolean diagnostic) {
            this.deviceClass = deviceClass;
            this.stateClass = stateClass;
            this.diagnostic = diagnostic;
        }
    }

    static Entity choice(String id, String name, List<String> options) {
        return new Entity(id, name, id, Kind.CHOICE, "", false, options, null, true);
    }

    /** Returns the entity of the driver's events, their beginning and their end. @param forEss whether there are any about ESS */
    static Entity events(String topic, boolean forEss) {
        List<String> types = Stream.of(EventType.values()).filter(kind -> forEss || !kind.needsEss()).flatMap(kind -> kind.isLasting()
                ? Stream.of(kind.key(), kind.endKey()) : Stream.of(kind.key())).toList();
        return new Entity(EVENT, "Events", topic, Kind.EVENT_TYPES, "", false, types, null, true);
    }

    String platform() {
        return kind == Kind.EVENT_TYPES ? EVENT : SENSOR;
    }

    static Entity figure(String id, String name, Kind kind, String unit, @Nullable Integer precision) {
        boolean measured = kind.stateClass.equals("measurement") && !kind.diagnostic;
        return new Entity(id, name, id, kind, unit, measured, List.of(), precision, !kind.diagnostic && !Kind.RARELY_READ.contains(kind));
    }

    /** Returns this sensor as one that the owner has to enable. */
    Entity asRarelyRead() {
        return new Entity(id, name, field, kind, unit, expires, options, precision, false);
    }

    /**
     * Writes its fields.
     *
     * @param device the id of its device
     * @param expireSeconds after this time without a new state a measurement becomes unavailable
     */
    void write(JsonWriter json, String device, long expireSeconds) throws IOException {
        json.writeStringField("name", name);
        json.writeStringField("unique_id", device + "_" + id);
        if (kind == Kind.EVENT_TYPES) {
            // The event that the meter is silent has to arrive while the meter's sensors are unavailable.
            json.writeStringField("availability_template", "online");
        } else {
            // Without the default Home Assistant would keep the old value of a missing one, and log an error.
            json.writeStringField("value_template", "{{ value_json." + field + " | default('None') }}");
            writeIfAny(json, "device_class", kind.deviceClass);
            writeIfAny(json, "state_class", kind.stateClass);
            writeIfAny(json, "unit_of_measurement", unit);
        }
        writeIfAny(json, "entity_category", kind.diagnostic ? "diagnostic" : "");
        if (!everyday) {
            json.writeBooleanField("enabled_by_default", false);
        }
        if (precision != null) {
            json.writeNumberField("suggested_display_precision", precision);
        }
        if (expires) {
            json.writeNumberField("expire_after", expireSeconds);
        }
        if (!options.isEmpty()) {
            json.array(kind == Kind.EVENT_TYPES ? "event_types" : "options", options, JsonWriter::writeString);
        }
    }

    private static void writeIfAny(JsonWriter json, String name, String value) throws IOException {
        json.text(name, Optional.of(value).filter(text -> !text.isEmpty()));
    }
}
