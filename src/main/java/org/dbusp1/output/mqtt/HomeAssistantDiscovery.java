package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
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
 * Makes a meter's discovery messages for Home Assistant, one for each device. What the broker has acknowledged is remembered: entities
 * of an earlier run stay, its M-Bus devices as {@link Stage} says. Not thread safe.
 */
final class HomeAssistantDiscovery {
    static final String BIRTH = "homeassistant/status";

    private static final String ONLINE = "online";

    /** @param acknowledged to be called when the broker has acknowledged the message */
    record Announcement(Publication message, Runnable acknowledged) {
    }

    /** The announcement of an M-Bus device that the broker has, or may have. @param channel in words */
    private record MBusAnnouncement(Medium medium, String channel, Stage stage) {
        MBusAnnouncement in(Stage next) {
            return new MBusAnnouncement(medium, channel, next);
        }

        /** Returns whether its entity would show the counter of another medium. */
        boolean hasLostChannelTo(DiscoveryDevice other) {
            return channel.equals(other.model()) && medium != other.medium();
        }
    }

    /** Decides when an M-Bus device is removed that has no number. */
    private enum Stage {
        /** An earlier run has announced it: it is removed when this run is 26 hours old, or a device of another medium has its channel. */
        REMEMBERED,
        /** This run has announced it, or its removal has to be repeated: it is removed at once. */
        ANNOUNCED,
        /** Its removal was sent, and is not acknowledged: {@link #connected} has it repeated. */
        REMOVED
    }

    private final String id;
    private final String root;
    private final DiscoveryDevices devices;
    private final Schedule schedule = new Schedule(new Random()::nextLong);
    private final StateStore store;
    /** By the ids of the devices. */
    private final Map<String, MBusAnnouncement> mbus = new TreeMap<>();
    /** What the broker has acknowledged of the electricity meter; null for nothing. */
    private @Nullable Announced acknowledged;
    /** The meter index of what was acknowledged in this run: another one is of a meter that has replaced it. */
    private int acknowledgedIndex;
    /** The first message of this run; null before it. */
    private @Nullable Long firstNanos;
    private DiscoveryDevice.CommonFields common;
    private List<DiscoveryDevice> published = List.of();

    HomeAssistantDiscovery(DiscoveryDevice.CommonFields common, MeterKey key, String root, DriverState driver, StateStore store) {
        this.devices = new DiscoveryDevices(driver);
        this.common = common;
        this.id = DiscoveryDevice.id(key);
        this.root = root;
        this.store = store;
        this.acknowledged = Announced.recall(store, id);
        DiscoveryDevice.mbusIds(key).forEach((device, medium) -> {
            Announced earlier = Announced.recall(store, device);
            if (earlier != null) {
                mbus.put(device, new MBusAnnouncement(medium, earlier.model(), Stage.REMEMBERED));
            }
        });
    }

    /** Called after each connection, and each minute while the broker has not accepted something: all is announced again. */
    void connected() {
        mbus.replaceAll((device, known) -> known.stage() == Stage.REMOVED ? known.in(Stage.ANNOUNCED) : known);
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
            if (acknowledged != null) {
                devices.recall(acknowledged, snapshot.reading().meter().equipmentId());
            }
        }
        List<DiscoveryDevice> now = devices.of(snapshot, root);
        // The meter's interval is measured; before that it is the interval of the standard.
        DiscoveryDevice.CommonFields withExpiry = common.expiringFor(snapshot);
        boolean slower = withExpiry != common;
        common = withExpiry;
        List<String> gone = gone(DiscoveryDevices.ids(snapshot), now, nanos - firstNanos > NumberedDevice.GONE.toNanos());
        if (!schedule.due(nanos) && !slower && now.equals(published) && gone.isEmpty()) {
            return List.of();
        }
        published = now;
        // First, because another device may have the channel of a device that was removed.
        List<Announcement> messages = new ArrayList<>(gone.stream().map(this::removal).toList());
        now.forEach(device -> messages.addAll(announcements(device, snapshot.published().meterIndex())));
        return messages;
    }

    /** Returns the M-Bus devices to remove. @param present those with a number @param isDayOver whether this run lasts for 26 hours */
    private List<String> gone(Set<String> present, List<DiscoveryDevice> now, boolean isDayOver) {
        return mbus.entrySet().stream().filter(known -> !present.contains(known.getKey()) && switch (known.getValue().stage()) {
            case REMEMBERED -> isDayOver || now.stream().anyMatch(known.getValue()::hasLostChannelTo);
            case ANNOUNCED -> true;
            case REMOVED -> false;
        }).map(Map.Entry::getKey).toList();
    }

    private Announcement removal(String device) {
        MBusAnnouncement removed = Objects.requireNonNull(mbus.get(device)).in(Stage.REMOVED);
        mbus.put(device, removed);
        return new Announcement(DiscoveryDevice.removalMessage(device), () -> {
            // Not if it was announced again meanwhile; the store learns that with the acknowledgement, which follows.
            mbus.remove(device, removed);
            Announced.forget(store, device);
        });
    }

    private List<Announcement> announcements(DiscoveryDevice device, int meterIndex) {
        if (device.medium() != null) {
            mbus.put(device.id(), new MBusAnnouncement(device.medium(), device.model(), Stage.ANNOUNCED));
            return List.of(new Announcement(device.message(common, List.of()),
                    () -> Announced.of(device, null).remember(store, device.id())));
        }
        List<Announcement> messages = new ArrayList<>();
        List<String> gone = goneEntities(device, meterIndex);
        if (!gone.isEmpty()) {
            messages.add(new Announcement(device.message(common, gone), () -> { }));
        }
        messages.add(new Announcement(device.message(common, List.of()), () -> {
            acknowledged = Announced.of(device, device.serial());
            acknowledgedIndex = meterIndex;
            acknowledged.remember(store, id);
        }));
        return messages;
    }

    /** The entities that only the previous meter had, which was replaced in this run or before it. */
    private List<String> goneEntities(DiscoveryDevice meter, int meterIndex) {
        Announced old = acknowledged;
        if (old == null || meterIndex == acknowledgedIndex && !MeterIdentity.isAnother(old.serial(), meter.serial())) {
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
