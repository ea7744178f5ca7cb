package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.dbusp1.feedback.DriverStateView;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.mqtt.DiscoveryDevice.Retained;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.jspecify.annotations.Nullable;

/**
 * Makes a meter's discovery messages for Home Assistant, one for each device. After each connection the meter's retained message of an
 * earlier run is read before a new message is published. Not thread safe.
 */
final class HomeAssistantDiscovery {
    private static final String BIRTH = "homeassistant/status";
    private static final String ONLINE = "online";

    private final String id;
    private final String root;
    private final DiscoveryDevices devices;
    private final Schedule schedule = new Schedule(new Random()::nextLong);
    /** The meter's discovery message that the broker retains; null if it retains none. */
    private @Nullable Retained retained;
    /** Whether the time for retained messages is over since the connection: later ones are too late. */
    private boolean recalled;
    private DiscoveryDevice.CommonFields common;
    private List<DiscoveryDevice> published = List.of();
    private final List<String> mbusIds;
    /** Ids of M-Bus devices with a discovery message that the broker retains. */
    private final Set<String> announcedMbusIds = new TreeSet<>();
    /** The meter index of the last snapshot, to notice that the meter was replaced. */
    private int meterIndex;

    /** @param root of the topics of the states */
    HomeAssistantDiscovery(DiscoveryDevice.CommonFields common, MeterKey key, String root, DriverStateView feedback) {
        this.devices = new DiscoveryDevices(feedback);
        this.common = common;
        this.id = DiscoveryDevice.id(key);
        this.mbusIds = DiscoveryDevice.mbusIds(key);
        this.root = root;
    }

    /** Returns the topics to subscribe to: Home Assistant's birth message, and the discovery topics of the meter and its devices. */
    List<String> filters() {
        return Stream.concat(Stream.of(DiscoveryDevice.topic(id), BIRTH), mbusIds.stream().map(DiscoveryDevice::topic)).toList();
    }

    /** Called after a connection was made; the broker begins to deliver retained messages. */
    void connected(long nanos) {
        retained = null;
        recalled = false;
        schedule.connected(nanos);
    }

    /**
     * Accepts a message on a subscribed topic.
     *
     * @return true if Home Assistant has started, and the message is its first birth message after a quiet minute
     */
    boolean received(Received message, long nanos) {
        if (message.topic().equals(BIRTH)) {
            // A retained birth message is old, and the broker has retained the answer to it.
            return !message.retained() && new String(message.payload(), StandardCharsets.UTF_8).equals(ONLINE) && schedule.born(nanos);
        }
        // After the first announcement a retained message is too late until the next connection.
        if (message.retained() && !recalled) {
            Optional<String> mbus = mbusIds.stream().filter(text -> DiscoveryDevice.topic(text).equals(message.topic())).findFirst();
            if (mbus.isPresent()) {
                announcedMbusIds.add(mbus.get());
                return false;
            }
            Retained earlier = Retained.of(message.payload());
            retained = earlier != null && earlier.deviceId().equals(id) ? earlier : null;
        }
        return false;
    }

    /** Returns the discovery messages to publish now, in order: all when they are due, or when a part of them has changed. */
    List<Publication> messages(Snapshot snapshot, long nanos) {
        if (schedule.listening(nanos)) {
            return List.of();
        }
        if (!recalled) {
            recalled = true;
            // Entities of an earlier run with the same meter stay, because a meter sends some quantities only once an hour.
            if (retained != null) {
                devices.recall(retained, snapshot.reading().meter().equipmentId());
            }
        }
        if (snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            retained = retained == null ? null : retained.ofReplaced();
        }
        List<DiscoveryDevice> now = devices.of(snapshot, root);
        // The meter's interval is measured; before that it is the interval of the standard.
        DiscoveryDevice.CommonFields withExpiry = common.expiringFor(snapshot);
        boolean slower = withExpiry != common;
        common = withExpiry;
        Set<String> present = DiscoveryDevices.ids(snapshot);
        if (!schedule.due(nanos) && !slower && now.equals(published) && present.containsAll(announcedMbusIds)) {
            return List.of();
        }
        published = now;
        // First, because another device may have the channel of a device that was removed.
        List<Publication> messages = new ArrayList<>(removed(present));
        now.forEach(device -> messages.addAll(messages(device)));
        return messages;
    }

    /**
     * The messages that remove M-Bus devices which are no longer present.
     *
     * @param present the ids of the present devices
     */
    private List<Publication> removed(Set<String> present) {
        List<String> left = announcedMbusIds.stream().filter(text -> !present.contains(text)).toList();
        left.forEach(announcedMbusIds::remove);
        return left.stream().map(DiscoveryDevice::removalMessage).toList();
    }

    private List<Publication> messages(DiscoveryDevice device) {
        List<Publication> messages = new ArrayList<>();
        if (device.id().equals(id)) {
            List<String> gone = gone(device);
            if (!gone.isEmpty()) {
                messages.add(device.message(common, gone));
            }
            retained = Retained.of(device);
        } else {
            announcedMbusIds.add(device.id());
        }
        messages.add(device.message(common, List.of()));
        return messages;
    }

    /** The entities that only the previous meter had, which was replaced in this run or before it. */
    private List<String> gone(DiscoveryDevice meter) {
        Retained old = retained;
        if (old == null || !old.replaced()
                && !MeterIdentity.isAnother(old.serial(), meter.serial())) {
            return List.of();
        }
        List<String> gone = new ArrayList<>(old.entities());
        gone.removeAll(Retained.of(meter).entities());
        return gone;
    }

    /**
     * Decides when all discovery messages are published: after each connection, and after birth messages, of which several are answered
     * together. Times are of the monotonic clock. Not thread safe.
     */
    static final class Schedule {
        /** The time in which a broker delivers its retained messages after a connection. */
        static final long LISTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
        /** Many programs answer a birth message; a random delay spreads their answers. */
        static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(3);
        /** Birth messages within this time after an answer are answered together, at the end of this time. */
        static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final LongUnaryOperator random;
        /** When all messages are due after a connection; null if none are due. */
        private @Nullable Long connectionDueNanos;
        /** When all messages are due after birth messages; null if none are due. */
        private @Nullable Long birthDueNanos;
        /** When birth messages were last answered since the connection; null before the first answer. */
        private @Nullable Long answeredNanos;

        /** @param random gives a number from 0 up to its argument, exclusive */
        Schedule(LongUnaryOperator random) {
            this.random = random;
        }

        /** Called after a connection was made; the messages of a connection also answer earlier birth messages. */
        void connected(long nanos) {
            connectionDueNanos = nanos + LISTEN_NANOS;
            birthDueNanos = null;
            answeredNanos = null;
        }

        /**
         * Accepts a birth message.
         *
         * @return true for the first birth message after a quiet minute
         */
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

        /** True while the broker may still be delivering retained messages. */
        boolean listening(long nanos) {
            return connectionDueNanos != null && nanos - connectionDueNanos < 0;
        }

        /** Returns true if all messages are due. The caller then publishes them, so the next call returns false. */
        boolean due(long nanos) {
            Long next = connectionDueNanos == null ? birthDueNanos : connectionDueNanos;
            if (next == null || nanos - next < 0) {
                return false;
            }
            answeredNanos = birthDueNanos == null ? answeredNanos : Long.valueOf(nanos);
            connectionDueNanos = null;
            birthDueNanos = null;
            return true;
        }
    }
}
