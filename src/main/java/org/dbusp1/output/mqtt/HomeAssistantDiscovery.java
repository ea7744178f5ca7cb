package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.mqtt.MqttConnection.Message;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.dbusp1.output.mqtt.MqttSettings.Form;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a meter's discovery messages for Home Assistant in one of two forms, and moves entities from one form to the
 * other. The broker retains the messages of an earlier run: they are read after each connection, before new ones are
 * published. Not thread safe.
 */
final class HomeAssistantDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(HomeAssistantDiscovery.class);
    private static final int MOST_OF_A_KIND = 4;
    /** A meter and its M-Bus devices have fewer than 200 entities. */
    private static final int MOST_RETAINED = 500;
    /** Messages of devices have up to 30 kB, those of entities 500 bytes. */
    private static final int MOST_RETAINED_BYTES = 512 * 1024;
    /** The topic of Home Assistant's birth message, independent of its discovery prefix. */
    private static final String BIRTH = "homeassistant/status";
    private static final String ONLINE = "online";
    /** Home Assistant unloads the entity of this topic, and keeps what its owner set up for it. */
    private static final byte[] MIGRATE = "{\"migrate_discovery\":true}".getBytes(StandardCharsets.UTF_8);

    private final Form form;
    private final MeterKey key;
    private final String root;
    private final DiscoveryDevices devices = new DiscoveryDevices();
    private final DiscoverySchedule schedule = new DiscoverySchedule(new Random()::nextLong);
    /** The discovery messages of this meter that the broker retains, by topic. */
    private final Map<String, DiscoveryDevice.Retained> retained = new LinkedHashMap<>();
    private int retainedBytes;
    private boolean exceeded;
    private DiscoveryDevice.Frame frame;
    private List<DiscoveryDevice> published = List.of();
    private boolean recalled;
    private int segment;

    /** @param root of the topics that the states are published under */
    HomeAssistantDiscovery(Form form, DiscoveryDevice.Frame frame, MeterKey key, String root) {
        this.form = form;
        this.frame = frame;
        this.key = key;
        this.root = root;
    }

    /** The topics to subscribe to: Home Assistant's birth message, and the discovery topics of this meter. */
    List<String> filters() {
        List<String> filters = new ArrayList<>(discoveryFilters(frame.prefix(), key));
        filters.add(BIRTH);
        return filters;
    }

    /** Every discovery topic that this meter and its M-Bus devices can have, in either form. */
    static List<String> discoveryFilters(String prefix, MeterKey key) {
        Stream<String> devices = Stream.of(Medium.values()).flatMap(medium -> IntStream.rangeClosed(1, MOST_OF_A_KIND)
                .mapToObj(ordinal -> DiscoveryDevice.id(key, medium, ordinal)));
        Stream<String> ofAll = Stream.concat(Stream.of(DiscoveryDevice.id(key)), devices).flatMap(id ->
                Stream.of(DiscoveryDevice.topic(prefix, id), DiscoveryDevice.topic(prefix, Entity.SENSOR, id, "+")));
        return Stream.concat(ofAll, Stream.of(DiscoveryDevice.topic(prefix, Entity.EVENT, DiscoveryDevice.id(key), "+"))).toList();
    }

    /** A connection was made; the broker begins to deliver what it retains. */
    void connected(long nanos) {
        retained.clear();
        retainedBytes = 0;
        recalled = false;
        schedule.connected(nanos);
    }

    /**
     * A message came on one of the subscribed topics.
     *
     * @return whether Home Assistant has started, and this is its first birth message after a quiet minute
     */
    boolean received(Received message, long nanos) {
        if (message.topic().equals(BIRTH)) {
            // A retained birth message is an old one; what was published for it, the broker retains too.
            return !message.retained() && new String(message.payload(), StandardCharsets.UTF_8).equals(ONLINE)
                    && schedule.born(nanos);
        }
        // What comes after the first announcement was late, and is of no use before the next connection.
        if (message.retained() && message.payload().length > 0 && !recalled) {
            readBack(message);
        }
        return false;
    }

    /** Anybody who may publish below the prefix may let the broker retain any number of messages of any size. */
    private void readBack(Received message) {
        int bytes = message.topic().length() + message.payload().length;
        if (retained.size() < MOST_RETAINED && retainedBytes + bytes <= MOST_RETAINED_BYTES) {
            retainedBytes += bytes;
            retained.put(message.topic(), DiscoveryDevice.Retained.of(message.payload()));
        } else if (!exceeded) {
            exceeded = true;
            LOG.warn("mqtt: the broker retains more than {} discovery messages or {} bytes of this meter below {}; the"
                    + " others are ignored. Find out who publishes them, then remove them: dbus-p1 mqtt remove",
                    MOST_RETAINED, MOST_RETAINED_BYTES, frame.prefix());
        }
    }

    /** The discovery messages to publish now, in this order: all when they are due, else those of a change. */
    List<Message> messages(Snapshot snapshot, long nanos) {
        if (schedule.listening(nanos)) {
            return List.of();
        }
        if (!recalled) {
            // Entities of an earlier run with the same meter stay, because it sends some quantities once an hour only.
            retained.values().stream().filter(old -> old.device().equals(DiscoveryDevice.id(key))
                    && !MeterIdentity.isAnother(old.serial(), snapshot.reading().meter().equipmentId())).forEach(devices::recall);
            recalled = true;
        }
        if (snapshot.segment() != segment) {
            segment = snapshot.segment();
            retained.replaceAll((topic, old) -> old.device().equals(DiscoveryDevice.id(key)) ? old.ofReplaced() : old);
        }
        List<DiscoveryDevice> now = devices.of(snapshot, root);
        // The interval of a meter is measured; at the start it is that of the standard.
        DiscoveryDevice.Frame lasting = frame.expiringFor(snapshot);
        boolean slower = lasting != frame;
        frame = lasting;
        if (!schedule.take(nanos) && !slower && now.equals(published)) {
            return List.of();
        }
        published = now;
        return now.stream().map(this::messages).flatMap(List::stream).toList();
    }

    /** Returns whether a retained message is of a meter or device that was replaced, in this run or before it. */
    private boolean isOfReplaced(String topic, DiscoveryDevice now) {
        return retained.get(topic).replaced() || MeterIdentity.isAnother(retained.get(topic).serial(), now.serial());
    }

    /** The messages of a device; its messages of the other form that the broker retains hand over, then go. */
    private List<Message> messages(DiscoveryDevice device) {
        boolean together = form == Form.DEVICE;
        String common = DiscoveryDevice.topic(frame.prefix(), device.id());
        Map<String, byte[]> payloads = together ? Map.of(common, device.asDevice(frame, List.of())) : device.asEntities(frame);
        List<String> singles = retained.keySet().stream()
                .filter(topic -> DiscoveryDevice.isSingle(frame.prefix(), device.id(), topic)).toList();
        List<String> otherForm = together ? singles : Stream.of(common).filter(retained::containsKey).toList();
        List<Message> messages = new ArrayList<>();
        otherForm.forEach(topic -> messages.add(Message.retained(topic, MIGRATE)));
        if (together) {
            List<String> gone = gone(device, common);
            if (!gone.isEmpty()) {
                messages.add(Message.retained(common, device.asDevice(frame, gone)));
            }
        } else {
            singles.stream().filter(topic -> !payloads.containsKey(topic) && isOfReplaced(topic, device))
                    .forEach(topic -> messages.add(remove(topic)));
        }
        payloads.forEach((topic, payload) -> messages.add(keep(topic, payload)));
        otherForm.forEach(topic -> messages.add(remove(topic)));
        return messages;
    }

    /** Entities of a topic that only the previous meter had, before it was replaced. */
    private List<String> gone(DiscoveryDevice device, String topic) {
        if (!retained.containsKey(topic) || !isOfReplaced(topic, device)) {
            return List.of();
        }
        List<String> gone = new ArrayList<>(retained.get(topic).entities());
        device.entities().forEach(entity -> gone.remove(entity.id()));
        return gone;
    }

    private Message keep(String topic, byte[] payload) {
        retained.put(topic, DiscoveryDevice.Retained.of(payload));
        return Message.retained(topic, payload);
    }

    private Message remove(String topic) {
        retained.remove(topic);
        return Message.removal(topic);
    }
}
