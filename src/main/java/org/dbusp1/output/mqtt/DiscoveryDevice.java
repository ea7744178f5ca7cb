package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A device of Home Assistant and its discovery messages: the electricity meter, or an M-Bus device.
 *
 * @param id of the device and of its topic: {@code p1_}, the meter's key and for an M-Bus device its medium
 * @param medium null for the electricity meter
 * @param model of the meter, for people, empty if unknown; of an M-Bus device its channel
 * @param serial its serial number, null if unknown; not part of the id, so that a meter that replaces this one has the same entities
 * @param via the id of the device through which it is read; null for the electricity meter
 * @param stateTopic the topic of its JSON state
 */
record DiscoveryDevice(String id, String name, @Nullable Medium medium, String model, @Nullable String serial, @Nullable String via,
                    String stateTopic, List<Entity> entities) {
    /** A meter has four channels. */
    private static final int MOST_OF_A_MEDIUM = 4;
    private static final String TOPIC_START = "homeassistant/device/";
    private static final String TOPIC_END = "/config";
    private static final String PLATFORM = "platform";
    private static final String STATE_TOPIC = "state_topic";

    /** @param expireSeconds the time without a new state after which a measurement becomes unavailable */
    record CommonFields(String statusTopic, String version, long expireSeconds) {
        private static final int INTERVALS = 6;
        private static final long LEAST_SECONDS = 60;

        static long expireSeconds(Duration interval) {
            return Math.max(LEAST_SECONDS, INTERVALS * interval.toSeconds());
        }

        /** Returns these fields, or fields with a longer time if the meter sends more slowly. */
        CommonFields expiringFor(Snapshot snapshot) {
            return snapshot.validFor().toSeconds() <= expireSeconds ? this
                    : new CommonFields(statusTopic, version, 2 * snapshot.validFor().toSeconds());
        }
    }

    static String id(MeterKey key) {
        return "p1_" + key;
    }

    /** Returns the id of the n-th M-Bus device of a medium. */
    static String id(MeterKey key, Medium medium, int ordinal) {
        return id(key) + "_" + medium.name().toLowerCase(Locale.ROOT) + (ordinal == 1 ? "" : "_" + ordinal);
    }

    /** Returns all ids that M-Bus devices of a meter may have. */
    static Map<String, Medium> mbusIds(MeterKey key) {
        Map<String, Medium> media = new TreeMap<>();
        for (Medium medium : Medium.values()) {
            IntStream.rangeClosed(1, MOST_OF_A_MEDIUM).forEach(ordinal -> media.put(id(key, medium, ordinal), medium));
        }
        return media;
    }

    static Publication removalMessage(String id) {
        return Publication.retained(topic(id), new byte[0]);
    }

    static String topic(String id) {
        return TOPIC_START + id + TOPIC_END;
    }

    static boolean isTopic(String topic) {
        return topic.startsWith(TOPIC_START) && topic.endsWith(TOPIC_END);
    }

    Publication message(CommonFields common) {
        return Publication.retained(topic(id), JsonWriter.of(json -> {
            json.object("device", device -> {
                device.array("identifiers", List.of(id), JsonWriter::writeString);
                device.writeStringField("name", name);
                device.writeStringField("model", model);
                device.text("serial_number", serial);
                device.text("via_device", via);
            });
            json.object("origin", origin -> {
                origin.writeStringField("name", "dbus-p1");
                origin.writeStringField("sw_version", common.version());
            });
            json.writeStringField(STATE_TOPIC, stateTopic);
            json.writeStringField("availability_topic", common.statusTopic());
            json.object("components", components -> {
                for (Entity entity : entities) {
                    components.object(entity.id(), fields -> {
                        fields.writeStringField(PLATFORM, entity.platform());
                        if (entity.platform().equals(Entity.EVENT)) {
                            fields.writeStringField(STATE_TOPIC, entity.fieldOrTopic());
                        }
                        entity.write(fields, id, common.expireSeconds());
                    });
                }
            });
        }));
    }
}
