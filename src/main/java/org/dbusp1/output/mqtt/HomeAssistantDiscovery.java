package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.jspecify.annotations.Nullable;

/**
 * Makes a meter's discovery messages for Home Assistant, one for each device. What the broker has acknowledged is remembered: entities and
 * devices of an earlier run stay. An M-Bus device is removed when this run has had it and it has no number any longer, or has not had it
 * for 26 hours, or when a device of another medium has its channel, whose counter its entity would show. Not thread safe.
 */
final class HomeAssistantDiscovery {
    static final String BIRTH = "homeassistant/status";

    private static final String ONLINE = "online";

    /** @param acknowledged to be called when the broker has acknowledged the message */
    record Announcement(Publication message, Runnable acknowledged) {
    }

    private final String id;
    private final String root;
    private final DiscoveryDevices devices;
    private final Schedule schedule = new Schedule(new Random()::nextLong);
    private final StateStore store;
    /** The media of the M-Bus devices by their ids, of all that the meter may have. */
    private final Map<String, Medium> media;
    /** What the broker has acknowledged, by the ids of the devices. */
    private final Map<String, Announced> announced = new TreeMap<>();
    /** Ids of devices whose removal was sent over this connection. */
    private final Set<String> removed = new HashSet<>();
    private boolean replaced;
    /** The first message of this run; null before it. */
    private @Nullable Long firstNanos;
    private DiscoveryDevice.CommonFields common;
    private List<DiscoveryDevice> published = List.of();
    /** The meter index of the last snapshot, to notice that the meter was replaced. */
    private int meterIndex;

    HomeAssistantDiscovery(DiscoveryDevice.CommonFields common, MeterKey key, String root, DriverState driver, StateStore store) {
        this.devices = new DiscoveryDevices(driver);
        this.common = common;
        this.id = DiscoveryDevice.id(key);
        this.media = DiscoveryDevice.mbusIds(key);
        this.root = root;
        this.store = store;
        Stream.concat(Stream.of(id), media.keySet().stream()).forEach(device -> {
            Announced earlier = Announced.recall(store, device);
            if (earlier != null) {
                announced.put(device, earlier);
            }
        });
    }

    /** Called after a connection was made: a removal that was not acknowledged before it is repeated. */
    void connected() {
        removed.clear();
        schedule.connected();
    }

    /** Accepts a message on {@link #BIRTH}; returns true for the first birth message after a quiet minute. */
    boolean received(Received message, long nanos) {
        // A retained birth message is older than this connection, after which everything was announced.
        return !message.retained() && new String(message.payload(), StandardCharsets.UTF_8).equals(ONLINE) && schedule.born(nanos);
    }

    /** Returns the discovery messages to publish now, in order: all when they are due, or when a part of them has changed. */
    List<Announcement> messages(Snapshot snapshot, long nanos) {
        if (firstNanos == null) {
            firstNanos = nanos;
            // Entities of an earlier run with the same meter stay, because a meter sends some quantities only once an hour.
            Announced earlier = announced.get(id);
            if (earlier != null) {
                devices.recall(earlier, snapshot.reading().meter().equipmentId());
            }
        }
        if (snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            replaced = true;
        }
        List<DiscoveryDevice> now = devices.of(snapshot, root);
        // The meter's interval is measured; before that it is the interval of the standard.
        DiscoveryDevice.CommonFields withExpiry = common.expiringFor(snapshot);
        boolean slower = withExpiry != common;
        common = withExpiry;
        List<String> gone = gone(DiscoveryDevices.ids(snapshot), now, nanos - firstNanos);
        if (!schedule.due(nanos) && !slower && now.equals(published) && gone.isEmpty()) {
            return List.of();
        }
        published = now;
        removed.addAll(gone);
        removed.removeAll(now.stream().map(DiscoveryDevice::id).toList());
        // First, because another device may have the channel of a device that was removed.
        List<Announcement> messages = new ArrayList<>(gone.stream().map(this::removal).toList());
        now.forEach(device -> messages.addAll(announcements(device)));
        return messages;
    }

