package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.JsonTree;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A device of Home Assistant and its discovery messages: the electricity meter, or an M-Bus device.
 *
 * @param id of the device and of its topic: {@code p1_}, the meter's key and for an M-Bus device its medium
 * @param serial its serial number, null if unknown; not part of the id, so that a meter that replaces this one has the same entities
 * @param via the id of the device through which it is read; null for the electricity meter
 * @param stateTopic the topic of its JSON state
 */
record DiscoveryDevice(String id, String name, String model, @Nullable String serial, @Nullable String via,
                    String stateTopic, List<Entity> entities) {
    /** A meter has four channels. */
    private static final int MOST_OF_A_MEDIUM = 4;
    private static final String MODEL = "model";
    private static final String SERIAL = "serial_number";
    private static final String COMPONENTS = "components";
    private static final String PLATFORM = "platform";
    private static final String STATE_TOPIC = "state_topic";

    /**
     * The part that all discovery messages of a meter have in common.
     *
     * @param statusTopic the availability topic
     * @param version of this program
     * @param expireSeconds the time without a new state after which a measurement becomes unavailable
     */
    record CommonFields(String statusTopic, String version, long expireSeconds) {
        private static final int INTERVALS = 6;
        private static final long LEAST_SECONDS = 60;

        /** Returns the seconds after which a measurement expires, for states at this interval. */
        static long expireSeconds(Duration interval) {
            return Math.max(LEAST_SECONDS, INTERVALS * interval.toSeconds());
        }

        /** Returns these fields, or fields with a longer time if the meter sends more slowly. */
        CommonFields expiringFor(Snapshot snapshot) {
            return snapshot.validFor().toSeconds() <= expireSeconds ? this
                    : new CommonFields(statusTopic, version, 2 * snapshot.validFor().toSeconds());
        }
    }

    /**
     * The parts of a retained discovery message on which the next message depends.
     *
     * @param model of the meter, for people; empty if unknown
     * @param entities the ids of the entities within the device
     * @param replaced true if the meter was replaced since the message
     */
    record Retained(String deviceId, String model, @Nullable String serial, List<String> entities, boolean replaced) {
        /** More than a meter can have. */
        private static final int MOST_ENTITIES = 500;

        /** Parses a message that the broker delivered; null if it is no discovery message of a device. */
        static @Nullable Retained of(byte[] payload) {
            try {
                JsonTree message = JsonTree.of(payload);
                JsonTree device = message.get("device");
                return device.get("identifiers").items().stream().findFirst().map(JsonTree::text)
                        .map(id -> new Retained(id, Objects.requireNonNullElse(device.get(MODEL).text(), ""), device.get(SERIAL).text(),
                                message.get(COMPONENTS).fields().keySet().stream().limit(MOST_ENTITIES).toList(), false)).orElse(null);
            } catch (IOException e) {
                return null;
            }
        }

        /** Returns the retained form of this device, as the broker delivers it in the next run. */
        static Retained of(DiscoveryDevice device) {
            return new Retained(device.id, device.model, device.serial, device.entities.stream().map(Entity::id).toList(), false);
        }

        /** Returns this message as that of a meter that was replaced. */
        Retained ofReplaced() {
            return new Retained(deviceId, model, serial, entities, true);
        }
    }

    static String id(MeterKey key) {
        return "p1_" + key;
    }

    /** Returns the id of the n-th M-Bus device of a medium. */
    static String id(MeterKey key, Medium medium, int ordinal) {
        return id(key) + "_" + medium.name().toLowerCase(Locale.ROOT) + (ordinal == 1 ? "" : "_" + ordinal);
    }

    /** Returns the ids that the M-Bus devices of a meter may have. */
    static List<String> mbusIds(MeterKey key) {
        return Stream.of(Medium.values()).flatMap(medium -> IntStream.rangeClosed(1, MOST_OF_A_MEDIUM)
                .mapToObj(ordinal -> id(key, medium, ordinal))).toList();
    }

    /** Returns the message that removes a device from Home Assistant. */
    static Publication removalMessage(String id) {
        return Publication.retained(topic(id), new byte[0]);
    }

    static String topic(String id) {
        return "homeassistant/device/" + id + "/config";
    }

    /**
     * Returns the discovery message of the device with all its entities, which the broker retains.
     *
     * @param gone ids of entities to remove: Home Assistant removes an entity that has only a platform
     */
    Publication message(CommonFields common, List<String> gone) {
        return Publication.retained(topic(id), JsonWriter.of(json -> {
            json.object("device", device -> {
                device.array("identifiers", List.of(id), JsonWriter::writeString);
                device.writeStringField("name", name);
                device.writeStringField(MODEL, model);
                device.text(SERIAL, serial);
                device.text("via_device", via);
            });
            json.object("origin", origin -> {
                origin.writeStringField("name", "dbus-p1");
                origin.writeStringField("sw_version", common.version());
            });
            json.writeStringField(STATE_TOPIC, stateTopic);
            json.writeStringField("availability_topic", common.statusTopic());
            json.object(COMPONENTS, components -> {
                for (Entity entity : entities) {
                    components.object(entity.id(), fields -> {
                        fields.writeStringField(PLATFORM, entity.platform());
                        if (entity.platform().equals(Entity.EVENT)) {
                            fields.writeStringField(STATE_TOPIC, entity.fieldOrTopic());
                        }
                        entity.write(fields, id, common.expireSeconds());
                    });
                }
                for (String entity : gone) {
                    components.object(entity, fields -> fields.writeStringField(PLATFORM, Entity.SENSOR));
                }
            });
        }));
    }
}
