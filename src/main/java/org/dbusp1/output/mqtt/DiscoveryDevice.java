package org.dbusp1.output.mqtt;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterKey;

/**
 * A device as Home Assistant is told of it: the electricity meter, or one behind it.
 *
 * @param id         of the device and of its topic; {@code p1_} and the meter's key, then what it measures
 * @param name       for people
 * @param model      for people
 * @param serial     its number; an attribute only: the meter that replaces it keeps the id
 * @param via        the device it is read through; empty for the electricity meter
 * @param stateTopic where its JSON state is published
 */
record DiscoveryDevice(String id, String name, String model, Optional<String> serial, Optional<String> via,
                    String stateTopic, List<Entity> entities) {
    static final String SERIAL = "serial_number";
    static final String COMPONENTS = "components";
    static final String UNIQUE_ID = "unique_id";
    private static final String PLATFORM = "platform";
    private static final String SENSOR = "sensor";

    /**
     * What all announcements of a meter have in common.
     *
     * @param prefix        below which Home Assistant looks
     * @param statusTopic   says whether the meter is there
     * @param program       this program's name and version
     * @param expireSeconds after which a measured value that is not repeated is no longer true
     */
    record Frame(String prefix, String statusTopic, String program, long expireSeconds) {
    }

    /** The id of the electricity meter. */
    static String id(MeterKey key) {
        return "p1_" + key;
    }

    /** The id of the n-th meter of a medium behind it. */
    static String id(MeterKey key, Medium medium, int ordinal) {
        return id(key) + "_" + medium.name().toLowerCase(Locale.ROOT) + (ordinal == 1 ? "" : "_" + ordinal);
    }

    /** The topic of all its entities together. */
    static String topic(String prefix, String id) {
        return prefix + "/device/" + id + "/config";
    }

    /** The topic of one of its entities alone. */
    static String topic(String prefix, String id, String entity) {
        return singles(prefix, id) + entity + "/config";
    }

    /** What the topics of its single entities begin with. */
    static String singles(String prefix, String id) {
        return prefix + "/" + SENSOR + "/" + id + "/";
    }

    /**
     * One payload for the device with all its entities.
     *
     * @param gone ids of entities that it no longer has: Home Assistant removes what is reduced to its platform
     */
    byte[] asDevice(Frame frame, List<String> gone) {
        return StateJson.object(json -> {
            writeHead(json, frame);
            json.writeObjectFieldStart(COMPONENTS);
            for (Entity entity : entities) {
                json.writeObjectFieldStart(entity.id());
                json.writeStringField(PLATFORM, SENSOR);
                entity.write(json, id, frame.expireSeconds());
                json.writeEndObject();
            }
            for (String entity : gone) {
                json.writeObjectFieldStart(entity);
                json.writeStringField(PLATFORM, SENSOR);
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /** A payload for each entity, by its topic. */
    Map<String, byte[]> asEntities(Frame frame) {
        Map<String, byte[]> payloads = new LinkedHashMap<>();
        for (Entity entity : entities) {
            payloads.put(topic(frame.prefix(), id, entity.id()), StateJson.object(json -> {
                writeHead(json, frame);
                entity.write(json, id, frame.expireSeconds());
            }));
        }
        return payloads;
    }

    private void writeHead(JsonGenerator json, Frame frame) throws IOException {
        json.writeObjectFieldStart("device");
        json.writeArrayFieldStart("identifiers");
        json.writeString(id);
        json.writeEndArray();
        json.writeStringField("name", name);
        json.writeStringField("model", model);
        if (serial.isPresent()) {
            json.writeStringField(SERIAL, serial.get());
        }
        if (via.isPresent()) {
            json.writeStringField("via_device", via.get());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("origin");
        json.writeStringField("name", "dbus-p1");
        json.writeStringField("sw_version", frame.program());
        json.writeEndObject();
        json.writeStringField("state_topic", stateTopic);
        json.writeStringField("availability_topic", frame.statusTopic());
    }
}
