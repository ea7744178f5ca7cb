package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.jspecify.annotations.Nullable;

/**
 * Makes a meter's discovery messages for Home Assistant, one for each device. What the broker has acknowledged is remembered over restarts:
 * so that the announcement of a meter is not shorter after a start than before, and to remove an M-Bus device when another one of another
 * medium has its channel. Nothing else is removed. Not thread safe.
 */
final class HomeAssistantDiscovery {
    static final String BIRTH = "homeassistant/status";

    private static final String ONLINE = "online";

    /** @param acknowledged to be called when the broker has acknowledged the message */
    record Announcement(Publication message, Runnable acknowledged) {
    }

    private final String root;
    private final DiscoveryDevices devices;
    private final Schedule schedule = new Schedule(new Random()::nextLong);
    private final StateStore store;
    /** By the ids that M-Bus devices of this meter may have. */
    private final Map<String, Medium> media;
    private DiscoveryDevice.CommonFields common;
    private List<DiscoveryDevice> published = List.of();

    HomeAssistantDiscovery(DiscoveryDevice.CommonFields common, MeterKey key, String root, DriverState driver, StateStore store) {
        this.devices = new DiscoveryDevices(driver, Announced.recall(store, DiscoveryDevice.id(key)));
        this.common = common;
        this.root = root;
        this.store = store;
        this.media = DiscoveryDevice.mbusIds(key);
    }

    /** Called after each connection, and each ten minutes while the broker refuses something: all is announced again. */
    void connected() {
        schedule.connected();
    }

    /** Accepts a message on {@link #BIRTH}; returns true for the first birth message after a quiet minute. */
    boolean received(Received message, long nanos) {
        // A retained birth message is older than this connection, after which everything was announced.
        return !message.retained() && new String(message.payload(), StandardCharsets.UTF_8).equals(ONLINE) && schedule.born(nanos);
    }

    /** Returns the discovery messages to publish now, in order: all when they are due, or when a part of them has changed. */
    List<Announcement> messages(Snapshot snapshot, long nanos) {
        List<DiscoveryDevice> now = devices.of(snapshot, root);
        // The meter's interval is measured; before that it is the interval of the standard.
        DiscoveryDevice.CommonFields withExpiry = common.expiringFor(snapshot);
        boolean slower = withExpiry != common;
        common = withExpiry;
        if (!schedule.due(nanos) && !slower && now.equals(published)) {
            return List.of();
        }
        published = now;
        return Stream.concat(media.keySet().stream().filter(id -> hasLostItsChannel(id, now)).map(this::removal),
                now.stream().map(this::announcement)).toList();
    }

    /** Its entity would show the counter of another medium. */
    private boolean hasLostItsChannel(String id, List<DiscoveryDevice> now) {
        Announced earlier = Announced.recall(store, id);
        return earlier != null && now.stream().noneMatch(device -> device.id().equals(id)) && now.stream()
                .anyMatch(device -> device.medium() != null && device.medium() != media.get(id) && device.model().equals(earlier.model()));
    }

    private Announcement removal(String id) {
        return new Announcement(DiscoveryDevice.removalMessage(id), () -> Announced.forget(store, id));
    }

    private Announcement announcement(DiscoveryDevice device) {
        return new Announcement(device.message(common), () -> Announced.of(device).remember(store, device.id()));
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
