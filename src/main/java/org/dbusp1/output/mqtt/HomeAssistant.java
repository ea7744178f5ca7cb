package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.mqtt.MqttSettings.Form;
import org.dbusp1.output.mqtt.MqttSettings.HomeAssistantSettings;

/**
 * Announces a meter to Home Assistant, in one of two forms, and moves it from one form to the other. What an earlier
 * run announced, the broker still retains: it is looked at after each connection, before anything is announced. Not
 * thread safe.
 */
final class HomeAssistant {
    private static final int MOST_OF_A_KIND = 4;
    /** Time that the broker is given to hand out what it retains. */
    private static final long LISTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    /** Many programs answer Home Assistant's birth; not all in the same moment. */
    private static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** Home Assistant unloads what it knows under a topic, and keeps what its owner made of it. */
    private static final byte[] MIGRATE = "{\"migrate_discovery\":true}".getBytes(StandardCharsets.UTF_8);

    private final HomeAssistantSettings settings;
    private final Announcement.Frame frame;
    private final MeterKey key;
    private final String root;
    private final Announcements announcements = new Announcements();
    /** What the broker retains of ours, by topic. */
    private final Map<String, byte[]> retained = new LinkedHashMap<>();
    private List<Announcement> announced = List.of();
    private boolean recalled;
    private Optional<Long> due = Optional.empty();

    /** @param root of the topics that the states are published under */
    HomeAssistant(HomeAssistantSettings settings, Announcement.Frame frame, MeterKey key, String root) {
        this.settings = settings;
        this.frame = frame;
        this.key = key;
        this.root = root;
    }

    /** What to listen to: its birth, and whatever may have been announced of this meter. */
    List<String> filters() {
        List<String> filters = new ArrayList<>(announcementFilters(frame.prefix(), key));
        filters.add(settings.birth());
        return filters;
    }

    /** Every topic under which this meter and the meters behind it can have been announced, in either form. */
    static List<String> announcementFilters(String prefix, MeterKey key) {
        List<String> ids = new ArrayList<>(List.of(Announcement.id(key)));
        for (Medium medium : Medium.values()) {
            for (int ordinal = 1; ordinal <= MOST_OF_A_KIND; ordinal++) {
                ids.add(Announcement.id(key, medium, ordinal));
            }
        }
        List<String> filters = new ArrayList<>();
        for (String id : ids) {
            filters.add(Announcement.topic(prefix, id));
            filters.add(Announcement.topic(prefix, id, "+"));
        }
        return filters;
    }

    /** The broker is there, and begins to hand out what it retains. */
    void connected(long nanos) {
        retained.clear();
        announced = List.of();
        recalled = false;
        due = Optional.of(nanos + LISTEN_NANOS);
    }

    /**
     * Something came on one of the topics listened to.
     *
     * @return whether Home Assistant has just started and wants to be told everything
     */
    boolean received(String topic, byte[] payload, boolean wasRetained, long nanos) {
        if (topic.equals(settings.birth())) {
            // A retained birth tells only that it started once; what it was told then, the broker retains too.
            boolean born = !wasRetained && new String(payload, StandardCharsets.UTF_8).equals("online");
            if (born) {
                announced = List.of();
                long later = nanos + RandomGenerator.getDefault().nextLong(SPREAD_NANOS);
                due = Optional.of(Math.max(due.orElse(later), later));
            }
            return born;
        }
        if (wasRetained && payload.length > 0) {
            retained.put(topic, payload);
        }
        return false;
    }

    /** What is to be published now, in this order. */
    List<Message> messages(Snapshot snapshot, long nanos) {
        if (due.isPresent() && nanos - due.get() < 0) {
            return List.of();
        }
        if (!recalled) {
            recall(snapshot);
            recalled = true;
        }
        List<Announcement> now = announcements.of(snapshot, root);
        boolean again = due.isPresent();
        due = Optional.empty();
        if (!again && now.equals(announced)) {
            return List.of();
        }
        announced = now;
        List<Message> messages = new ArrayList<>();
        for (Announcement device : now) {
            messages.addAll(settings.form() == Form.DEVICE ? asDevice(device) : asEntities(device));
        }
        return messages;
    }

    /** What the same meter was known to say in an earlier run holds, also what it says but once an hour. */
    private void recall(Snapshot snapshot) {
        Set<String> entities = retained.values().stream().map(Retained::of)
                .filter(old -> old.device().equals(Announcement.id(key)) && !replaced(old, electricityMeter(snapshot)))
                .flatMap(old -> old.entities().stream()).collect(Collectors.toSet());
        for (Quantity quantity : Quantity.values()) {
            if (entities.contains(quantity.key())) {
                announcements.recall(quantity);
            }
        }
    }

    private static Optional<String> electricityMeter(Snapshot snapshot) {
        return snapshot.reading().meter().equipmentId();
    }

    private static boolean replaced(Retained old, Optional<String> serial) {
        return !old.serial().equals(serial);
    }

    private List<Message> asDevice(Announcement device) {
        String topic = Announcement.topic(frame.prefix(), device.id());
        List<String> singles = singles(device);
        List<Message> messages = new ArrayList<>();
        singles.forEach(single -> messages.add(Message.kept(single, MIGRATE)));
        List<String> gone = gone(device, topic);
        if (!gone.isEmpty()) {
            messages.add(Message.kept(topic, device.asDevice(frame, gone)));
        }
        messages.add(keep(topic, device.asDevice(frame, List.of())));
        singles.forEach(single -> messages.add(remove(single)));
        return messages;
    }

    /** Entities under a topic that only another meter, now replaced, had. */
    private List<String> gone(Announcement device, String topic) {
        Optional<Retained> old = Optional.ofNullable(retained.get(topic)).map(Retained::of)
                .filter(said -> replaced(said, device.serial()));
        List<String> gone = new ArrayList<>(old.map(Retained::entities).orElse(List.of()));
        device.entities().forEach(entity -> gone.remove(entity.id()));
        return gone;
    }

    private List<Message> asEntities(Announcement device) {
        String together = Announcement.topic(frame.prefix(), device.id());
        boolean migrates = retained.containsKey(together);
        Map<String, byte[]> payloads = device.asEntities(frame);
        List<Message> messages = new ArrayList<>();
        if (migrates) {
            messages.add(Message.kept(together, MIGRATE));
        }
        for (String single : singles(device)) {
            if (!payloads.containsKey(single) && replaced(Retained.of(retained.get(single)), device.serial())) {
                messages.add(remove(single));
            }
        }
        payloads.forEach((topic, payload) -> messages.add(keep(topic, payload)));
        if (migrates) {
            messages.add(remove(together));
        }
        return messages;
    }

    /** Topics of single entities of a device that the broker retains. */
    private List<String> singles(Announcement device) {
        String start = Announcement.singles(frame.prefix(), device.id());
        return retained.keySet().stream().filter(topic -> topic.startsWith(start)).toList();
    }

    private Message keep(String topic, byte[] payload) {
        retained.put(topic, payload);
        return Message.kept(topic, payload);
    }

    private Message remove(String topic) {
        retained.remove(topic);
        return Message.removal(topic);
    }
}