    /** Returns the M-Bus devices to remove of those that the broker has, or may have. @param present those with a number */
    private List<String> gone(Set<String> present, List<DiscoveryDevice> now, long runNanos) {
        return Stream.concat(announced.keySet().stream(), published.stream().map(DiscoveryDevice::id)).distinct()
                .filter(device -> media.containsKey(device) && !present.contains(device) && !removed.contains(device))
                .filter(device -> runNanos > NumberedDevice.GONE.toNanos() || devices.has(device) || now.stream()
                        .anyMatch(other -> media.get(other.id()) != media.get(device) && isOnChannel(device, other))).toList();
    }

    private boolean isOnChannel(String device, DiscoveryDevice other) {
        Announced earlier = announced.get(device);
        return earlier != null && earlier.model().equals(other.model());
    }

    private Announcement removal(String device) {
        return new Announcement(DiscoveryDevice.removalMessage(device), () -> {
            announced.remove(device);
            Announced.forget(store, device);
        });
    }

    private List<Announcement> announcements(DiscoveryDevice device) {
        List<Announcement> messages = new ArrayList<>();
        List<String> gone = device.id().equals(id) ? goneEntities(device) : List.of();
        if (!gone.isEmpty()) {
            messages.add(new Announcement(device.message(common, gone), () -> { }));
        }
        int index = meterIndex;
        messages.add(new Announcement(device.message(common, List.of()), () -> acknowledged(device, index)));
        return messages;
    }

    private void acknowledged(DiscoveryDevice device, int index) {
        boolean isMeter = device.id().equals(id);
        Announced now = Announced.of(device, isMeter ? device.serial() : null);
        announced.put(device.id(), now);
        now.remember(store, device.id());
        replaced &= !isMeter || index != meterIndex;
    }

    /** The entities that only the previous meter had, which was replaced in this run or before it. */
    private List<String> goneEntities(DiscoveryDevice meter) {
        Announced old = announced.get(id);
        if (old == null || !replaced && !MeterIdentity.isAnother(old.serial(), meter.serial())) {
            return List.of();
        }
        List<String> gone = new ArrayList<>(old.entities());
        meter.entities().forEach(entity -> gone.remove(entity.id()));
        return gone;
    }

    /**
     * Decides when all discovery messages are published: after each connection, and after birth messages, of which several are answered
     * together. Times are of the monotonic clock. Not thread safe.
     */
    static final class Schedule {
        /** Many programs answer a birth message; a random delay spreads their answers. */
        static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(3);
        /** Birth messages within this time after an answer are answered together, at the end of this time. */
        static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final LongUnaryOperator random;
        /** Whether all messages are due after a connection. */
        private boolean isConnectionNew;
        /** When all messages are due after birth messages; null if none are due. */
        private @Nullable Long birthDueNanos;
        /** When birth messages were last answered since the connection; null before the first answer. */
        private @Nullable Long answeredNanos;

        /** @param random gives a number from 0 up to its argument, exclusive */
        Schedule(LongUnaryOperator random) {
            this.random = random;
        }

        /** Called after a connection was made; the messages of a connection also answer earlier birth messages. */
        void connected() {
            isConnectionNew = true;
            birthDueNanos = null;
            answeredNanos = null;
        }

        /** Accepts a birth message; returns true for the first one after a quiet minute. */
        boolean born(long nanos) {
            if (birthDueNanos != null) {
                return false;
            }
            if (answeredNanos != null && nanos - answeredNanos < PAUSE_NANOS) {
                birthDueNanos = answeredNanos + PAUSE_NANOS;
                return false;
            }
            birthDueNanos = nanos + random.applyAsLong(SPREAD_NANOS);
            return true;
        }

        /** Returns true if all messages are due. The caller then publishes them, so the next call returns false. */
        boolean due(long nanos) {
            if (!isConnectionNew && (birthDueNanos == null || nanos - birthDueNanos < 0)) {
                return false;
            }
            answeredNanos = birthDueNanos == null ? answeredNanos : Long.valueOf(nanos);
            isConnectionNew = false;
            birthDueNanos = null;
            return true;
        }
    }
}
